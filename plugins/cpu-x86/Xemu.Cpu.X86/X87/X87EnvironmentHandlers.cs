namespace Xemu.Cpu.X86;

/// <summary>Handlers of FNSTENV, FLDENV, FNSAVE and FRSTOR. Source: Intel SDM vol. 2 under each.</summary>
internal static unsafe class X87EnvironmentHandlers
{
    private const uint NarrowBytes = 14;
    private const uint WideBytes = 28;
    private const uint RegistersBytes = 80;

    public static bool Store16(CpuState* s, Op* op) => Store(s, op, wide: false, registers: false);

    public static bool Store32(CpuState* s, Op* op) => Store(s, op, wide: true, registers: false);

    public static bool Save16(CpuState* s, Op* op) => Store(s, op, wide: false, registers: true);

    public static bool Save32(CpuState* s, Op* op) => Store(s, op, wide: true, registers: true);

    public static bool Load16(CpuState* s, Op* op) => Load(s, op, wide: false, registers: false);

    public static bool Load32(CpuState* s, Op* op) => Load(s, op, wide: true, registers: false);

    public static bool Restore16(CpuState* s, Op* op) => Load(s, op, wide: false, registers: true);

    public static bool Restore32(CpuState* s, Op* op) => Load(s, op, wide: true, registers: true);

    private static bool Store(CpuState* s, Op* op, bool wide, bool registers)
    {
        byte* image = stackalloc byte[(int)(WideBytes + RegistersBytes)];
        uint header = wide ? WideBytes : NarrowBytes;
        uint bytes = header + (registers ? RegistersBytes : 0);
        if (!FpuGuard.NoWait(s) || !Mem.Address(s, op, bytes, write: true, out uint linear))
        {
            return false;
        }

        X87Environment.Save(s, image, wide);
        for (uint i = 0; i < 8 && registers; i++)
        {
            byte* to = image + header + (10 * i);
            Float80* from = X87Unit.St(s, i);
            *(ulong*)to = from->Significand;
            *(ushort*)(to + 8) = from->SignExponent;
        }

        if (!Mem.WriteBytes(s, linear, image, bytes))
        {
            return false;
        }

        if (registers)
        {
            X87Environment.Initialise(s);
        }
        else
        {
            // FNSTENV masks all exceptions once they are saved.
            X87Environment.SetControl(s, s->Fcw | (uint)X87Status.Exceptions);
        }

        return true;
    }

    private static bool Load(CpuState* s, Op* op, bool wide, bool registers)
    {
        byte* image = stackalloc byte[(int)(WideBytes + RegistersBytes)];
        uint header = wide ? WideBytes : NarrowBytes;
        uint bytes = header + (registers ? RegistersBytes : 0);
        if (!FpuGuard.X87(s)
            || !Mem.Address(s, op, bytes, write: false, out uint linear)
            || !Mem.ReadBytes(s, linear, image, bytes))
        {
            return false;
        }

        X87Environment.Load(s, image, wide);
        for (uint i = 0; i < 8 && registers; i++)
        {
            byte* from = image + header + (10 * i);
            *X87Unit.St(s, i) = new Float80(*(ulong*)from, *(ushort*)(from + 8));
        }

        return true;
    }
}
