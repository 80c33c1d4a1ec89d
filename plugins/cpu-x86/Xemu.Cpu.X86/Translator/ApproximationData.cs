using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>What emitted RCPPS and RSQRTPS read: <see cref="Approximation"/>'s tables, ready to be added to an exponent, and constants four times over.</summary>
internal static class ApproximationData
{
    public const int Reciprocals = 0;
    public const int Roots = Reciprocals + (4 * Entries);
    public const int Index = Roots + (4 * Entries);
    public const int Exponent = Index + 16;
    public const int Magnitude = Exponent + 16;
    public const int Sign = Magnitude + 16;
    public const int Quiet = Sign + 16;
    public const int DefaultNaN = Quiet + 16;

    /// <summary>Exponent 1.</summary>
    public const int Step = DefaultNaN + 16;

    /// <summary>The exponent that a reciprocal's is subtracted from, and the last one with a result that is not zero.</summary>
    public const int ReciprocalTop = Step + 16;
    public const int ReciprocalLast = ReciprocalTop + 16;
    public const int RootTop = ReciprocalLast + 16;
    private const int Bytes = RootTop + 16;

    private const int Entries = 2048;
    private const int FractionBits = 23;

    public static byte[] Make()
    {
        byte[] data = new byte[Bytes];
        Span<uint> words = MemoryMarshal.Cast<byte, uint>(data.AsSpan());
        for (uint i = 0; i < Entries; i++)
        {
            // What the routine gives for an argument of exponent 127 or, with the exponent's lowest bit clear, 128; less the exponent that it gives.
            const uint Fraction = (1u << FractionBits) - 1;
            words[(Reciprocals / 4) + (int)i] = Approximation.Reciprocal((127u << FractionBits) | (i << 12)) & Fraction;
            words[(Roots / 4) + (int)i] = Approximation.ReciprocalRoot(((i & 0x400) != 0 ? 127u << FractionBits : 128u << FractionBits) | ((i & 0x3FF) << 13)) & Fraction;
        }

        Fill(words, Index, Entries - 1);
        Fill(words, Exponent, Single32.Infinity);
        Fill(words, Magnitude, ~Single32.Sign);
        Fill(words, Sign, Single32.Sign);
        Fill(words, Quiet, 0x40_0000);
        Fill(words, DefaultNaN, Single32.DefaultNaN);
        Fill(words, Step, 1u << FractionBits);
        Fill(words, ReciprocalTop, 253u << FractionBits);
        Fill(words, ReciprocalLast, 252u << FractionBits);
        Fill(words, RootTop, 190u << FractionBits);
        return data;
    }

    private static void Fill(Span<uint> words, int offset, uint value) => words.Slice(offset / 4, 4).Fill(value);
}
