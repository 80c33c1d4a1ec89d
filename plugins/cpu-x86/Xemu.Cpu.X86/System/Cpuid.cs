namespace Xemu.Cpu.X86;

/// <summary>CPUID of a Coppermine, family 6, model 8, stepping 10, with the 128 KiB level-2 cache of the console's part.</summary>
/// <remarks>Facts: Intel application note 485; Pentium III specification update; xboxdevwiki: CPU. The level-2 descriptor is that of the 128 KiB Celeron: unverified on the console.</remarks>
internal static unsafe class Cpuid
{
    /// <summary>FPU VME DE PSE TSC MSR PAE MCE CX8 SEP MTRR PGE MCA CMOV PAT PSE36 MMX FXSR SSE. The local APIC is not modelled; no serial number.</summary>
    public const uint Features = 0x0383_F9FF;

    public static void Run(CpuState* s)
    {
        switch (s->Gpr[Reg.Eax])
        {
            case 0:
                Set(s, 2, 0x756E_6547, 0x6C65_746E, 0x4965_6E69);
                break;
            case 1:
                // EBX: brand index 2 (Pentium III), no CLFLUSH.
                Set(s, CpuReset.Signature, 2, 0, Features);
                break;
            default:
                // Leaves beyond the last give the last one's data. Descriptors 01 02 03 (TLBs), 0C 04 08 (L1, TLB), 41 (L2, 128 KiB): note 485, table 3-17.
                Set(s, 0x0302_0101, 0, 0, 0x0C04_0841);
                break;
        }
    }

    private static void Set(CpuState* s, uint eax, uint ebx, uint ecx, uint edx)
    {
        s->Gpr[Reg.Eax] = eax;
        s->Gpr[Reg.Ebx] = ebx;
        s->Gpr[Reg.Ecx] = ecx;
        s->Gpr[Reg.Edx] = edx;
    }
}
