using System.Buffers.Binary;
using System.Text;

namespace Xemu.Kernel.Xbe;

/// <summary>A file seen at the addresses that it will have in memory: its header area, and its sections once they are known.</summary>
internal readonly ref struct XbeMemory(ReadOnlySpan<byte> file, uint baseAddress, int headerBytes, IReadOnlyList<XbeSection> sections)
{
    private readonly ReadOnlySpan<byte> _file = file;

    /// <summary>Finds a range of the header area.</summary>
    /// <returns>Whether all of it lies there.</returns>
    public bool TryHeader(uint address, uint length, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (address < baseAddress || address - baseAddress > (uint)headerBytes || length > (uint)headerBytes - (address - baseAddress))
        {
            return false;
        }

        bytes = _file.Slice((int)(address - baseAddress), (int)length);
        return true;
    }

    /// <summary>Reads a number, from a section or else from the header area; zero where the file does not fill a section.</summary>
    /// <returns>Whether something is there.</returns>
    public bool TryRead(uint address, out uint value)
    {
        value = 0;
        foreach (XbeSection section in sections)
        {
            if (address >= section.VirtualAddress && address - section.VirtualAddress < section.VirtualSize)
            {
                value = ReadPadded(section, address - section.VirtualAddress);
                return true;
            }
        }

        if (!TryHeader(address, 4, out ReadOnlySpan<byte> bytes))
        {
            return false;
        }

        value = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return true;
    }

    /// <summary>Reads a text of the header area; empty when there is none.</summary>
    public string Text(uint address)
    {
        ReadOnlySpan<byte> bytes = TextBytes(address, 1);
        int end = bytes.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>Reads a text of 16-bit characters.</summary>
    public string WideText(uint address)
    {
        ReadOnlySpan<byte> bytes = TextBytes(address, 2);
        return WideText(bytes[..(bytes.Length & ~1)]);
    }

    /// <summary>Reads a text of 16-bit characters.</summary>
    public static string WideText(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.Unicode.GetString(bytes);
        int end = text.IndexOf('\0', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }

    private ReadOnlySpan<byte> TextBytes(uint address, uint characterBytes)
    {
        // Longer than any path of the tools that make these files (MAX_PATH is 260).
        const uint MaxCharacters = 512;
        if (address < baseAddress || address - baseAddress >= (uint)headerBytes)
        {
            return default;
        }

        uint length = Math.Min(MaxCharacters * characterBytes, (uint)headerBytes - (address - baseAddress));
        return _file.Slice((int)(address - baseAddress), (int)length);
    }

    private uint ReadPadded(XbeSection section, uint offset)
    {
        Span<byte> word = stackalloc byte[4];
        word.Clear();
        if (offset < section.LoadedBytes)
        {
            int length = (int)Math.Min(4, section.LoadedBytes - offset);
            _file.Slice((int)(section.RawOffset + offset), length).CopyTo(word);
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(word);
    }
}
