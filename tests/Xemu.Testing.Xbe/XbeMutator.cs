using System.Buffers.Binary;

namespace Xemu.Testing.Xbe;

/// <summary>Damages a program as broken and hostile files are: fields and tables at their places, with values that mean something there; and it is cut or has bytes behind its end.</summary>
/// <param name="original">A program that <see cref="XbeBuilder"/> made.</param>
public sealed class XbeMutator(byte[] original)
{
    private const int HeaderStart = 0x104;
    private const int HeaderEnd = 0x178;
    private const int EntryPoint = 0x128;
    private const int Thunk = 0x158;
    private const int SectionBytes = 0x38;
    private const int CertificateBytes = 0x1D0;
    private const int LibraryBytes = 0x10;

    private static readonly uint[] Interesting =
        [0, 1, 2, 4, 0x38, 0xFFF, 0x1000, 0x1_0000, 0x1_0178, 0x1_0FFF, 0x1_1000, 0x1_2000, 0x1_4800, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, 0xFFFF_0000, 0xFFFF_FFFC, 0xFFFF_FFFF];

    private readonly (int Start, int End)[] _tables =
    [
        (HeaderStart, HeaderEnd),
        (HeaderStart, HeaderEnd),
        Table(original, 0x120, (int)Word(original, 0x11C) * SectionBytes),
        Table(original, 0x120, (int)Word(original, 0x11C) * SectionBytes),
        Table(original, 0x118, CertificateBytes),
        Table(original, 0x164, (int)Word(original, 0x160) * LibraryBytes),
        Table(original, 0x170, (int)Word(original, 0x174)),
        (HeaderStart, (int)Word(original, 0x108)),
        (XbeBuilder.ThunksOffset, XbeBuilder.ThunksOffset + 32),
        (XbeBuilder.ThunksOffset + XbeBuilder.TlsOffset, XbeBuilder.ThunksOffset + XbeBuilder.TlsOffset + 24),
        (0, original.Length),
    ];

    /// <summary>Makes a damaged program.</summary>
    public byte[] Mutate(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        byte[] file = [.. original];
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            Change(file, random);
        }

        return random.Next(16) switch
        {
            0 => file[..random.Next(file.Length)],
            1 => [.. file, .. new byte[random.Next(1, 5000)]],
            _ => file,
        };
    }

    private void Change(byte[] file, Random random)
    {
        (int start, int end) = _tables[random.Next(_tables.Length)];
        int at = Math.Min((start + random.Next(Math.Max(end - start, 1))) & ~3, file.Length - 4);
        Span<byte> place = file.AsSpan(at);
        switch (random.Next(5))
        {
            case 0:
                place[random.Next(4)] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                BinaryPrimitives.WriteUInt32LittleEndian(place, BinaryPrimitives.ReadUInt32LittleEndian(place) + (uint)random.Next(-5, 6));
                break;
            default:
                BinaryPrimitives.WriteUInt32LittleEndian(place, Value(random) ^ KeyOf(at, random));
                break;
        }
    }

    private uint Value(Random random) => random.Next(5) switch
    {
        0 => (uint)random.NextInt64(1L << random.Next(1, 33)),
        1 => XbeBuilder.BaseAddress + (uint)random.Next(original.Length + 0x1000),
        2 => (uint)random.Next(original.Length + 0x100),
        _ => Interesting[random.Next(Interesting.Length)],
    };

    /// <summary>Entry point and thunk table are stored with a key: half of their values mean something only with it.</summary>
    private static uint KeyOf(int at, Random random) => at switch
    {
        EntryPoint when random.Next(2) == 0 => XbeBuilder.EntryKey((XbeBuilderKeys)random.Next(3)),
        Thunk when random.Next(2) == 0 => XbeBuilder.ThunkKey((XbeBuilderKeys)random.Next(3)),
        _ => 0,
    };

    private static (int Start, int End) Table(byte[] file, int field, int bytes)
    {
        int start = (int)(Word(file, field) - XbeBuilder.BaseAddress);
        return (start, start + bytes);
    }

    private static uint Word(byte[] file, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(offset));
}
