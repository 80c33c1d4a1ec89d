using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Machine.Tests;

/// <summary>A CPU whose every instruction does what the test says.</summary>
internal sealed class FakeCpu : ICpu, IStateful
{
    private ulong _count;
    private bool _exit;

    public Action<ulong>? OnInstruction { get; set; }

    public Func<bool> IsHalted { get; set; } = static () => false;

    public ulong InstructionCount => _count;

    public IInterruptLine Intr { get; } = new NoLine();

    public IInterruptLine Nmi { get; } = new NoLine();

    public void ConnectInterruptController(IInterruptAcknowledge controller)
    {
    }

    public CpuExit Run(ulong untilCount)
    {
        while (_count < untilCount)
        {
            if (_exit)
            {
                _exit = false;
                return CpuExit.Requested;
            }

            if (IsHalted())
            {
                return CpuExit.Halted;
            }

            OnInstruction?.Invoke(_count);
            _count++;
        }

        return CpuExit.CountReached;
    }

    public void RequestExit() => _exit = true;

    public void DescribeState(IStateVisitor state) => state.Field("count", ref _count);

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
