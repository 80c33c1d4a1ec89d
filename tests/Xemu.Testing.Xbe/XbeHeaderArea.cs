using System.Text;

namespace Xemu.Testing.Xbe;

/// <summary>The header area while it is filled from its start.</summary>
internal sealed class XbeHeaderArea(uint baseAddress, int sizeBytes)
{
    private int _used;

    /// <summary>All of it.</summary>
    public byte[] Bytes { get; } = new byte[sizeBytes];

    /// <summary>Leaves room.</summary>
    public void Reserve(int length) => Take(length);

    /// <summary>Appends something.</summary>
    /// <returns>Its address.</returns>
    public uint Append(ReadOnlySpan<byte> content)
    {
        int at = Take(content.Length);
        content.CopyTo(Bytes.AsSpan(at));
        return baseAddress + (uint)at;
    }

    /// <summary>Appends a text with a zero after it.</summary>
    public uint AppendText(string text) => Append(Encoding.ASCII.GetBytes(text + '\0'));

    /// <summary>Fills what was reserved.</summary>
    public void Put(int offset, ReadOnlySpan<byte> content) => content.CopyTo(Bytes.AsSpan(offset));

    private int Take(int length)
    {
        int at = _used;
        _used += (length + 3) & ~3;
        return _used <= sizeBytes ? at : throw new InvalidOperationException($"The header area of {sizeBytes} bytes does not hold the program's headers; give it fewer sections or libraries.");
    }
}
