using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86;

/// <summary>Which of the flags that the manual leaves undefined the host leaves as the platform defines them (README, "Undefined flags"); tried once a process.</summary>
internal static unsafe class HostFlags
{
    private const uint Cf = 1;
    private const uint Pf = 4;
    private const uint Af = 0x10;
    private const uint Zf = 0x40;
    private const uint Sf = 0x80;
    private const uint Of = 0x800;
    private const uint All = Cf | Pf | Af | Zf | Sf | Of;
    private const uint Kept = Sf | Zf | Af | Pf;

    private static readonly (uint A, uint B)[] Operands = [(0, 0), (0xFFFF_FFFF, 3), (0x1_0000, 0x1_0000), (0x8000_0001, 7), (0x1234_5678, 0x9ABC_DEF1), (0xFF, 0x10), (1, 1)];

    /// <summary>Shifts set AF.</summary>
    public static bool Shifts { get; } = Sets(a => a.shl(eax, 1), Af) && Sets(a => a.shl(eax, 7), Af) && Sets(a => a.shr(eax, 1), Af) && Sets(a => a.shr(al, 3), Af)
        && Sets(a => a.sar(eax, 31), Af) && Sets(a => a.sar(ax, 1), Af);

    /// <summary>SHLD and SHRD set AF; OF is the last step's.</summary>
    public static bool DoubleShifts { get; } = Sets(a => a.shld(eax, ecx, 1), Af) && Sets(a => a.shrd(eax, ecx, 9), Af) && HasLastStepOf();

    /// <summary>MUL and IMUL keep SF, ZF, AF and PF.</summary>
    public static bool Products { get; } = Keeps(a => a.mul(ecx), Kept) && Keeps(a => a.imul(ecx), Kept) && Keeps(a => a.imul(eax, ecx), Kept)
        && Keeps(a => a.imul(eax, ecx, 100), Kept) && Keeps(a => a.mul(cl), Kept) && Keeps(a => a.imul(ax, cx), Kept);

    private static bool Sets(Action<Assembler> instruction, uint flags) => Each(instruction, (_, _, _, after, _) => (after & flags) == flags);

    private static bool Keeps(Action<Assembler> instruction, uint flags) => Each(instruction, (_, _, before, after, _) => ((before ^ after) & flags) == 0);

    private static bool HasLastStepOf() =>
        Each(a => a.shld(eax, ecx, 5), static (_, _, _, after, result) => ((after & Of) != 0) == (((after & Cf) != 0) != (result >> 31 != 0)))
            && Each(a => a.shrd(eax, ecx, 5), static (_, _, _, after, result) => ((after & Of) != 0) == (((result ^ (result << 1)) >> 31) != 0));

    private static bool Each(Action<Assembler> instruction, Func<uint, uint, uint, uint, uint, bool> isRight)
    {
        if (!NativeHost.IsSupported(out _))
        {
            return false;
        }

        using var code = new NativeSnippet(a =>
        {
            // rdi: A and B, rsi: flags before; gives the result, and the flags above it.
            a.mov(eax, edi);
            a.mov(rcx, rdi);
            a.shr(rcx, 32);
            a.push(rsi);
            a.popfq();
            instruction(a);
            a.pushfq();
            a.pop(rdx);
            a.shl(rdx, 32);
            a.mov(eax, eax);
            a.or(rax, rdx);
            a.ret();
        });
        foreach ((uint first, uint second) in Operands)
        {
            foreach (uint before in (ReadOnlySpan<uint>)[2, 2 | All])
            {
                ulong got = code.Call(first | ((ulong)second << 32), before);
                if (!isRight(first, second, before, (uint)(got >> 32), (uint)got))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
