namespace Xemu.Cpu.X86;

/// <summary>FCMOVcc. Source: Intel SDM vol. 2, FCMOVcc.</summary>
internal static unsafe class X87ConditionalMoves
{
    public static bool Below(CpuState* s, Op* op) => X87MoveHandlers.MoveIf(s, op, Flags.Cf(s));

    public static bool Equal(CpuState* s, Op* op) => X87MoveHandlers.MoveIf(s, op, Flags.Zf(s));

    public static bool BelowOrEqual(CpuState* s, Op* op) => X87MoveHandlers.MoveIf(s, op, Flags.Cf(s) || Flags.Zf(s));

    public static bool Unordered(CpuState* s, Op* op) => X87MoveHandlers.MoveIf(s, op, Flags.Pf(s));

    public static bool NotBelow(CpuState* s, Op* op) => X87MoveHandlers.MoveIf(s, op, !Flags.Cf(s));

    public static bool NotEqual(CpuState* s, Op* op) => X87MoveHandlers.MoveIf(s, op, !Flags.Zf(s));

    public static bool NotBelowOrEqual(CpuState* s, Op* op) => X87MoveHandlers.MoveIf(s, op, !Flags.Cf(s) && !Flags.Zf(s));

    public static bool NotUnordered(CpuState* s, Op* op) => X87MoveHandlers.MoveIf(s, op, !Flags.Pf(s));
}
