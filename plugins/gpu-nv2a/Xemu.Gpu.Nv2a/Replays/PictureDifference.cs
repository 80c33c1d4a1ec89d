namespace Xemu.Gpu.Nv2a;

/// <summary>Where two pictures of one size differ.</summary>
internal static class PictureDifference
{
    private const int Amplification = 8;

    /// <summary>The greatest difference of a component of two pixels, alpha included.</summary>
    public static int Of(uint left, uint right)
    {
        int most = 0;
        for (int shift = 0; shift < 32; shift += 8)
        {
            most = Math.Max(most, Math.Abs((int)((left >> shift) & 0xFF) - (int)((right >> shift) & 0xFF)));
        }

        return most;
    }

    /// <summary>The differences as a picture: black where there are none, brighter the greater they are, at least a quarter.</summary>
    public static Picture Picture(Picture left, Picture right)
    {
        var pixels = new uint[left.Pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            int difference = Of(left.Pixels[i], right.Pixels[i]);
            pixels[i] = difference == 0 ? 0xFF00_0000 : 0xFF00_0000 | (0x0001_0101u * (uint)Math.Min(64 + (difference * Amplification), 255));
        }

        return new Picture(left.Width, left.Height, pixels);
    }
}
