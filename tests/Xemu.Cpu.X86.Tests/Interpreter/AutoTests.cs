using Microsoft.Extensions.Logging;
using Xemu.Testing;

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
