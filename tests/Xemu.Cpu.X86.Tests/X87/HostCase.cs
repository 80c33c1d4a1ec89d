namespace Xemu.Cpu.X86.Tests;

/// <summary>An operation of ours in the form of a register instruction: ST0 and ST1 in, a result that replaces ST0.</summary>
internal delegate bool RegisterOperation(ref X87Context c, in Float80 a, in Float80 b, out Float80 result);

/// <summary>A register instruction to compare with the host: its bytes, our operation and the status bits that must agree.</summary>
internal sealed record HostCase(string Name, byte[] Code, RegisterOperation Operation, X87Status Compared, bool Unary = false);
