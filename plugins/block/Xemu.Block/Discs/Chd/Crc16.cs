namespace Xemu.Block;

/// <summary>The checksum of hunks and maps: CRC-16 with the polynomial 0x1021, from 0xFFFF on (CCITT).</summary>
internal static class Crc16
{
    private static readonly ushort[] Table = MakeTable();

    /// <summary>Goes on with more bytes.</summary>
    public static ushort Update(ushort crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            crc = (ushort)((crc << 8) ^ Table[(crc >> 8) ^ value]);
        }

        return crc;
    }

    /// <summary>The checksum of some bytes.</summary>
    public static ushort Of(ReadOnlySpan<byte> bytes) => Update(0xFFFF, bytes);

    private static ushort[] MakeTable()
    {
        ushort[] table = new ushort[256];
        for (int i = 0; i < table.Length; i++)
        {
            int value = i << 8;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value << 1) ^ ((value & 0x8000) != 0 ? 0x1021 : 0);
            }

            table[i] = (ushort)value;
        }

        return table;
    }
}
