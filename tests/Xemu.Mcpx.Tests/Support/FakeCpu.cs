using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Devices;

namespace Xemu.Mcpx.Tests;

/// <summary>A CPU with nothing but its interrupt pins.</summary>
internal sealed class FakeCpu : ICpu
{
    public RecordingLine IntrLine { get; } = new();

    public IInterruptAcknowledge? Controller { get; private set; }

    public ulong InstructionCount => 0;

    public IInterruptLine Intr => IntrLine;

    public IInterruptLine Nmi { get; } = new RecordingLine();

    public void ConnectInterruptController(IInterruptAcknowledge controller) => Controller = controller;

    public CpuExit Run(ulong untilCount) => CpuExit.CountReached;

    public void RequestExit()
    {
    }

    public void Dispose()
    {
    }
}
