namespace Xemu.Cpu.X86;

/// <summary>RCPPS and RSQRTPS: the one routine of the platform, whatever engine runs.</summary>
/// <remarks>
/// The manual gives a bound (relative error at most 1.5 · 2^-12, SDM vol. 2) and not the bits; the tables of the part are not published. Here the
/// argument is cut to 11 bits (RCP) or 10 bits and the parity of the exponent (RSQRT), and the result for the middle of that interval is
/// rounded to 12 bits: error at most 2^-12 · 1.25. So 1.0 gives 0x3F7F_F000 in both. Denormals count as zero; a result
/// below the normal range is zero; no exception, MXCSR plays no part.
/// </remarks>
internal static class Approximation
{
    private const int ReciprocalBits = 11;
    private const int RootBits = 11;
    private static readonly ushort[] Reciprocals = MakeReciprocals();
    private static readonly ushort[] Roots = MakeRoots();

    public static uint Reciprocal(uint a)
    {
        uint sign = a & Single32.Sign;
        int e = (int)(a >> 23) & 0xFF;
        if (e == 0)
        {
            return sign | Single32.Infinity;
        }

        if (e == 0xFF)
        {
            return Single32.IsNaN(a) ? a | 0x40_0000 : sign;
        }

        // 1 / (m · 2^(e-127)) with m in [1, 2): the result lies in [1, 2) · 2^(126-e).
        int result = 253 - e;
        return result <= 0 ? sign : sign | ((uint)result << 23) | ((uint)Reciprocals[(a >> (23 - ReciprocalBits)) & 0x7FF] << 11);
    }

    public static uint ReciprocalRoot(uint a)
    {
        uint sign = a & Single32.Sign;
        int e = (int)(a >> 23) & 0xFF;
        if (Single32.IsNaN(a))
        {
            return a | 0x40_0000;
        }

        if (e == 0)
        {
            return sign | Single32.Infinity;
        }

        if (sign != 0)
        {
            return Single32.DefaultNaN;
        }

        if (e == 0xFF)
        {
            return 0;
        }

        // Argument = m · 4^k, m in [1, 4), k = floor((e - 127) / 2); the table gives 1/sqrt(m), in (0.5, 1].
        int k = (e - 127) >> 1;
        uint index = (uint)((e - 127) & 1) << (RootBits - 1) | ((a >> 13) & 0x3FF);
        return ((uint)(126 - k) << 23) | ((uint)Roots[index] << 11);
    }

    /// <summary>Twelve fraction bits of 2/m for m in the middle of each interval of [1, 2).</summary>
    private static ushort[] MakeReciprocals()
    {
        var table = new ushort[1 << ReciprocalBits];
        for (int i = 0; i < table.Length; i++)
        {
            // 2 / (1 + (2i+1) / 4096) = 8192 / (4097 + 2i), scaled by 4096, rounded.
            int d = 4097 + (2 * i);
            table[i] = (ushort)((((8192 * 4096L) + (d / 2)) / d) - 4096);
        }

        return table;
    }

    /// <summary>Twelve fraction bits of 2/sqrt(m) for m in the middle of each interval of [1, 2) and [2, 4).</summary>
    private static ushort[] MakeRoots()
    {
        var table = new ushort[1 << RootBits];
        for (int i = 0; i < table.Length; i++)
        {
            // m = d / 2048, or twice that. The value is the largest r with r · r · m <= 4 · 4096 · 4096, after adding one half.
            long d = 2049 + (2 * (i & 0x3FF));
            long m = i >= 1024 ? 2 * d : d;
            long r = 4096;
            while (((2 * r) + 1) * ((2 * r) + 1) * m <= 16L * 4096 * 4096 * 2048)
            {
                r++;
            }

            table[i] = (ushort)(r - 4096);
        }

        return table;
    }
}
