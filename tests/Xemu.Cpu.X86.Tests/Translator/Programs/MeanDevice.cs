using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Registers, ports and an interrupt controller whose answers depend on every access before.</summary>
internal sealed class MeanDevice : IIoHandler, IInterruptAcknowledge
{
    /// <summary>A digest of all accesses.</summary>
    public ulong Digest { get; set; }

    public IInterruptLine? Line { get; set; }

    public IoWidths Widths => IoWidths.Any;

    public ulong Read(ulong offset, int width)
    {
        Add(offset, width, 0x5555);
        return Digest >> 17;
    }

    public void Write(ulong offset, int width, ulong value) => Add(offset, width, value + 1);

    public byte Acknowledge()
    {
        Add(0, 0, 0x1234);
        Line?.SetLevel(level: false);
        return MeanLayout.InterruptVector;
    }

    private void Add(ulong offset, int width, ulong value) => Digest = (Digest ^ offset ^ (value << 20) ^ ((ulong)width << 60)) * 0x9E37_79B9_7F4A_7C15;
}
