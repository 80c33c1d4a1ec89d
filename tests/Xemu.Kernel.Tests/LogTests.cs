using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Kernel.Hle;
using Xemu.Testing;

namespace Xemu.Kernel.Tests;

/// <summary>What the user is told.</summary>
public sealed class LogTests : IDisposable
{
    private readonly TestKernel _kernel;
    private readonly Lines _log = new();

    public LogTests() => _kernel = new TestKernel(log: _log);

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void DbgPrint_SeveralLines_AreMessagesOfTheirOwn()
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("DbgPrint", _kernel.Text("one\r\n%d\n\nend\n"), 2));

        Assert.Equal(["Program: one", "Program: 2", "Program: ", "Program: end"], _log.Texts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void Make_WithTooLittleMemory_IsRefused(int mebibytes)
    {
        using var machine = new TestMachine((ulong)mebibytes << 20);

        ComponentException refused = Assert.Throws<ComponentException>(() => new Hle.Kernel(new KernelOptions(), machine));

        Assert.Contains("at least 8 MiB", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BugCheck_WithTheLeastMemory_IsShown()
    {
        using var kernel = new TestKernel(ramBytes: 8 << 20);

        Assert.Equal(CallOutcome.Suspended, kernel.Invoke("KeBugCheck", [0x1234], out _));

        Assert.True(kernel.Kernel.BugChecks.HasStopped);
        Assert.Equal(kernel.Kernel.BugChecks.Frame, kernel.ResumedFrame);
    }

    private sealed class Lines : ILogger
    {
        public List<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Texts.Add(formatter(state, exception));
    }
}
