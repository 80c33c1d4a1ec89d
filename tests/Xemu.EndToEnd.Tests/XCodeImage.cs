using Iced.Intel;

namespace Xemu.EndToEnd.Tests;

/// <summary>A flash image that starts from a boot ROM: x-codes, and code where a test wants it.</summary>
/// <remarks>Source of the x-codes: xboxdevwiki "Boot Process".</remarks>
internal sealed class XCodeImage
{
    private const int FirstXCode = 0x80;
    private const int XCodeBytes = 9;
    private readonly byte[] _bytes;
    private int _next = FirstXCode;

    public XCodeImage(int sizeBytes = 256 << 10, byte fill = 0)
    {
        _bytes = new byte[sizeBytes];
        Array.Fill(_bytes, fill);
    }

    public Span<byte> Bytes => _bytes;

    /// <summary>Appends an x-code.</summary>
    public XCodeImage Code(byte opcode, uint first = 0, uint second = 0)
    {
        _bytes[_next] = opcode;
        BitConverter.GetBytes(first).CopyTo(_bytes, _next + 1);
        BitConverter.GetBytes(second).CopyTo(_bytes, _next + 5);
        _next += XCodeBytes;
        return this;
    }

    /// <summary>Stores the result of the x-code before in memory.</summary>
    public XCodeImage StoreResult(uint address) => Code(0x07, 0x03, address);

    /// <summary>Places bytes as seen below 4 GiB.</summary>
    public XCodeImage Place(uint address, ReadOnlySpan<byte> content)
    {
        content.CopyTo(_bytes.AsSpan(_bytes.Length - (int)(uint.MaxValue - address) - 1));
        return this;
    }

    /// <summary>Assembles code for an address.</summary>
    public static byte[] Assemble(int bits, ulong address, Action<Assembler> write)
    {
        var assembler = new Assembler(bits);
        write(assembler);
        using var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), address);
        return stream.ToArray();
    }
}
