using System.Buffers.Binary;
using System.Numerics;

namespace Xemu.Kernel.Hle;

/// <summary>SHA-1 whose state lies in guest memory, so that a program may go on with it at any time, and copy it.</summary>
/// <remarks>
/// Source: FIPS 180-4, 6.1; it is here because .NET's hash cannot be taken up again from a state. A context has 116 bytes (nxdk lib/xboxkrnl/xboxkrnl.h): Cxbx-Reloaded shows that the
/// five words of the hash, two words that count and 64 bytes of the block lie at its end. What the first 24 bytes hold and how the console counts is unknown: they are left
/// alone, and the count is one of bytes.
/// </remarks>
internal ref struct Sha1
{
    /// <summary>Bytes of the result.</summary>
    public const int DigestBytes = 20;

    private const uint StatePlace = 24;
    private const int StateWords = 5;
    private const int BlockBytes = 64;
    private const int CountPlace = StateWords * 4;
    private const int BlockPlace = CountPlace + 8;
    private const int ContextBytes = BlockPlace + BlockBytes;

    private readonly GuestMemory _memory;
    private readonly uint _context;
    private readonly Span<byte> _bytes;

    private Sha1(GuestMemory memory, uint context, Span<byte> bytes)
    {
        _memory = memory;
        _context = context;
        _bytes = bytes;
    }

    /// <summary>Writes a fresh state.</summary>
    public static void Begin(GuestMemory memory, uint context)
    {
        var hash = new Sha1(memory, context, stackalloc byte[ContextBytes]);
        hash._bytes.Clear();
        ReadOnlySpan<uint> start = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0];
        for (int i = 0; i < StateWords; i++)
        {
            hash.SetWord(i, start[i]);
        }

        hash.Store();
    }

    /// <summary>Hashes bytes of the guest.</summary>
    public static void Update(GuestMemory memory, uint context, uint input, uint length)
    {
        CryptoBuffer.Probe(memory, input, length, isWrite: false);
        var hash = new Sha1(memory, context, stackalloc byte[ContextBytes]);
        hash.Load();
        Span<byte> piece = stackalloc byte[(int)KernelLayout.PageBytes];
        while (length != 0)
        {
            Span<byte> part = piece[..(int)Math.Min(length, (uint)piece.Length)];
            memory.Read(input, part);
            hash.Append(part);
            input += (uint)part.Length;
            length -= (uint)part.Length;
        }

        hash.Store();
    }

    /// <summary>Writes the result.</summary>
    public static void End(GuestMemory memory, uint context, uint digest)
    {
        var hash = new Sha1(memory, context, stackalloc byte[ContextBytes]);
        hash.Load();
        ulong bits = hash.Count * 8;
        int padding = (BlockBytes + 55 - (int)(hash.Count % BlockBytes)) % BlockBytes;
        Span<byte> end = stackalloc byte[BlockBytes + 8];
        end.Clear();
        end[0] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(end[(padding + 1)..], bits);
        hash.Append(end[..(padding + 9)]);
        hash.Store();
        Span<byte> result = stackalloc byte[DigestBytes];
        for (int i = 0; i < StateWords; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(result[(4 * i)..], hash.Word(i));
        }

        memory.Write(digest, result);
    }

    private readonly ulong Count => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[CountPlace..]);

    private readonly uint Word(int index) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[(4 * index)..]);

    private readonly void SetWord(int index, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_bytes[(4 * index)..], value);

    private readonly void Load() => _memory.Read(_context + StatePlace, _bytes);

    private readonly void Store() => _memory.Write(_context + StatePlace, _bytes);

    private readonly void Append(ReadOnlySpan<byte> input)
    {
        int used = (int)(Count % BlockBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes[CountPlace..], Count + (ulong)input.Length);
        while (input.Length >= BlockBytes - used)
        {
            input[..(BlockBytes - used)].CopyTo(_bytes[(BlockPlace + used)..]);
            input = input[(BlockBytes - used)..];
            used = 0;
            HashBlock();
        }

        input.CopyTo(_bytes[(BlockPlace + used)..]);
    }

    private readonly void HashBlock()
    {
        Span<uint> schedule = stackalloc uint[80];
        for (int i = 0; i < schedule.Length; i++)
        {
            schedule[i] = i < 16
                ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[(BlockPlace + (4 * i))..])
                : BitOperations.RotateLeft(schedule[i - 3] ^ schedule[i - 8] ^ schedule[i - 14] ^ schedule[i - 16], 1);
        }

        (uint a, uint b, uint c, uint d, uint e) = (Word(0), Word(1), Word(2), Word(3), Word(4));
        for (int i = 0; i < schedule.Length; i++)
        {
            uint mixed = i switch
            {
                < 20 => ((b & c) | (~b & d)) + 0x5A82_7999,
                < 40 => (b ^ c ^ d) + 0x6ED9_EBA1,
                < 60 => ((b & c) | (b & d) | (c & d)) + 0x8F1B_BCDC,
                _ => (b ^ c ^ d) + 0xCA62_C1D6,
            };
            (a, b, c, d, e) = (BitOperations.RotateLeft(a, 5) + mixed + e + schedule[i], a, BitOperations.RotateLeft(b, 30), c, d);
        }

        SetWord(0, Word(0) + a);
        SetWord(1, Word(1) + b);
        SetWord(2, Word(2) + c);
        SetWord(3, Word(3) + d);
        SetWord(4, Word(4) + e);
    }
}
