using Microsoft.Extensions.Logging;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Cpu.X86;

/// <summary>What is managed around a <see cref="CpuState"/>: the buses, the clock, the caches. Slow paths reach it through the state's handle.</summary>
internal sealed unsafe class CpuHost
{
    private readonly CpuState* _state;

    [Derived("follows the address space; a difference renews what was cached")]
    private ulong _generation;

    public CpuHost(CpuState* state, CpuOptions options, IAddressSpace memory, IAddressSpace ports, IClock clock, ILogger logger)
    {
        _state = state;
        _generation = memory.Generation;
        Options = options;
        Memory = memory;
        Ports = ports;
        Clock = clock;
        Logger = logger;
        Physical = new PhysicalMap(memory);
        Code = new CodeCache(state);
        Tables = new PageTables(state, this);
        Spaces = new LinearSpaces(state, this);
        Breakpoints = new Breakpoints(state);
        Physical.BlockFound = block =>
        {
            Code.Drops.Attach(block);
            Tables.Drops.Attach(block);
        };
    }

    public CpuOptions Options { get; }

    public IAddressSpace Memory { get; }

    public IAddressSpace Ports { get; }

    public IClock Clock { get; }

    public ILogger Logger { get; }

    public PhysicalMap Physical { get; }

    public CodeCache Code { get; }

    public PageTables Tables { get; }

    public LinearSpaces Spaces { get; }

    public Breakpoints Breakpoints { get; }

    /// <summary>Host mappings of translated pages, for an engine that has them: they go when translations go.</summary>
    [Derived("filled again from translations")]
    public GuestWindows? Windows { get; set; }

    [Derived("wired by the machine")]
    public IInterruptAcknowledge? InterruptController { get; set; }

    /// <summary>The calling thread runs the guest from now on.</summary>
    public void EnterThread()
    {
        Code.Drops.EnterThread();
        Tables.Drops.EnterThread();
    }

    /// <summary>Does what writes of other threads have asked for.</summary>
    public void DropForeign()
    {
        Code.Drops.DropForeign();
        Tables.Drops.DropForeign();
    }

    /// <summary>Called after every access that a device may have seen: notices moved mappings and requests made meanwhile.</summary>
    public void AfterDeviceAccess()
    {
        CheckGeneration();
        if ((_state->Attention | Volatile.Read(ref _state->External)) != 0)
        {
            Stop.AfterCurrent(_state);
        }
    }

    /// <summary>Forgets what was made of the flat view when it has changed.</summary>
    public void CheckGeneration()
    {
        if (Memory.Generation != _generation)
        {
            _generation = Memory.Generation;
            Physical.Flush();
            Spaces.Clear();
        }
    }
}
