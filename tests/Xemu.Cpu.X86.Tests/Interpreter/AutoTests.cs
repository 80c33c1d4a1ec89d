using Iced.Intel;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions.Cpu;
using Xemu.Testing;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

public sealed class AutoTests : IDisposable
{
    private readonly TestMachine _machine = new();
    private readonly Lines _log = new();

    public AutoTests() => _machine.Log = _log;

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Create_WhereTheTranslatorRuns_TakesItSaysSoAndHasItsCounters()
    {
        Assert.SkipUnless(X86.Translator.IsSupported(out string? reason), reason ?? string.Empty);
        using X86.Interpreter cpu = AutoEngine.Create(new TranslatorOptions(), _machine);

        Assert.IsType<X86.Translator>(cpu);
        Assert.Equal(["Information x86.auto takes x86.translator: this host can run translated code."], _log.Written);
        Assert.Contains("blocks-translated", _machine.Counters.Keys);
    }

    [Fact]
    public void Create_WhereTheTranslatorCannotRun_TakesTheInterpreterAndSaysWhatThatCosts()
    {
        Assert.SkipUnless(X86.Translator.IsSupported(out string? reason), reason ?? string.Empty);

        // More than the host has of memory for code.
        using X86.Interpreter cpu = AutoEngine.Create(new TranslatorOptions { CodeCache = new(1UL << 50) }, _machine);

        Assert.IsType<X86.Interpreter>(cpu);
        Assert.StartsWith("Information x86.auto takes x86.interpreter, which is several times slower", Assert.Single(_log.Written), StringComparison.Ordinal);
        Assert.Equal(["blocks-decoded"], _machine.Counters.Keys);
    }

    [Fact]
    public void Create_WithTablesAskedFor_SaysSoAndWhatThatCosts()
    {
        Assert.SkipUnless(X86.Translator.IsSupported(TranslatorMemory.Table, out string? reason), reason ?? string.Empty);
        using X86.Interpreter cpu = AutoEngine.Create(new TranslatorOptions { Memory = TranslatorMemory.Table }, _machine);

        Assert.Equal(TranslatorMemory.Table, Assert.IsType<X86.Translator>(cpu).Memory);
        Assert.Equal(
            ["Information x86.auto takes x86.translator with tables for guest memory, by which programs take up to twice as long as by windows: The option 'memory' asks for them."],
            _log.Written);
        Assert.Equal("by tables, up to twice as slow as by windows: The option 'memory' asks for them.", _machine.StatusItems["memory"]());
    }

    [Fact]
    public void Create_WhereTheKernelRefusesArchPrctl_TakesTablesAndRunsThere()
    {
        Assert.SkipUnless(X86.Translator.IsSupported(TranslatorMemory.Window, out string? reason), reason ?? string.Empty);
        (string Log, string? Refusal, ulong Translated, uint Sum) seen = RefusedSystemCalls.Run(() =>
        {
            using X86.Interpreter cpu = AutoEngine.Create(new TranslatorOptions(), _machine);
            _ = X86.Translator.IsSupported(TranslatorMemory.Window, out string? refusal);
            using var guest = Guest.Flat(Sum, isTranslated: true, new TranslatorOptions());
            Assert.Equal(CpuExit.Halted, guest.Run(1_000_000));
            return (_log.Written[0], refusal, ((X86.Translator)guest.Cpu).BlocksTranslated, guest.Read32(0x20_0000));
        });

        Assert.Equal("The kernel refuses arch_prctl(ARCH_SET_GS): Operation not permitted.", seen.Refusal);
        Assert.Contains("with tables for guest memory", seen.Log, StringComparison.Ordinal);
        Assert.EndsWith(seen.Refusal, seen.Log, StringComparison.Ordinal);
        Assert.Equal((true, 5050u), (seen.Translated > 0, seen.Sum));
    }

    private static void Sum(Assembler a)
    {
        Label loop = a.CreateLabel();
        a.mov(edi, 0x20_0000);
        a.mov(ecx, 100);
        a.Label(ref loop);
        a.add(__dword_ptr[edi], ecx);
        a.dec(ecx);
        a.jnz(loop);
        a.hlt();
    }

    private sealed class Lines : ILogger
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add($"{logLevel} {formatter(state, exception)}");
    }
}
