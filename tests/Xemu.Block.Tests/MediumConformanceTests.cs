using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Block.Tests;

public abstract class MediumConformanceTests : MediumIdentityConformance, IDisposable
{
    private protected TempFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class RawOverlayConformanceTests : MediumConformanceTests
{
    protected override IBlockDevice Create(ulong sizeBytes)
    {
        string path = Folder.File("disk.raw");
        File.WriteAllBytes(path, new byte[sizeBytes]);
        return LayeredMedium.Open(path, "raw", null, BaseUse.Overlay, TimeSpan.Zero, NullLogger.Instance);
    }
}

public sealed class RawWriteThroughConformanceTests : BlockDeviceConformance, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // A medium that is written through has no layers: it cannot go back.
    protected override IBlockDevice Create(ulong sizeBytes)
    {
        string path = _folder.File("disk.raw");
        File.WriteAllBytes(path, new byte[sizeBytes]);
        return LayeredMedium.Open(path, "raw", null, BaseUse.WriteThrough, TimeSpan.Zero, NullLogger.Instance);
    }
}

public sealed class Qcow2ConformanceTests : MediumConformanceTests
{
    protected override IBlockDevice Create(ulong sizeBytes)
    {
        using var machine = new TestMachine();
        return Qcow2Block.Create(
            new Qcow2Options { File = new FilePath(Folder.File("made/disk.qcow2")), Create = new ByteSize(sizeBytes) }, machine);
    }
}

public sealed class MemoryMediumConformanceTests : BlockDeviceConformance
{
    protected override IBlockDevice Create(ulong sizeBytes) => new MemoryBlock(new MemoryOptions { Size = new ByteSize(sizeBytes) }, "disk");
}

public sealed class MemoryBlockTests : StatefulConformance
{
    [Fact]
    public void Write_PastTheLimit_IsAnIoErrorAndKeepsTheRest()
    {
        var disk = new MemoryBlock(new MemoryOptions { Size = ByteSize.FromMiB(1), Limit = new ByteSize(8192) }, "disk");
        byte[] chunk = new byte[4096];
        Array.Fill(chunk, (byte)1);
        disk.Write(0, chunk);
        disk.Write(65536, chunk);

        Assert.Throws<IOException>(() => disk.Write(131072, chunk));

        disk.Write(0, chunk);
        disk.Write(262144, new byte[4096]);
    }

    [Fact]
    public void State_ChunkOutsideTheDisk_IsRefused()
    {
        var large = new MemoryBlock(new MemoryOptions { Size = ByteSize.FromMiB(4) }, "disk");
        byte[] sector = new byte[512];
        sector[0] = 1;
        large.Write(3 << 20, sector);
        var small = new MemoryBlock(new MemoryOptions { Size = ByteSize.FromMiB(1) }, "disk");

        Assert.Throws<StateException>(() => StateBytes.Load(small, StateBytes.Save(large)));
    }

    [Fact]
    public void State_LoadedIntoAnother_GivesTheSameContent()
    {
        var first = new MemoryBlock(new MemoryOptions { Size = ByteSize.FromMiB(2) }, "disk");
        byte[] model = new byte[2 << 20];
        Block.Tests.Exercise.WriteRandom(first, model, new Random(1), 100);
        var second = new MemoryBlock(new MemoryOptions { Size = ByteSize.FromMiB(2) }, "disk");

        StateBytes.Load(second, StateBytes.Save(first));

        Block.Tests.Exercise.AssertSame(model, Block.Tests.Exercise.ReadAll(second));
    }

    protected override IComponent Create(TestMachine machine) => new MemoryBlock(new MemoryOptions(), "disk");
}
