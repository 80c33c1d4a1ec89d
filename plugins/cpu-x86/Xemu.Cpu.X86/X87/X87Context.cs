using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>What an x87 operation reads (the control word) and what it tells (exceptions and condition codes).</summary>
/// <remarks>
/// <para>An operation only adds bits to <see cref="Status"/>; the caller clears it first, then merges it into the status word:
/// exceptions are sticky, C1 is replaced, C0 C2 C3 are replaced by those instructions that define them.</para>
/// <para>Every operation returns whether its destination is to be written. It says no when an unmasked exception leaves the
/// operands as they were: invalid, denormal and zero-divide always, overflow and underflow when the destination is memory.
/// Source: Intel SDM vol. 1, 8.5.</para>
/// </remarks>
internal struct X87Context(ushort control)
{
    /// <summary>The control word after FNINIT: all masked, 64-bit precision, nearest.</summary>
    public const ushort InitialControl = 0x037F;

    public ushort Control = control;
    public X87Status Status;

    /// <summary>The memory operand was a denormal of its narrower format, which in the register format is normal.</summary>
    public bool DenormalSource;

    public readonly X87Rounding Rounding => (X87Rounding)((Control >> 10) & 3);

    /// <summary>Low bits of a 64-bit significand that precision control drops: 40, 11 or 0.</summary>
    /// <remarks>The reserved encoding 01 acts as 64-bit precision.</remarks>
    public readonly int DroppedBits => (Control & 0x300) switch
    {
        0x000 => 40,
        0x200 => 11,
        _ => 0,
    };

    public readonly bool IsMasked(X87Status exception) => (Control & (int)exception) != 0;

    /// <summary>Notes an exception; true when it is masked, so that the operation goes on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Raise(X87Status exception)
    {
        Status |= exception;
        return IsMasked(exception);
    }

    /// <summary>Raises the denormal exception if either operand is denormal; true when the operation goes on.</summary>
    public bool CheckDenormal(in Float80 a, in Float80 b) =>
        (!a.IsDenormal && !b.IsDenormal && !DenormalSource) || Raise(X87Status.Denormal);

    public bool CheckDenormal(in Float80 a) => !a.IsDenormal || Raise(X87Status.Denormal);

    /// <summary>An operand register is empty: as invalid, with SF set and C1 clear (Intel SDM vol. 1, 8.5.1.1).</summary>
    public bool RaiseStackUnderflow(out Float80 result)
    {
        Status |= X87Status.StackFault;
        return RaiseInvalid(out result);
    }

    /// <summary>The register to push into is not empty: as invalid, with SF and C1 set (Intel SDM vol. 1, 8.5.1.1).</summary>
    public bool RaiseStackOverflow(out Float80 result)
    {
        Status |= X87Status.StackFault | X87Status.C1;
        return RaiseInvalid(out result);
    }

    /// <summary>The invalid-operation answer of an operation with a register destination.</summary>
    public bool RaiseInvalid(out Float80 result)
    {
        result = Float80.Indefinite;
        return Raise(X87Status.Invalid);
    }
}
