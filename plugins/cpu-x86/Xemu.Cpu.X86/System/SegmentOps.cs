using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>MOV, PUSH and POP of segment registers, LDS and its like.</summary>
internal static unsafe class SegmentOps
{
    public static void Register(HandlerTable t)
    {
        t.Add(Code.Mov_rm16_Sreg, &StoreReg<W16>, &StoreMem);
        t.Add(Code.Mov_r32m16_Sreg, &StoreReg<W32>, &StoreMem);
        t.AddEnd(Code.Mov_Sreg_rm16, &LoadReg, &LoadMem);
        t.AddEnd(Code.Mov_Sreg_r32m16, &LoadReg, &LoadMem);
        Code[] push16 = [Code.Pushw_ES, Code.Pushw_CS, Code.Pushw_SS, Code.Pushw_DS, Code.Pushw_FS, Code.Pushw_GS];
        Code[] push32 = [Code.Pushd_ES, Code.Pushd_CS, Code.Pushd_SS, Code.Pushd_DS, Code.Pushd_FS, Code.Pushd_GS];
        foreach (Code code in push16)
        {
            t.Add(code, &Push<W16>);
        }

        foreach (Code code in push32)
        {
            t.Add(code, &Push<W32>);
        }

        Code[] pop16 = [Code.Popw_ES, Code.Popw_SS, Code.Popw_DS, Code.Popw_FS, Code.Popw_GS];
        Code[] pop32 = [Code.Popd_ES, Code.Popd_SS, Code.Popd_DS, Code.Popd_FS, Code.Popd_GS];
        foreach (Code code in pop16)
        {
            t.AddEnd(code, &Pop<W16>);
        }

        foreach (Code code in pop32)
        {
            t.AddEnd(code, &Pop<W32>);
        }

        Far(t, Code.Les_r16_m1616, &LoadFar<W16, Es>, &LoadFar<W32, Es>);
        Far(t, Code.Lds_r16_m1616, &LoadFar<W16, Ds>, &LoadFar<W32, Ds>);
        Far(t, Code.Lss_r16_m1616, &LoadFar<W16, Ss>, &LoadFar<W32, Ss>);
        Far(t, Code.Lfs_r16_m1616, &LoadFar<W16, Fs>, &LoadFar<W32, Fs>);
        Far(t, Code.Lgs_r16_m1616, &LoadFar<W16, Gs>, &LoadFar<W32, Gs>);
    }

    private static void Far(HandlerTable t, Code first, delegate*<CpuState*, Op*, bool> narrow, delegate*<CpuState*, Op*, bool> wide)
    {
        t.AddEnd(first, &OpBuilder.InvalidOpcode, narrow);
        t.AddEnd(first + 1, &OpBuilder.InvalidOpcode, wide);
    }

    private static bool StoreReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        Reg.Set<TW>(s, op->R0, Reg.Seg(s, op->R1)->Selector);
        return true;
    }

    private static bool StoreMem(CpuState* s, Op* op) => Mem.WriteOperand<W16>(s, op, Reg.Seg(s, op->R1)->Selector);

    private static bool LoadReg(CpuState* s, Op* op) => LoadValue(s, op, Reg.Get<W16>(s, op->R1));

    private static bool LoadMem(CpuState* s, Op* op) => Mem.ReadOperand<W16>(s, op, out uint value) && LoadValue(s, op, value);

    private static bool LoadValue(CpuState* s, Op* op, uint value)
    {
        if (op->R0 == SegmentLoad.CsNumber)
        {
            return Fault.InvalidOpcode(s);
        }

        return SegmentLoad.Load(s, op->R0, value) && Done(s, op);
    }

    /// <summary>A load of SS casts its shadow over the next instruction.</summary>
    private static bool Done(CpuState* s, Op* op)
    {
        if (op->R0 == SegmentLoad.SsNumber)
        {
            Events.Shadow(s, stackSegment: true);
            return Flow.Next(s, op);
        }

        return Flow.FallThrough(s, op);
    }

    private static bool Push<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Stack.Push<TW>(s, Reg.Seg(s, op->R0)->Selector);

    private static bool Pop<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        uint pointer = s->Gpr[Reg.Esp];
        if (!Stack.PopAt<TW>(s, ref pointer, out uint value))
        {
            return false;
        }

        uint mask = s->StackMask;
        if (!SegmentLoad.Load(s, op->R0, value))
        {
            return false;
        }

        // The pointer moves in the width of the stack it was popped from.
        s->Gpr[Reg.Esp] = (s->Gpr[Reg.Esp] & ~mask) | (pointer & mask);
        return Done(s, op);
    }

    private static bool LoadFar<TW, TSegment>(CpuState* s, Op* op)
        where TW : struct, IWidth
        where TSegment : struct
    {
        uint number = typeof(TSegment) == typeof(Es) ? 0u : typeof(TSegment) == typeof(Ss) ? 2u
            : typeof(TSegment) == typeof(Ds) ? 3u : typeof(TSegment) == typeof(Fs) ? 4u : 5u;
        if (!FarTransfers.ReadPointer<TW>(s, op, out uint offset, out uint selector) || !SegmentLoad.Load(s, number, selector))
        {
            return false;
        }

        Reg.Set<TW>(s, op->R0, offset);
        return Flow.FallThrough(s, op);
    }

    private readonly struct Es;

    private readonly struct Ss;

    private readonly struct Ds;

    private readonly struct Fs;

    private readonly struct Gs;
}
