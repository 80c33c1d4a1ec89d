using Microsoft.Extensions.Logging;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Cpu.X86;

/// <summary>What is managed around a <see cref="CpuState"/>: the buses, the clock, the caches. Slow paths reach it through the state's handle.</summary>
internal sealed unsafe class CpuHost(CpuState* state, CpuOptions options, IAddressSpace memory, IAddressSpace ports, IClock clock, ILogger logger)
{
    [Derived("follows the address space; a difference flushes what was cached")]
    private ulong _generation = memory.Generation;

    public CpuOptions Options { get; } = options;

    public IAddressSpace Memory { get; } = memory;

    public IAddressSpace Ports { get; } = ports;

    public IClock Clock { get; } = clock;

    public ILogger Logger { get; } = logger;

    public PhysicalMap Physical { get; } = new(memory);

    public required CodeCache Code { get; init; }

    public IInterruptAcknowledge? InterruptController { get; set; }

    /// <summary>Called after every access that a device may have seen: notices moved mappings and requests made meanwhile.</summary>
    public void AfterDeviceAccess()
    {
        CheckGeneration();
        if ((state->Attention | Volatile.Read(ref state->External)) != 0)
        {
            Stop.AfterCurrent(state);
        }
    }

    /// <summary>Drops translations when the flat view has changed.</summary>
    public void CheckGeneration()
    {
        if (Memory.Generation != _generation)
        {
            _generation = Memory.Generation;
            Physical.Flush();
            Tlb.Flush(state, keepGlobal: false);
        }
    }
}
