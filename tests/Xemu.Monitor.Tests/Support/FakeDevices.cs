using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.Memory;

namespace Xemu.Monitor.Tests;

/// <summary>A DVD drive that takes changes at once.</summary>
internal sealed class FakeDrive : IComponent, IMediumChanger
{
    public IBlockDevice? Medium { get; private set; }

    public bool IsTrayOpen { get; set; }

    public bool IsTrayLocked { get; set; }

    public void Eject() => PostEject();

    public void Insert(IBlockDevice medium) => PostInsert(medium);

    public void PostEject()
    {
        Medium = null;
        IsTrayOpen = true;
    }

    public void PostInsert(IBlockDevice medium)
    {
        Medium = medium;
        IsTrayOpen = false;
    }

    public void PostClose() => IsTrayOpen = false;

    public void Dispose()
    {
    }
}

/// <summary>A medium of one sector, as <c>block.raw</c> or another type makes it.</summary>
internal sealed class FakeMedium(string file, string type = "block.raw") : IComponent, IBlockDevice, IMediumSource
{
    public ulong SizeBytes => 512;

    public bool IsReadOnly => true;

    public bool IsDisposed { get; private set; }

    public string SourceType => type;

    public string SourceFile => file;

    public void Read(ulong offset, Span<byte> destination) => destination.Clear();

    public void Write(ulong offset, ReadOnlySpan<byte> source) => throw new IOException("This medium is read-only.");

    public void Flush()
    {
    }

    public void Dispose() => IsDisposed = true;
}

/// <summary>A medium that lies in no file.</summary>
internal sealed class FilelessMedium : IComponent, IBlockDevice
{
    public ulong SizeBytes => 512;

    public bool IsReadOnly => false;

    public void Read(ulong offset, Span<byte> destination) => destination.Clear();

    public void Write(ulong offset, ReadOnlySpan<byte> source)
    {
    }

    public void Flush()
    {
    }

    public void Dispose()
    {
    }
}

/// <summary>A display of two pixels, red and blue.</summary>
internal sealed class FakeDisplay : IComponent, IDisplaySource
{
    public FrameInfo Frame => new(2, 1, 0);

    public void ReadFrame(Span<byte> pixels)
    {
        ReadOnlySpan<byte> picture = [0, 0, 0xFF, 0, 0xFF, 0, 0, 0];
        picture.CopyTo(pixels);
    }

    public void Attach(IDisplaySink sink)
    {
    }

    public void Dispose()
    {
    }
}

internal sealed class FakeButton : IComponent, IPowerButton
{
    public int Presses { get; private set; }

    public void Press() => Presses++;

    public void Dispose()
    {
    }
}

/// <summary>A PCI root with one function.</summary>
internal sealed class FakePci : IComponent, IPciInventory, IPciSlot
{
    public IReadOnlyList<PciFunctionInfo> Functions =>
    [
        new(1, new PciAddress(0, 0), "gpu", new PciFunctionDefinition(0x10DE, 0x02A0, 0x030000, 0xA1)
        {
            InterruptPin = 1,
            Bars = [new PciBar(0, PciBarKind.Memory, 0x100_0000, "regs"), new PciBar(1, PciBarKind.Io, 8, "ports")],
        }, this, 3),
    ];

    public IInterruptLine Interrupt => throw new NotSupportedException();

    public IAddressSpace Dma => throw new NotSupportedException();

    public ulong? BarAddress(int index) => index == 0 ? 0xFD00_0000 : null;

    public void Dispose()
    {
    }
}
