using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Devices;

namespace Xemu.Host.Tests.Plugin;

public sealed record CpuOptions
{
    [Option("The clock.", Min = 1_000_000, Max = 2_000_000_000)]
    public Frequency Clock { get; init; } = new(733_000_000);

    [Option("Ends the run at this count; 0 for never.")]
    public ulong StopAt { get; init; }

    [Option("The exit code then.", Min = 0, Max = 255)]
    public int ExitCode { get; init; }
}

public sealed class TestCpu(CpuOptions options, IComponentContext context) : TestComponent, ICpu
{
    private readonly IMachineControl _machine = context.Machine;
    private readonly ITraceSource _trace = context.AddTraceSource("SLICES", "Each call of Run.");
    private volatile bool _exit;

    public ulong InstructionCount { get; private set; }

    public IInterruptLine Intr { get; } = new NoLine();

    public IInterruptLine Nmi { get; } = new NoLine();

    public void ConnectInterruptController(IInterruptAcknowledge controller)
    {
    }

    public CpuExit Run(ulong untilCount)
    {
        if (_trace.IsEnabled)
        {
            _trace.Write($"until {untilCount}");
        }

        if (_exit)
        {
            _exit = false;
            return CpuExit.Requested;
        }

        ulong stop = options.StopAt == 0 ? ulong.MaxValue : options.StopAt;
        InstructionCount = Math.Min(untilCount, Math.Max(stop, InstructionCount));
        if (InstructionCount >= stop)
        {
            _machine.RequestStop("The program has ended.", options.ExitCode);
        }

        return CpuExit.CountReached;
    }

    public void RequestExit() => _exit = true;

    private sealed class NoLine : IInterruptLine
    {
        public void SetLevel(bool level)
        {
        }
    }
}
