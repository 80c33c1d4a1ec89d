namespace Xemu.Abstractions.Cpu;

/// <summary>The flat descriptor table that a boot loader has placed in guest memory.</summary>
/// <param name="GdtBase">Linear address of the table.</param>
/// <param name="GdtLimit">Its limit, size in bytes less one.</param>
/// <param name="CodeSelector">Selector of a flat 4 GiB, 32-bit code segment in it.</param>
/// <param name="DataSelector">Selector of a flat 4 GiB data segment in it, for DS, ES, FS, GS and SS.</param>
public readonly record struct BootDescriptors(uint GdtBase, ushort GdtLimit, ushort CodeSelector, ushort DataSelector);
