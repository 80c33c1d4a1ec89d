using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>FLD1, FLDL2T, FLDL2E, FLDPI, FLDLG2, FLDLN2, FLDZ.</summary>
/// <remarks>
/// The part holds each constant with some more bits and rounds them by rounding control, without a flag. The significands below
/// are truncated at 64 bits; "above" tells that the next bit is set. Source: Intel SDM vol. 2, FLD1 and others; vol. 1, 8.3.8.
/// </remarks>
internal static class X87Constants
{
    public static Float80 One => Float80.One;

    public static Float80 Zero => default;

    public static Float80 Log2Of10(in X87Context c) => Rounded(c, 0xD49A_784B_CD1B_8AFE, 1, false);

    public static Float80 Log2OfE(in X87Context c) => Rounded(c, 0xB8AA_3B29_5C17_F0BB, 0, true);

    public static Float80 Pi(in X87Context c) => Rounded(c, 0xC90F_DAA2_2168_C234, 1, true);

    public static Float80 Log10Of2(in X87Context c) => Rounded(c, 0x9A20_9A84_FBCF_F798, -2, true);

    public static Float80 LnOf2(in X87Context c) => Rounded(c, 0xB172_17F7_D1CF_79AB, -1, true);

    /// <summary>The constant that an instruction loads.</summary>
    public static Float80 ForCode(Code code, in X87Context c) => code switch
    {
        Code.Fld1 => One,
        Code.Fldl2t => Log2Of10(c),
        Code.Fldl2e => Log2OfE(c),
        Code.Fldpi => Pi(c),
        Code.Fldlg2 => Log10Of2(c),
        Code.Fldln2 => LnOf2(c),
        _ => Zero,
    };

    private static Float80 Rounded(in X87Context c, ulong significand, int power, bool above)
    {
        bool up = c.Rounding == X87Rounding.Up || (c.Rounding == X87Rounding.Nearest && above);
        return new Float80(significand + (up ? 1UL : 0), (ushort)(Float80.Bias + power));
    }
}
