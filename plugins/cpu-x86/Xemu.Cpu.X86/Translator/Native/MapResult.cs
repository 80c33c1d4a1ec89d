namespace Xemu.Cpu.X86;

/// <summary>How a change of a <see cref="GuestWindow"/> ended.</summary>
internal enum MapResult
{
    /// <summary>As asked.</summary>
    Done,

    /// <summary>
    /// The window held too many mappings for the host and was emptied first: a page to be mapped is mapped, every other is gone; a page to be
    /// protected or unmapped is gone too.
    /// </summary>
    Cleared,

    /// <summary>The host refused even with the window empty; it is empty now. Other windows, or others in the process, hold too many mappings.</summary>
    Failed,
}
