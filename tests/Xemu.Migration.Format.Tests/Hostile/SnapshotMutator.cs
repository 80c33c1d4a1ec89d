using System.Buffers.Binary;

namespace Xemu.Migration.Format.Tests;

/// <summary>Damages a sound file. Mutant N of a seed is always the same.</summary>
internal sealed class SnapshotMutator
{
    private static readonly ulong[] Extremes =
        [0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF, 0x10_0000, 0x100_0000_0000];

    private static readonly byte[][] JsonPieces =
    [
        [.. "0"u8], [.. "-1"u8], [.. "1e99"u8], [.. "4294967296"u8], [.. "67108864"u8], [.. "1.5"u8], [.. "null"u8], [.. "[]"u8], [.. "{}"u8], [.. "\"\""u8], [.. "\"\\ud800\""u8],
        [.. "true"u8], [.. "["u8], [.. "}"u8], [.. "\""u8], [.. ","u8], [.. "\\"u8], [0xFF, 0xFE], [0], [.. "\"struct\""u8], [.. "\"array_len\":2147483647,"u8], [.. "[[[[[[[[[[[[[[[["u8],
    ];

    private readonly byte[] _sound;
    private readonly int _description;
    private readonly int[] _interesting;
    private readonly ulong _seed;
    private readonly byte[] _bytes;
    private ulong _random;

    public SnapshotMutator(byte[] sound, ulong seed)
    {
        _sound = sound;
        _seed = seed;
        _bytes = new byte[sound.Length * 2 + 4096];
        SnapshotFile file = TestSnapshots.Open(sound);
        _description = (int)file.DescriptionPosition;
        _interesting = [.. Interesting(file)];
    }

    public int Length { get; private set; }

    /// <summary>Makes a mutant; it is overwritten by the next one.</summary>
    public ReadOnlyMemory<byte> Make(ulong number)
    {
        _random = (_seed + 1) * 0x9E37_79B9_7F4A_7C15 + number * 0xD1B5_4A32_D192_ED03;
        _sound.CopyTo(_bytes.AsSpan());
        Length = _sound.Length;
        int changes = 1 + Next(3);
        for (int i = 0; i < changes; i++)
        {
            Change();
        }

        return _bytes.AsMemory(0, Length);
    }

    private static IEnumerable<int> Interesting(SnapshotFile file)
    {
        IEnumerable<int> header = Enumerable.Range(0, 256);
        IEnumerable<int> tail = Enumerable.Range((int)file.TailPosition, (int)(file.DescriptionPosition - file.TailPosition));
        IEnumerable<int> bitmaps = file.Blocks.Where(block => block.IsMapped).SelectMany(block => Enumerable.Range((int)block.BitmapPosition - 48, 56));
        return header.Concat(tail).Concat(bitmaps);
    }

    private void Change()
    {
        switch (Next(10))
        {
            case 0:
                _bytes[Anywhere()] ^= (byte)(1 << Next(8));
                break;
            case 1 or 2:
                _bytes[Place()] ^= (byte)(1 << Next(8));
                break;
            case 3 or 4:
                Extreme();
                break;
            case 5:
                Length = Next(4) == 0 ? Anywhere() : Math.Max(1, Math.Min(Length, Length - Next(5000)));
                break;
            case 6:
                Move(Place(), 1 + Next(64), Next(2) == 0);
                break;
            default:
                JsonDamage();
                break;
        }

        Length = Math.Max(Length, 1);
    }

    private void Extreme()
    {
        int at = Place();
        ulong value = Extremes[Next(Extremes.Length)] + (ulong)Next(3) - 1;
        int size = 1 << Next(4);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        bytes[(8 - size)..].CopyTo(_bytes.AsSpan(at));
    }

    /// <summary>Takes a range out, or puts it in once more.</summary>
    private void Move(int at, int count, bool insert)
    {
        count = Math.Min(count, Length - at);
        if (insert && Length + count <= _bytes.Length)
        {
            _bytes.AsSpan(at, Length - at).CopyTo(_bytes.AsSpan(at + count));
            Length += count;
        }
        else if (!insert)
        {
            _bytes.AsSpan(at + count, Length - at - count).CopyTo(_bytes.AsSpan(at));
            Length -= count;
        }
    }

    /// <summary>Damages the description and, mostly, puts its length right again, so that the damage is reached.</summary>
    private void JsonDamage()
    {
        int start = Math.Min(_description, Length - 1);
        int at = start + Next(Length - start);
        switch (Next(4))
        {
            case 0:
                Move(at, 1 + Next(200), Next(2) == 0);
                break;
            case 1:
                Number(at);
                break;
            default:
                byte[] piece = JsonPieces[Next(JsonPieces.Length)];
                if (Next(2) == 0)
                {
                    Move(at, piece.Length, insert: true);
                }

                piece.AsSpan(0, Math.Min(piece.Length, Length - at)).CopyTo(_bytes.AsSpan(at));
                break;
        }

        if (Next(8) != 0 && Length > _description)
        {
            BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(_description - 4), (uint)(Length - _description));
        }
    }

    /// <summary>Gives the next digits another value.</summary>
    private void Number(int at)
    {
        int digit = _bytes.AsSpan(at, Length - at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (digit >= 0)
        {
            _bytes[at + digit] = (byte)('0' + Next(10));
            if (Next(2) == 0)
            {
                Move(at + digit, 1, Next(2) == 0);
            }
        }
    }

    private int Anywhere() => Next(Length);

    private int Place() => Next(4) == 0 ? Anywhere() : Math.Min(_interesting[Next(_interesting.Length)], Length - 1);

    private int Next(int limit)
    {
        // xorshift*, Vigna 2016.
        _random ^= _random >> 12;
        _random ^= _random << 25;
        _random ^= _random >> 27;
        return (int)((_random * 0x2545_F491_4F6C_DD1D >> 33) % (ulong)limit);
    }
}
