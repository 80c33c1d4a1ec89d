using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>IN OUT INS OUTS with IOPL and the permission map. They always end their block, so that what they cause is seen after them.</summary>
internal static unsafe class Ports
{
    public static void Register(HandlerTable t)
    {
        t.AddEnd(Code.In_AL_imm8, &InImmediate<W8>);
        t.AddEnd(Code.In_AX_imm8, &InImmediate<W16>);
        t.AddEnd(Code.In_EAX_imm8, &InImmediate<W32>);
        t.AddEnd(Code.In_AL_DX, &InDx<W8>);
        t.AddEnd(Code.In_AX_DX, &InDx<W16>);
        t.AddEnd(Code.In_EAX_DX, &InDx<W32>);
        t.AddEnd(Code.Out_imm8_AL, &OutImmediate<W8>);
        t.AddEnd(Code.Out_imm8_AX, &OutImmediate<W16>);
        t.AddEnd(Code.Out_imm8_EAX, &OutImmediate<W32>);
        t.AddEnd(Code.Out_DX_AL, &OutDx<W8>);
        t.AddEnd(Code.Out_DX_AX, &OutDx<W16>);
        t.AddEnd(Code.Out_DX_EAX, &OutDx<W32>);
        t.AddEnd(Code.Insb_m8_DX, &InString<W8>);
        t.AddEnd(Code.Insw_m16_DX, &InString<W16>);
        t.AddEnd(Code.Insd_m32_DX, &InString<W32>);
        t.AddEnd(Code.Outsb_DX_m8, &OutString<W8>);
        t.AddEnd(Code.Outsw_DX_m16, &OutString<W16>);
        t.AddEnd(Code.Outsd_DX_m32, &OutString<W32>);
    }

    /// <summary>Whether the program may use a port; #GP(0) when not. Intel SDM vol. 1, 18.5.</summary>
    public static bool Allowed(CpuState* s, uint port, uint bytes)
    {
        bool free = (s->Cr0 & Cr.Pe) == 0
            || ((s->EflagsRest & Efl.Vm) == 0 && s->Cpl <= (s->EflagsRest & Efl.Iopl) >> 12);
        return free || Tss.CheckPort(s, port, bytes);
    }

    public static uint Read(CpuState* s, uint port, uint bytes)
    {
        CpuHost host = s->Host;
        HostFpu.Sync(s);
        uint value = (uint)host.Ports.ReadValue(port, (int)bytes);
        DebugRegisters.CheckPort(s, port, bytes);
        host.AfterDeviceAccess();
        return value;
    }

    public static void Write(CpuState* s, uint port, uint bytes, uint value)
    {
        CpuHost host = s->Host;
        HostFpu.Sync(s);
        host.Ports.WriteValue(port, (int)bytes, value);
        DebugRegisters.CheckPort(s, port, bytes);
        host.AfterDeviceAccess();
    }

    private static bool InImmediate<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => In<TW>(s, op, op->Imm & 0xFF);

    private static bool InDx<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => In<TW>(s, op, s->Gpr[Reg.Edx] & 0xFFFF);

    private static bool OutImmediate<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Out<TW>(s, op, op->Imm & 0xFF);

    private static bool OutDx<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Out<TW>(s, op, s->Gpr[Reg.Edx] & 0xFFFF);

    private static bool In<TW>(CpuState* s, Op* op, uint port)
        where TW : struct, IWidth
    {
        if (!Allowed(s, port, TW.Bytes))
        {
            return false;
        }

        Reg.Set<TW>(s, 0, Read(s, port, TW.Bytes));
        return Flow.FallThrough(s, op);
    }

    private static bool Out<TW>(CpuState* s, Op* op, uint port)
        where TW : struct, IWidth
    {
        if (!Allowed(s, port, TW.Bytes))
        {
            return false;
        }

        Write(s, port, TW.Bytes, Reg.Get<TW>(s, 0));
        return Flow.FallThrough(s, op);
    }

    private static bool InString<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth =>
        Allowed(s, s->Gpr[Reg.Edx] & 0xFFFF, TW.Bytes) && Finish(s, op, Strings.Run<StepIns, TW>(s, op));

    private static bool OutString<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth =>
        Allowed(s, s->Gpr[Reg.Edx] & 0xFFFF, TW.Bytes) && Finish(s, op, Strings.Run<StepOuts, TW>(s, op));

    /// <summary>A single one gives true when done; a repeated one has set EIP itself and gives false.</summary>
    private static bool Finish(CpuState* s, Op* op, bool done) => done && Flow.FallThrough(s, op);
}

internal readonly unsafe struct StepIns : IStringStep
{
    public static bool Compares => false;

    /// <summary>The destination is checked before the port is read: a read cannot be taken back.</summary>
    public static bool Do<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        if (!Mem.Linear(s, 0, s->Gpr[Reg.Edi] & op->AddressMask, TW.Bytes, write: true, out uint to) || !Mem.ProbeWrite(s, to, TW.Bytes))
        {
            return false;
        }

        if (!Mem.Write<TW>(s, to, Ports.Read(s, s->Gpr[Reg.Edx] & 0xFFFF, TW.Bytes)))
        {
            return false;
        }

        Strings.Advance(s, op, Reg.Edi, TW.Bytes);
        return true;
    }

    public static uint Bulk<TW>(CpuState* s, Op* op, uint limit)
        where TW : struct, IWidth => 0;
}

internal readonly unsafe struct StepOuts : IStringStep
{
    public static bool Compares => false;

    public static bool Do<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        if (!Mem.Linear(s, op->Seg, s->Gpr[Reg.Esi] & op->AddressMask, TW.Bytes, write: false, out uint from)
            || !Mem.Read<TW>(s, from, out uint value))
        {
            return false;
        }

        Ports.Write(s, s->Gpr[Reg.Edx] & 0xFFFF, TW.Bytes, value);
        Strings.Advance(s, op, Reg.Esi, TW.Bytes);
        return true;
    }

    public static uint Bulk<TW>(CpuState* s, Op* op, uint limit)
        where TW : struct, IWidth => 0;
}
