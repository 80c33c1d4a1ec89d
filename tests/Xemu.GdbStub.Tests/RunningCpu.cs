using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Devices;

namespace Xemu.GdbStub.Tests;

/// <summary>A CPU that counts, with the debugger's side of <see cref="FakeCpu"/>.</summary>
internal sealed class RunningCpu : ICpu
{
    private int _exit;

    public FakeCpu Debug { get; } = new();

    public ulong InstructionCount { get; private set; }

    public IInterruptLine Intr { get; } = new NoLine();

    public IInterruptLine Nmi { get; } = new NoLine();

    public void ConnectInterruptController(IInterruptAcknowledge controller)
    {
    }

    public CpuExit Run(ulong untilCount)
    {
        while (InstructionCount < untilCount)
        {
            if (Interlocked.Exchange(ref _exit, 0) != 0)
            {
                return CpuExit.Requested;
            }

            InstructionCount++;
        }

        return CpuExit.CountReached;
    }

    public void RequestExit() => Volatile.Write(ref _exit, 1);

    public void Dispose()
    {
    }

    private sealed class NoLine : IInterruptLine
    {
        public void SetLevel(bool level)
        {
        }
    }
}
