using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Migration.Tests;

/// <summary>A CPU that does nothing but write: each instruction puts a number that depends on all before it somewhere into RAM, or zeros a page.</summary>
internal sealed class WriterCpu(IRamBlock ram, ulong hotPages) : ICpu, IStateful
{
    private const int ZeroEvery = 64;

    private ulong _count;
    private ulong _state = 0x9E37_79B9_7F4A_7C15;
    private volatile bool _exit;

    /// <summary>The version that state is said to have.</summary>
    public int StateVersion { get; set; } = 1;

    /// <summary>A value that AfterRestore refuses.</summary>
    public bool RefusesState { get; set; }

    public ulong InstructionCount => _count;

    /// <summary>Slows the guest down.</summary>
    public Action? OnInstruction { get; set; }

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

            Step();
            OnInstruction?.Invoke();
        }

        return CpuExit.CountReached;
    }

    public void RequestExit() => _exit = true;

    public void DescribeState(IStateVisitor state)
    {
        state.Field("count", ref _count);
        state.Field("state", ref _state);
    }

    public void AfterRestore()
    {
        if (RefusesState)
        {
            throw new StateException("Field 'state' cannot be.");
        }
    }

    public void Dispose()
    {
    }

    private void Step()
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        _count++;
        ulong page = (_state >> 20) % hotPages;
        if (_state % ZeroEvery == 0)
        {
            using RamLease whole = ram.Lease(page * IRamBlock.PageSize, IRamBlock.PageSize, RamAccess.Write);
            whole.Span.Clear();
            return;
        }

        // What is written depends on what was there: a page that is lost or stale shows in every later one.
        using RamLease lease = ram.Lease((page * IRamBlock.PageSize) + ((_state >> 9) % 512 * 8), 8, RamAccess.ReadWrite);
        ulong old = BitConverter.ToUInt64(lease.Span);
        _ = BitConverter.TryWriteBytes(lease.Span, _state + (old * 3));
    }

    private sealed class NoLine : IInterruptLine
    {
        public void SetLevel(bool level)
        {
        }
    }
}
