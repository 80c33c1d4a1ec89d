namespace Xemu.Cpu.X86.Tests;

/// <summary>Ours of a load: memory in, what is pushed out.</summary>
internal delegate bool LoadOperation(ref X87Context c, ReadOnlySpan<byte> source, out Float80 result);

/// <summary>An instruction that pushes a converted operand or a constant.</summary>
internal sealed record LoadCase(string Name, byte[] Code, int SizeBytes, LoadOperation Operation);
