using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Conformance;
using Xemu.Machine;
using Xemu.Testing;

namespace Xemu.Block.Tests;

public abstract class HandoverConformanceTests : MediumHandoverConformance
{
    private readonly TempFolder _folder = new();
    private readonly TestMachine _machine = new();
    private readonly TestMachine _incoming = new(new MachineOptions { RamBytes = 1 << 20, IsDeterministic = true, IsIncoming = true });

    public override void Dispose()
    {
        base.Dispose();
        _machine.Dispose();
        _incoming.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override IBlockDevice Open(bool isIncoming) => Make("disk", isIncoming ? _incoming : _machine);

    protected override IBlockDevice OpenOther() => Make("other", _machine);

    private protected abstract IBlockDevice Make(string path, IComponentContext context);

    private protected string RawFile(string name)
    {
        string path = _folder.File(name);
        if (!File.Exists(path))
        {
            File.WriteAllBytes(path, new byte[1 << 20]);
        }

        return path;
    }

    private protected string Qcow2File(string name)
    {
        string path = _folder.File(name);
        if (!File.Exists(path))
        {
            Qcow2Creator.Create(path, 1 << 20);
        }

        return path;
    }
}

public sealed class RawOverlayHandoverTests : HandoverConformanceTests
{
    private protected override IBlockDevice Make(string path, IComponentContext context) =>
        RawBlock.Create(new RawOptions { File = new FilePath(RawFile(path)) }, context);
}

public sealed class RawWriteThroughHandoverTests : HandoverConformanceTests
{
    private protected override IBlockDevice Make(string path, IComponentContext context) =>
        RawBlock.Create(new RawOptions { File = new FilePath(RawFile(path)), WriteThrough = true }, context);
}

public sealed class Qcow2FirstLayerHandoverTests : HandoverConformanceTests
{
    private protected override IBlockDevice Make(string path, IComponentContext context) =>
        Qcow2Block.Create(new Qcow2Options { File = new FilePath(Qcow2File(path)) }, context);
}

public sealed class Qcow2OverlayHandoverTests : HandoverConformanceTests
{
    private protected override IBlockDevice Make(string path, IComponentContext context) =>
        Qcow2Block.Create(new Qcow2Options { File = new FilePath(Qcow2File(path)), Overlay = true }, context);
}

/// <summary>A disk that snapshots have sealed twice before.</summary>
public sealed class Qcow2SealedHandoverTests : HandoverConformanceTests
{
    private readonly HashSet<string> _sealed = [];

    private protected override IBlockDevice Make(string path, IComponentContext context)
    {
        Qcow2Block block = Qcow2Block.Create(new Qcow2Options { File = new FilePath(Qcow2File(path)) }, context);
        if (_sealed.Add(path))
        {
            ((IMediumIdentity)block).Seal();
            ((IMediumIdentity)block).Seal();
        }

        return block;
    }
}
