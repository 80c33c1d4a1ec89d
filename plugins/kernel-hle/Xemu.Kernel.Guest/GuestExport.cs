namespace Xemu.Kernel.Guest;

/// <summary>A function or variable of the console's kernel.</summary>
/// <param name="Ordinal">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Convention">How it is called: stdcall, fastcall, cdecl, or data for a variable.</param>
public sealed record GuestExport(int Ordinal, string Name, string Convention);
