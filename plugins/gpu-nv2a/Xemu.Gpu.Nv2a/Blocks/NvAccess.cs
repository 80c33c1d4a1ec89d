namespace Xemu.Gpu.Nv2a;

/// <summary>How a register access went.</summary>
internal enum NvAccess
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>No such register.</summary>
    Unhandled,

    /// <summary>A known one that only stores.</summary>
    Unimplemented,
}
