namespace Xemu.Cpu.X86.Tests;

/// <summary>One encoding of an instruction, up to where the operand of memory or the immediate begins.</summary>
/// <param name="Start">Prefixes, opcode, and what follows them.</param>
/// <param name="Field">The register field of a ModRM byte for memory, which is to follow; <see cref="None"/>: there is none; <see cref="Address"/>: an address follows.</param>
/// <param name="Tail">Bytes of immediates that are to follow.</param>
/// <param name="IsRisky">Whether it may take the ground from under a program of level 0.</param>
internal readonly record struct MeanOpcode(byte[] Start, int Field, int Tail, bool IsRisky)
{
    public const int None = -1;
    public const int Address = -2;
}
