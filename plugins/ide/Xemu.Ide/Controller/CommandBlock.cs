using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;

namespace Xemu.Ide;

/// <summary>The command block's ports, 0x1F0 to 0x1F7: a data register of 16 bits, and seven registers of 8.</summary>
internal sealed class CommandBlock(IdeChannel channel) : IIoHandler
{
    /// <inheritdoc/>
    public IoWidths Widths => IoWidths.Any;

    /// <inheritdoc/>
    public ulong Read(ulong offset, int width)
    {
        if (offset == 0)
        {
            ulong data = channel.ReadData();
            return width < 4 ? data & (width == 1 ? 0xFFUL : 0xFFFFUL) : data | ((ulong)channel.ReadData() << 16);
        }

        ulong value = 0;
        for (int i = 0; i < width && offset + (ulong)i < 8; i++)
        {
            value |= (ulong)channel.ReadRegister((IdeRegister)(offset + (ulong)i)) << (8 * i);
        }

        return value;
    }

    /// <inheritdoc/>
    public void Write(ulong offset, int width, ulong value)
    {
        if (offset == 0)
        {
            channel.WriteData((ushort)value);
            if (width >= 4)
            {
                channel.WriteData((ushort)(value >> 16));
            }

            return;
        }

        for (int i = 0; i < width && offset + (ulong)i < 8; i++)
        {
            channel.WriteRegister((IdeRegister)(offset + (ulong)i), (byte)(value >> (8 * i)));
        }
    }
}

/// <summary>The control block's port, 0x3F6: alternate status and device control.</summary>
internal sealed class ControlBlock(IdeChannel channel) : IIoHandler
{
    /// <inheritdoc/>
    public IoWidths Widths => IoWidths.Byte;

    /// <inheritdoc/>
    public ulong Read(ulong offset, int width) => channel.ReadRegister(IdeRegister.AlternateStatus);

    /// <inheritdoc/>
    public void Write(ulong offset, int width, ulong value) => channel.WriteRegister(IdeRegister.AlternateStatus, (byte)value);
}
