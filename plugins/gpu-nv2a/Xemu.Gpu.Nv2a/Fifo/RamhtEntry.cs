namespace Xemu.Gpu.Nv2a;

/// <summary>An object as the table knows it.</summary>
/// <param name="Instance">Where it is in instance memory, in bytes.</param>
/// <param name="Engine">Who executes its methods.</param>
internal readonly record struct RamhtEntry(uint Instance, FifoEngine Engine);
