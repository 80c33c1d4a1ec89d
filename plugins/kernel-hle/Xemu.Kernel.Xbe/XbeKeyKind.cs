namespace Xemu.Kernel.Xbe;

/// <summary>With which pair of keys the entry point and the thunk address are encoded; says for which machine a program was made.</summary>
internal enum XbeKeyKind
{
    /// <summary>A console that is sold.</summary>
    Retail,

    /// <summary>A debug or development kit.</summary>
    Debug,

    /// <summary>A Chihiro arcade machine.</summary>
    Chihiro,
}
