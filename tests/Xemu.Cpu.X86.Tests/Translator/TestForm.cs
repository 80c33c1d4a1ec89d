namespace Xemu.Cpu.X86.Tests;

/// <summary>How translators of tests that do not say reach guest memory: XEMU_TEST_MEMORY, one of <see cref="TranslatorMemory"/>'s names.</summary>
internal static class TestForm
{
    public static TranslatorMemory Memory { get; } =
        Environment.GetEnvironmentVariable("XEMU_TEST_MEMORY") is { Length: > 0 } name ? Enum.Parse<TranslatorMemory>(name, ignoreCase: true) : TranslatorMemory.Auto;

    /// <summary>Every form.</summary>
    public static TheoryData<TranslatorMemory> All => [TranslatorMemory.Window, TranslatorMemory.Table];

    public static TranslatorOptions Options => new() { Memory = Memory };
}
