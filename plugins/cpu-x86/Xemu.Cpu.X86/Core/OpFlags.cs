namespace Xemu.Cpu.X86;

/// <summary>Prefixes of an op.</summary>
[Flags]
internal enum OpFlags : byte
{
    None = 0,

    /// <summary>F3 before a string instruction.</summary>
    Rep = 1,

    /// <summary>F2 before a string instruction.</summary>
    Repne = 2,

    /// <summary>LOCK, where it is legal.</summary>
    Lock = 4,

    /// <summary>Has a memory operand.</summary>
    Memory = 8,

    /// <summary>The last op of its block.</summary>
    Last = 16,

    /// <summary>Faults so often under the translator that it is left to the interpreter.</summary>
    Slow = 32,
}
