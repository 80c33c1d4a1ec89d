namespace Xemu.Kernel.Xbe;

/// <summary>The logo: 100 by 17 pixels, grey.</summary>
/// <remarks>Runs of one grey level: an odd byte is a run of 3 bits length and 4 bits grey; a word that ends in 10b one of 10 bits length. Source: caustik's description of XBE files, "Logo Bitmap".</remarks>
internal sealed class XbeLogo
{
    /// <summary>Pixels a row.</summary>
    public const int Width = 100;

    /// <summary>Rows.</summary>
    public const int Height = 17;

    private XbeLogo(byte[] pixels) => Pixels = pixels;

    /// <summary>A byte a pixel, 0 (black) to 240, row by row from the top.</summary>
    public byte[] Pixels { get; }

    /// <summary>Reads one; what the runs leave out is black.</summary>
    public static XbeLogo Decode(ReadOnlySpan<byte> runs)
    {
        byte[] pixels = new byte[Width * Height];
        Span<byte> rest = pixels;
        while (rest.Length > 0 && NextRun(ref runs) is (int Length, byte Grey) run)
        {
            int length = Math.Min(run.Length, rest.Length);
            rest[..length].Fill(run.Grey);
            rest = rest[length..];
        }

        return new XbeLogo(pixels);
    }

    private static (int Length, byte Grey)? NextRun(ref ReadOnlySpan<byte> runs)
    {
        if (runs.IsEmpty)
        {
            return null;
        }

        int value = runs[0];
        if ((value & 1) != 0)
        {
            runs = runs[1..];
            return ((value >> 1) & 7, (byte)(value & 0xF0));
        }

        if ((value & 2) == 0 || runs.Length < 2)
        {
            return null;
        }

        value |= runs[1] << 8;
        runs = runs[2..];
        return ((value >> 2) & 0x3FF, (byte)((value >> 8) & 0xF0));
    }
}
