namespace Xemu.Kernel.Hle;

/// <summary>How an export of the kernel is used.</summary>
internal enum ExportKind
{
    /// <summary>Arguments on the stack, which the routine takes off.</summary>
    Stdcall,

    /// <summary>The first two arguments in ECX and EDX, the rest on the stack.</summary>
    Fastcall,

    /// <summary>Arguments on the stack, which the caller takes off.</summary>
    Cdecl,

    /// <summary>A variable.</summary>
    Data,
}
