using System.Runtime.Intrinsics;

namespace Xemu.Cpu.X86;

/// <summary>A function of two XMM operands and the immediate that raises no flags.</summary>
internal interface IPackedOperation
{
    static abstract Vector128<uint> Apply(Vector128<uint> a, Vector128<uint> b, uint immediate);
}
