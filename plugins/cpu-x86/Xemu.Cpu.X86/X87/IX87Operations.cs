namespace Xemu.Cpu.X86;

/// <summary>An operation on two registers, as a type, so that the JIT makes a copy of each handler for each.</summary>
internal interface IX87Binary
{
    static abstract bool Apply(ref X87Context c, in Float80 a, in Float80 b, out Float80 result);
}

/// <summary>An operation on one register.</summary>
internal interface IX87Unary
{
    static abstract bool Apply(ref X87Context c, in Float80 a, out Float80 result);
}

/// <summary>An operation with two results, of which the second is pushed.</summary>
internal interface IX87Pair
{
    static abstract bool Apply(ref X87Context c, in Float80 a, out Float80 below, out Float80 top);
}

/// <summary>A memory operand that arithmetic takes.</summary>
internal unsafe interface IX87Source
{
    /// <summary>Reads and widens; false: the memory fault is recorded.</summary>
    static abstract bool Load(CpuState* s, Op* op, ref X87Context c, out Float80 value);
}

/// <summary>A memory format that a register is stored in.</summary>
internal unsafe interface IX87Target
{
    static abstract uint Bytes { get; }

    static abstract bool Convert(ref X87Context c, in Float80 a, byte* target);
}
