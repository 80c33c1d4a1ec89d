namespace Xemu.Cpu.X86.Tests;

/// <summary>Ours of a store: ST0 in, memory out when it says so.</summary>
internal delegate bool StoreOperation(ref X87Context c, in Float80 a, Span<byte> target);

/// <summary>An instruction that stores ST0 in another format; some pop it.</summary>
internal sealed record StoreCase(string Name, byte[] Code, StoreOperation Operation, bool Pops = false);
