namespace Xemu.Block.Tests;

/// <summary>Writes bits, the highest of a byte first.</summary>
internal sealed class ChdBitWriter
{
    private readonly List<byte> _bytes = [];
    private uint _held;
    private int _count;

    /// <summary>Writes the low bits of a value.</summary>
    public void Put(uint value, int count)
    {
        for (int i = count - 1; i >= 0; i--)
        {
            _held = (_held << 1) | ((value >> i) & 1);
            if (++_count == 8)
            {
                _bytes.Add((byte)_held);
                (_held, _count) = (0, 0);
            }
        }
    }

    /// <summary>Fills the last byte with zeros, and gives all.</summary>
    public byte[] Finish()
    {
        Put(0, (8 - _count) & 7);
        return [.. _bytes];
    }
}
