using System.Text;

namespace Xemu.Boot.Image;

/// <summary>Texts and tables, and the variables, which have addresses but no bytes in the image.</summary>
internal sealed class DataSection
{
    private readonly List<byte> _bytes = [];
    private readonly Dictionary<string, uint> _texts = new(StringComparer.Ordinal);
    private uint _nextVariable = Layout.Variables;

    /// <summary>The bytes, at <see cref="Layout.DataBase"/>.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <summary>Adds a text that ends in a NUL.</summary>
    /// <returns>Its address; equal texts share one.</returns>
    public uint Text(string text)
    {
        if (!_texts.TryGetValue(text, out uint address))
        {
            address = Bytes(Encoding.ASCII.GetBytes(text + '\0'));
            _texts.Add(text, address);
        }

        return address;
    }

    /// <summary>Adds bytes.</summary>
    /// <returns>Their address.</returns>
    public uint Bytes(ReadOnlySpan<byte> content)
    {
        uint address = Layout.DataBase + (uint)_bytes.Count;
        _bytes.AddRange(content);
        return address;
    }

    /// <summary>Adds 32-bit values, aligned.</summary>
    /// <returns>Their address.</returns>
    public uint Dwords(params ReadOnlySpan<uint> content)
    {
        while (_bytes.Count % 4 != 0)
        {
            _bytes.Add(0);
        }

        uint address = Layout.DataBase + (uint)_bytes.Count;
        foreach (uint value in content)
        {
            _bytes.AddRange(BitConverter.GetBytes(value));
        }

        return address;
    }

    /// <summary>Makes a 32-bit variable in RAM; it is zero when the program starts.</summary>
    /// <returns>Its address.</returns>
    public uint Variable()
    {
        uint address = _nextVariable;
        _nextVariable += 4;
        return address;
    }
}
