using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>Which Iced codes a Pentium III (Coppermine) has; all others raise #UD.</summary>
internal static class LegalCodes
{
    private static readonly HashSet<CpuidFeature> Features =
    [
        CpuidFeature.INTEL8086, CpuidFeature.INTEL186, CpuidFeature.INTEL286, CpuidFeature.INTEL386, CpuidFeature.INTEL486,
        CpuidFeature.FPU, CpuidFeature.FPU287, CpuidFeature.FPU387, CpuidFeature.CMOV, CpuidFeature.CPUID, CpuidFeature.CX8,
        CpuidFeature.FXSR, CpuidFeature.MMX, CpuidFeature.MSR, CpuidFeature.MULTIBYTENOP, CpuidFeature.PAUSE, CpuidFeature.RDPMC,
        CpuidFeature.SEP, CpuidFeature.SSE, CpuidFeature.TSC,
    ];

    private static readonly bool[] Legal = Build();

    public static bool IsLegal(Code code) => Legal[(int)code];

    private static bool[] Build()
    {
        var legal = new bool[HandlerTable.CodeCount];
        for (int i = 0; i < legal.Length; i++)
        {
            var code = (Code)i;
            legal[i] = code != Code.INVALID && code.CpuidFeatures().All(Features.Contains);
        }

        // Hint space of the P6 family: NOPs with a ModRM byte.
        legal[(int)Code.Reservednop_rm16_r16_0F0D] = false;
        legal[(int)Code.Reservednop_rm32_r32_0F0D] = false;
        return legal;
    }
}
