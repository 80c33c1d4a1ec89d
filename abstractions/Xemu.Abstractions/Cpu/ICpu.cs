using Xemu.Abstractions.Devices;

namespace Xemu.Abstractions.Cpu;

/// <summary>A processor that runs guest instructions on the machine thread.</summary>
public interface ICpu : IComponent
{
    /// <summary>Instructions retired since the machine was made; each iteration of a repeated string instruction counts one.</summary>
    /// <remarks>Exact when read from a device's register handler: the accessing instruction itself is not counted yet.</remarks>
    ulong InstructionCount { get; }

    /// <summary>The maskable interrupt input; level-triggered from the interrupt controller's side.</summary>
    IInterruptLine Intr { get; }

    /// <summary>The non-maskable interrupt input; an edge counts.</summary>
    IInterruptLine Nmi { get; }

    /// <summary>Says who answers the interrupt acknowledge cycle. Called once, while wiring.</summary>
    void ConnectInterruptController(IInterruptAcknowledge controller);

    /// <summary>Runs until the count is reached, exactly, or something ends the run earlier. Takes pending interrupts first.</summary>
    /// <param name="untilCount">The value of <see cref="InstructionCount"/> to stop at.</param>
    CpuExit Run(ulong untilCount);

    /// <summary>Makes <see cref="Run"/> return after the instruction in progress; from another thread: soon. A request made while the CPU stands still ends the next <see cref="Run"/> before its first instruction.</summary>
    void RequestExit();
}
