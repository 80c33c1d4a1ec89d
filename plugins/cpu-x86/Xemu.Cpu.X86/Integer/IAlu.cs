using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>A two-operand arithmetic or logic operation that sets flags.</summary>
internal unsafe interface IAlu
{
    /// <summary>Whether the result goes to the first operand: not for CMP and TEST.</summary>
    static abstract bool Writes { get; }

    /// <summary>Gives the result, whose bits beyond the width are undefined, and sets the flags.</summary>
    static abstract uint Do<TW>(CpuState* s, uint a, uint b)
        where TW : struct, IWidth;
}

internal readonly unsafe struct AluAdd : IAlu
{
    public static bool Writes => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Do<TW>(CpuState* s, uint a, uint b)
        where TW : struct, IWidth
    {
        uint r = a + b;
        Flags.SetAdd<TW>(s, a, b, r);
        return r;
    }
}

internal readonly unsafe struct AluAdc : IAlu
{
    public static bool Writes => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Do<TW>(CpuState* s, uint a, uint b)
        where TW : struct, IWidth
    {
        uint r = a + b + Flags.CfBit(s);
        Flags.SetAdd<TW>(s, a, b, r);
        return r;
    }
}

internal readonly unsafe struct AluSub : IAlu
{
    public static bool Writes => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Do<TW>(CpuState* s, uint a, uint b)
        where TW : struct, IWidth
    {
        uint r = a - b;
        Flags.SetSub<TW>(s, a, b, r);
        return r;
    }
}

internal readonly unsafe struct AluSbb : IAlu
{
    public static bool Writes => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Do<TW>(CpuState* s, uint a, uint b)
        where TW : struct, IWidth
    {
        uint r = a - b - Flags.CfBit(s);
        Flags.SetSub<TW>(s, a, b, r);
        return r;
    }
}

internal readonly unsafe struct AluCmp : IAlu
{
    public static bool Writes => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Do<TW>(CpuState* s, uint a, uint b)
        where TW : struct, IWidth => AluSub.Do<TW>(s, a, b);
}

internal readonly unsafe struct AluAnd : IAlu
{
    public static bool Writes => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Do<TW>(CpuState* s, uint a, uint b)
        where TW : struct, IWidth
    {
        uint r = a & b;
        Flags.SetLogic<TW>(s, r);
        return r;
    }
}

internal readonly unsafe struct AluTest : IAlu
{
    public static bool Writes => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Do<TW>(CpuState* s, uint a, uint b)
        where TW : struct, IWidth => AluAnd.Do<TW>(s, a, b);
}

internal readonly unsafe struct AluOr : IAlu
{
    public static bool Writes => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Do<TW>(CpuState* s, uint a, uint b)
        where TW : struct, IWidth
    {
        uint r = a | b;
        Flags.SetLogic<TW>(s, r);
        return r;
    }
}

internal readonly unsafe struct AluXor : IAlu
{
    public static bool Writes => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Do<TW>(CpuState* s, uint a, uint b)
        where TW : struct, IWidth
    {
        uint r = a ^ b;
        Flags.SetLogic<TW>(s, r);
        return r;
    }
}
