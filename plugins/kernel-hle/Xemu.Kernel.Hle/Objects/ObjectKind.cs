namespace Xemu.Kernel.Hle;

/// <summary>The kinds of executive objects, each with an exported OBJECT_TYPE.</summary>
internal enum ObjectKind
{
    /// <summary>No type of the kernel's.</summary>
    None,
    Event,
    Mutant,
    Semaphore,
    Timer,
    IoCompletion,
    Device,
    File,
    Directory,
    SymbolicLink,
    Thread,
}
