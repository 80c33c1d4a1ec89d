using System.Buffers.Binary;
using System.Text;

namespace Xemu.Kernel.Guest;

/// <summary>A guest program's texts, tables and variables.</summary>
public sealed class GuestData
{
    private const uint Alignment = 4;

    private readonly List<byte> _bytes = [];
    private readonly Dictionary<string, uint> _texts = new(StringComparer.Ordinal);
    private uint _nextVariable = GuestProgram.VariableBase;

    internal GuestData()
    {
    }

    /// <summary>Bytes of variables.</summary>
    internal uint VariableBytes => _nextVariable - GuestProgram.VariableBase;

    /// <summary>The bytes, at <see cref="GuestProgram.DataBase"/>.</summary>
    internal byte[] ToArray() => [.. _bytes];

    /// <summary>Adds a text that ends in a NUL.</summary>
    /// <returns>Its address; equal texts share one.</returns>
    public uint Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!_texts.TryGetValue(text, out uint address))
        {
            address = Bytes(Encoding.Latin1.GetBytes(text + '\0'));
            _texts.Add(text, address);
        }

        return address;
    }

    /// <summary>Adds a counted text (ANSI_STRING).</summary>
    /// <returns>Its address.</returns>
    public uint CountedText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        uint length = (uint)text.Length;
        return Dwords(length | ((length + 1) << 16), Text(text));
    }

    /// <summary>Adds bytes.</summary>
    /// <returns>Their address, a multiple of four.</returns>
    public uint Bytes(ReadOnlySpan<byte> content)
    {
        while (_bytes.Count % Alignment != 0)
        {
            _bytes.Add(0);
        }

        uint address = GuestProgram.DataBase + (uint)_bytes.Count;
        _bytes.AddRange(content);
        return address;
    }

    /// <summary>Adds 32-bit values.</summary>
    /// <returns>Their address.</returns>
    public uint Dwords(params ReadOnlySpan<uint> content)
    {
        byte[] bytes = new byte[content.Length * 4];
        for (int i = 0; i < content.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), content[i]);
        }

        return Bytes(bytes);
    }

    /// <summary>Adds a time of 64 bits, as waits take it: negative from now, in units of 100 ns.</summary>
    /// <returns>Its address.</returns>
    public uint Time(long units) => Dwords((uint)units, (uint)(units >> 32));

    /// <summary>Adds a time from now.</summary>
    /// <returns>Its address.</returns>
    public uint Milliseconds(int milliseconds) => Time(-10_000L * milliseconds);

    /// <summary>Makes a variable; it is zero when the program starts.</summary>
    /// <param name="bytes">Its size.</param>
    /// <returns>Its address, a multiple of eight.</returns>
    public uint Variable(uint bytes = 4)
    {
        uint address = _nextVariable;
        _nextVariable += (bytes + 7) & ~7U;
        return address;
    }

    internal void Set(uint address, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        for (int i = 0; i < bytes.Length; i++)
        {
            _bytes[(int)(address - GuestProgram.DataBase) + i] = bytes[i];
        }
    }
}
