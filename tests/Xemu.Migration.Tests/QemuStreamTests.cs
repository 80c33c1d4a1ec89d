using Xemu.Abstractions.Memory;
using Xemu.Machine;
using Xemu.Migration.Format;

namespace Xemu.Migration.Tests;

/// <summary>What QEMU itself writes with page channels, read as a stream of ours would be.</summary>
public sealed class QemuStreamTests : IDisposable
{
    private const ulong Address = 1 << 20;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-qemu-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void QemusMultifdStream_ReadIntoRam_IsTheRamOfItsMachine(int channels)
    {
        Assert.SkipUnless(File.Exists(QemuRecording.Program), $"There is no {QemuRecording.Program}; tests/guests/install-qemu.sh installs it.");
        byte[] content = new byte[3_000_000];
        new Random(channels).NextBytes(content);
        string file = Path.Combine(_folder.FullName, "content");
        File.WriteAllBytes(file, content);
        using QemuRecording recording = QemuRecording.Make(_folder.FullName, channels, file, Address);

        using var machine = new VirtualMachine(new MachineOptions { Name = "reader", RamBytes = 1 << 20, IsDeterministic = true });
        var main = new MainReader(recording.Main);
        using var reader = new StreamReader(main);
        reader.ReadHeader();
        IReadOnlyList<RamBlockShape> blocks = reader.ReadBlocks();
        RamRegion[] regions = [.. blocks.Select((block, i) => new RamRegion(machine.CreateRamBlock(block.Name, block.SizeBytes), i))];
        var table = new BlockTable(regions);
        var progress = new SaveProgress();
        Exception? failure = null;
        reader.ReadRam(table, new RamSink(regions, progress), () => new ChannelReaders(recording, table, new RamSink(regions, progress), e => failure = e), TestContext.Current.CancellationToken);

        Assert.Null(failure);
        Assert.Equal((false, 8UL << 20), (reader.IsMappedRam, blocks.Single(static block => block.Name == "pc.ram").SizeBytes));
        Assert.InRange(progress.NormalPages, content.Length / IRamBlock.PageSize, 4096);
        using RamLease ram = regions.Single(static region => region.Name == "pc.ram").Block.Lease(Address, content.Length, RamAccess.Read);
        Assert.True(ram.Span.SequenceEqual(content), "RAM is not what QEMU's machine has.");

        // Whatever follows the last meeting on a page channel is its end and holds no page.
        Assert.InRange(recording.LeftInChannels, 0, channels * MultifdPacket.Bytes);
        SnapshotFormatException refused = Assert.Throws<SnapshotFormatException>(reader.ReadTail);
        Assert.Contains("comes from another program", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void QemusMainChannel_Inspected_HasItsBlocksAndSections()
    {
        Assert.SkipUnless(File.Exists(QemuRecording.Program), $"There is no {QemuRecording.Program}; tests/guests/install-qemu.sh installs it.");
        string file = Path.Combine(_folder.FullName, "content");
        File.WriteAllBytes(file, [1]);
        using QemuRecording recording = QemuRecording.Make(_folder.FullName, 2, file, Address);

        SnapshotFile snapshot = SnapshotFile.Open(new MemorySnapshotSource(recording.MainBytes));

        Assert.Contains(snapshot.Blocks, static block => block is { Name: "pc.ram", SizeBytes: 8 << 20 });
        Assert.Contains(snapshot.Devices, static device => device.Name == "cpu");
    }
}
