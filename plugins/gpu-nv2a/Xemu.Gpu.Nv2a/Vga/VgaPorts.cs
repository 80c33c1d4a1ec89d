using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>The VGA registers at their legacy ports.</summary>
internal sealed class VgaPorts(Vga vga, Action<bool, ulong> unhandled) : IIoHandler
{
    public const ushort First = 0x3B0;
    public const ushort Count = 0x30;

    public IoWidths Widths => IoWidths.Byte;

    public ulong Read(ulong offset, int width)
    {
        if (vga.TryRead((uint)offset + First, VgaUnit.All, out byte value))
        {
            return value;
        }

        unhandled(false, offset + First);
        return 0xFF;
    }

    public void Write(ulong offset, int width, ulong value)
    {
        if (!vga.TryWrite((uint)offset + First, VgaUnit.All, (byte)value))
        {
            unhandled(true, offset + First);
        }
    }
}
