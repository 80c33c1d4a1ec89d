namespace Xemu.Cpu.X86;

/// <summary>FBLD and FBSTP: 18 decimal digits, two a byte, and a sign byte. Source: Intel SDM vol. 1, 4.7; vol. 2, FBLD, FBSTP.</summary>
internal static class X87Bcd
{
    public const int SizeBytes = 10;

    private const ulong Limit = 1_000_000_000_000_000_000;

    /// <summary>Loads; nothing is invalid. A digit above 9 counts as its value (undefined by the manual).</summary>
    public static Float80 Load(ReadOnlySpan<byte> source)
    {
        ulong magnitude = 0;
        for (int i = SizeBytes - 2; i >= 0; i--)
        {
            magnitude = (magnitude * 100) + ((uint)(source[i] >> 4) * 10) + (uint)(source[i] & 15);
        }

        return X87Integers.FromMagnitude((source[SizeBytes - 1] & 0x80) << 8, magnitude);
    }

    public static bool Store(ref X87Context c, in Float80 a, Span<byte> target)
    {
        bool fits = X87Integers.RoundMagnitude(c, a, out ulong magnitude, out bool inexact, out bool up);
        if (!fits || magnitude >= Limit)
        {
            target[..7].Clear();
            target[7] = 0xC0;
            target[8] = target[9] = 0xFF;
            return c.Raise(X87Status.Invalid);
        }

        if (inexact)
        {
            c.Status |= up ? X87Status.Precision | X87Status.C1 : X87Status.Precision;
        }

        for (int i = 0; i < SizeBytes - 1; i++)
        {
            (magnitude, ulong pair) = Math.DivRem(magnitude, 100UL);
            target[i] = (byte)((pair / 10 << 4) | (pair % 10));
        }

        target[SizeBytes - 1] = (byte)(a.Sign >> 8);
        return true;
    }
}
