using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>Registers that only hold what was written, any width.</summary>
internal sealed class PortStorage(int sizeBytes) : IIoHandler, IStateful
{
    private readonly byte[] _bytes = new byte[sizeBytes];

    public IoWidths Widths => IoWidths.Any;

    public Span<byte> Bytes => _bytes;

    public void Reset() => Array.Clear(_bytes);

    public ulong Read(ulong offset, int width)
    {
        ulong value = 0;
        for (int i = 0; i < width; i++)
        {
            value |= (ulong)_bytes[(int)offset + i] << (8 * i);
        }

        return value;
    }

    public void Write(ulong offset, int width, ulong value)
    {
        for (int i = 0; i < width; i++)
        {
            _bytes[(int)offset + i] = (byte)(value >> (8 * i));
        }
    }

    public void DescribeState(IStateVisitor state) => state.Bytes("bytes", _bytes);
}
