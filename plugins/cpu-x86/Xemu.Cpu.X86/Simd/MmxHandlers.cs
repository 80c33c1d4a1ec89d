using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Cpu.X86;

/// <summary>Instructions on MMX registers: the MMX set and the integer part of SSE.</summary>
internal static unsafe class MmxHandlers
{
    /// <summary>mm, mm.</summary>
    public static bool Register<TOperation>(CpuState* s, Op* op)
        where TOperation : struct, IMmxOperation
    {
        if (!FpuGuard.Mmx(s))
        {
            return false;
        }

        MmxState.Write(s, op->R0, TOperation.Apply(MmxState.Read(s, op->R0), MmxState.Read(s, op->R1)));
        return true;
    }

    /// <summary>mm, m64.</summary>
    public static bool Memory<TOperation>(CpuState* s, Op* op)
        where TOperation : struct, IMmxOperation
    {
        if (!FpuGuard.Mmx(s) || !SimdMemory.Read64(s, op, out ulong value))
        {
            return false;
        }

        MmxState.Write(s, op->R0, TOperation.Apply(MmxState.Read(s, op->R0), value));
        return true;
    }

    /// <summary>mm, m32: PUNPCKL reads no more than it uses.</summary>
    public static bool Memory32<TOperation>(CpuState* s, Op* op)
        where TOperation : struct, IMmxOperation
    {
        if (!FpuGuard.Mmx(s) || !Mem.ReadOperand<W32>(s, op, out uint value))
        {
            return false;
        }

        MmxState.Write(s, op->R0, TOperation.Apply(MmxState.Read(s, op->R0), value));
        return true;
    }

    /// <summary>mm, imm8.</summary>
    public static bool Immediate<TOperation>(CpuState* s, Op* op)
        where TOperation : struct, IMmxOperation
    {
        if (!FpuGuard.Mmx(s))
        {
            return false;
        }

        MmxState.Write(s, op->R0, TOperation.Apply(MmxState.Read(s, op->R0), (byte)op->Imm));
        return true;
    }

    /// <summary>MOVQ m64, mm and MOVNTQ.</summary>
    public static bool Store(CpuState* s, Op* op)
    {
        if (!FpuGuard.Mmx(s) || !SimdMemory.Write64(s, op, MmxState.Read(s, op->R1)))
        {
            return false;
        }

        MmxState.Enter(s);
        return true;
    }

    /// <summary>MOVD mm, r32.</summary>
    public static bool MovdFromRegister(CpuState* s, Op* op)
    {
        if (!FpuGuard.Mmx(s))
        {
            return false;
        }

        MmxState.Write(s, op->R0, Reg.Get32(s, op->R1));
        return true;
    }

    /// <summary>MOVD mm, m32.</summary>
    public static bool MovdFromMemory(CpuState* s, Op* op)
    {
        if (!FpuGuard.Mmx(s) || !Mem.ReadOperand<W32>(s, op, out uint value))
        {
            return false;
        }

        MmxState.Write(s, op->R0, value);
        return true;
    }

    /// <summary>MOVD r32, mm.</summary>
    public static bool MovdToRegister(CpuState* s, Op* op)
    {
        if (!FpuGuard.Mmx(s))
        {
            return false;
        }

        Reg.Set32(s, op->R0, (uint)MmxState.Read(s, op->R1));
        MmxState.Enter(s);
        return true;
    }

    /// <summary>MOVD m32, mm.</summary>
    public static bool MovdToMemory(CpuState* s, Op* op)
    {
        if (!FpuGuard.Mmx(s) || !Mem.WriteOperand<W32>(s, op, (uint)MmxState.Read(s, op->R1)))
        {
            return false;
        }

        MmxState.Enter(s);
        return true;
    }

    /// <summary>EMMS: all registers empty.</summary>
    public static bool Emms(CpuState* s, Op* op)
    {
        if (!FpuGuard.Mmx(s))
        {
            return false;
        }

        s->FpuTop = 0;
        s->FpuTags = 0;
        return true;
    }

    /// <summary>PSHUFW mm, mm, imm8.</summary>
    public static bool PshufwRegister(CpuState* s, Op* op)
    {
        if (!FpuGuard.Mmx(s))
        {
            return false;
        }

        MmxState.Write(s, op->R0, Shuffle(MmxState.Read(s, op->R1), op->Imm));
        return true;
    }

    /// <summary>PSHUFW mm, m64, imm8.</summary>
    public static bool PshufwMemory(CpuState* s, Op* op)
    {
        if (!FpuGuard.Mmx(s) || !SimdMemory.Read64(s, op, out ulong value))
        {
            return false;
        }

        MmxState.Write(s, op->R0, Shuffle(value, op->Imm));
        return true;
    }

    /// <summary>PINSRW mm, r32, imm8.</summary>
    public static bool PinsrwRegister(CpuState* s, Op* op)
    {
        if (!FpuGuard.Mmx(s))
        {
            return false;
        }

        Insert(s, op, (ushort)Reg.Get32(s, op->R1));
        return true;
    }

    /// <summary>PINSRW mm, m16, imm8.</summary>
    public static bool PinsrwMemory(CpuState* s, Op* op)
    {
        if (!FpuGuard.Mmx(s) || !Mem.ReadOperand<W16>(s, op, out uint value))
        {
            return false;
        }

        Insert(s, op, value);
        return true;
    }

    /// <summary>PEXTRW r32, mm, imm8.</summary>
    public static bool Pextrw(CpuState* s, Op* op)
    {
        if (!FpuGuard.Mmx(s))
        {
            return false;
        }

        Reg.Set32(s, op->R0, (ushort)(MmxState.Read(s, op->R1) >> (int)(16 * (op->Imm & 3))));
        MmxState.Enter(s);
        return true;
    }

    /// <summary>PMOVMSKB r32, mm.</summary>
    public static bool Pmovmskb(CpuState* s, Op* op)
    {
        if (!FpuGuard.Mmx(s))
        {
            return false;
        }

        Reg.Set32(s, op->R0, Lanes.U8(MmxState.Read(s, op->R1)).ExtractMostSignificantBits());
        MmxState.Enter(s);
        return true;
    }

    /// <summary>MASKMOVQ [DS:EDI], mm, mm: bytes whose mask has bit 7 are written; eight bytes are checked in any case.</summary>
    /// <remarks>Intel SDM vol. 2: whether a zero mask can fault depends on the part. A Zen 4 checks segment, alignment and page; on this part: unverified.</remarks>
    public static bool Maskmovq(CpuState* s, Op* op)
    {
        if (!FpuGuard.Mmx(s))
        {
            return false;
        }

        uint offset = s->Gpr[Reg.Edi] & op->AddressMask;
        if (!Mem.Linear(s, op->Seg, offset, 8, write: true, out uint linear) || !IsAligned(s, linear) || !Mem.ProbeWrite(s, linear, 8))
        {
            return false;
        }

        ulong value = MmxState.Read(s, op->R1);
        ulong mask = MmxState.Read(s, op->R2);
        for (int i = 0; i < 8; i++)
        {
            if ((mask >> (8 * i) & 0x80) != 0 && !Mem.Write<W8>(s, linear + (uint)i, (byte)(value >> (8 * i))))
            {
                return false;
            }
        }

        MmxState.Enter(s);
        return true;
    }

    /// <summary>#AC as for one access of 8 bytes, which the writes of single bytes would not raise.</summary>
    private static bool IsAligned(CpuState* s, uint linear) =>
        (linear & 7) == 0 || s->Cpl != 3 || (s->EflagsRest & Efl.Ac) == 0 || (s->Cr0 & Cr.Am) == 0 || Fault.Raise(s, Fault.AC, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Shuffle(ulong source, uint order) =>
        (ushort)(source >> (int)(16 * (order & 3)))
        | ((ulong)(ushort)(source >> (int)(16 * ((order >> 2) & 3))) << 16)
        | ((ulong)(ushort)(source >> (int)(16 * ((order >> 4) & 3))) << 32)
        | ((ulong)(ushort)(source >> (int)(16 * ((order >> 6) & 3))) << 48);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Insert(CpuState* s, Op* op, uint value)
    {
        int shift = (int)(16 * (op->Imm & 3));
        ulong kept = MmxState.Read(s, op->R0) & ~(0xFFFFUL << shift);
        MmxState.Write(s, op->R0, kept | ((ulong)value << shift));
    }
}
