using Xemu.Abstractions.Memory;

namespace Xemu.Mcpx;

/// <summary>A range of 8-bit ports whose answers are two methods of the device.</summary>
internal sealed class ByteIo(Func<int, byte> read, Action<int, byte> write) : IIoHandler
{
    public IoWidths Widths => IoWidths.Byte;

    public ulong Read(ulong offset, int width) => read((int)offset);

    public void Write(ulong offset, int width, ulong value) => write((int)offset, (byte)value);
}
