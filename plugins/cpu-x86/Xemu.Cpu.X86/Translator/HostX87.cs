using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86;

/// <summary>Where makers' x87 units differ: whether the host's does as the platform's; tried once a process.</summary>
internal static unsafe class HostX87
{
    private const ulong Conditions = 0x4700;
    private const ulong C1 = 0x200;

    /// <summary>FCOMI and its kin clear C1.</summary>
    public static bool ComparesClearC1 { get; } = TryCompare();

    /// <summary>FPREM and FPREM1 reduce a large quotient by as much at once, and say the same about it.</summary>
    public static bool Remainders { get; } = TryRemainder(static a => a.fprem(), X87Remainder.Truncating) && TryRemainder(static a => a.fprem1(), X87Remainder.Nearest);

    private delegate bool Remainder(ref X87Context c, in Float80 a, in Float80 b, out Float80 result);

    private static bool TryCompare()
    {
        if (!NativeHost.IsSupported(out _))
        {
            return false;
        }

        using var code = new NativeSnippet(static a =>
        {
            // FXAM sets C1 for a negative number.
            a.fninit();
            a.fld1();
            a.fchs();
            a.fxam();
            a.fcomi(st0, st0);
            a.fnstsw(ax);
            a.movzx(eax, ax);
            a.fninit();
            a.ret();
        });
        return (code.Call(0, 0) & C1) == 0;
    }

    private static bool TryRemainder(Action<Assembler> instruction, Remainder remainder)
    {
        if (!NativeHost.IsSupported(out _))
        {
            return false;
        }

        using var code = new NativeSnippet(a =>
        {
            // rdi: dividend and divisor, 16 bytes each; the result takes the first one's place.
            a.fninit();
            a.fld(__tbyte_ptr[rdi + 16]);
            a.fld(__tbyte_ptr[rdi]);
            instruction(a);
            a.fnstsw(ax);
            a.movzx(eax, ax);
            a.fstp(__tbyte_ptr[rdi]);
            a.fninit();
            a.ret();
        });

        // Quotients of up to 2^320, over every distance of exponents and both signs.
        X87Register* place = stackalloc X87Register[2];
        for (int distance = -2; distance < 320; distance++)
        {
            var a = new Float80(0xD49A_784B_CD1B_8AFE + ((ulong)distance * 0x1234_5679), (ushort)((Float80.Bias + distance) | ((distance & 1) << 15)));
            var b = new Float80(0xB8AA_3B29_5C17_F0BB, (ushort)(Float80.Bias | ((distance & 2) << 14)));
            place[0] = new X87Register { Mantissa = a.Significand, SignExponent = a.SignExponent };
            place[1] = new X87Register { Mantissa = b.Significand, SignExponent = b.SignExponent };
            var context = new X87Context(X87Context.InitialControl);
            _ = remainder(ref context, a, b, out Float80 expected);
            ulong status = code.Call((ulong)place, 0) & Conditions;
            if (status != ((ulong)context.Status & Conditions) || place->Mantissa != expected.Significand || place->SignExponent != expected.SignExponent)
            {
                return false;
            }
        }

        return true;
    }
}
