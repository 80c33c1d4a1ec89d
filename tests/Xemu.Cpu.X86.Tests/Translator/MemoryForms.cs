namespace Xemu.Cpu.X86.Tests;

/// <summary>How translators reach guest memory, for theories.</summary>
internal static class MemoryForms
{
    public static TheoryData<TranslatorMemory> All => [TranslatorMemory.Window, TranslatorMemory.Table];
}
