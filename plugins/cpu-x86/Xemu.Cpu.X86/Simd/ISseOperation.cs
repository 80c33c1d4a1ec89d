using System.Runtime.Intrinsics;

namespace Xemu.Cpu.X86;

/// <summary>A floating-point function of one or two operands as a type; one of one operand takes <c>b</c>.</summary>
internal interface ISseOperation
{
    /// <summary>One element, exactly, with flags.</summary>
    static abstract uint Exact(uint a, uint b, uint mxcsr, ref uint flags);

    /// <summary>Four elements by the host's vector unit. True: rounding to nearest gives this, and no flag but PE can come of it.</summary>
    static abstract bool Fast(Vector128<float> a, Vector128<float> b, out Vector128<float> result);

    /// <summary>The same for one element.</summary>
    static abstract bool FastScalar(uint a, uint b, out uint result);

    /// <summary>Whether the result is exact always, so that a fast result stands in any mode.</summary>
    static abstract bool IsExact { get; }
}
