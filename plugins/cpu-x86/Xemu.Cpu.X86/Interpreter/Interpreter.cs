using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Cpu.X86;

/// <summary>A Pentium III that executes decoded blocks one handler at a time.</summary>
public unsafe partial class Interpreter : ICpu
{
    private readonly CpuHost _host;
    private readonly GCHandle _handle;

    [Derived("native memory, described field by field")]
    private CpuState* _state;

    /// <summary>Makes a processor in its power-on state.</summary>
    /// <param name="options">Clock frequency.</param>
    /// <param name="memory">Physical memory.</param>
    /// <param name="ports">I/O ports.</param>
    /// <param name="clock">What the time-stamp counter follows.</param>
    /// <param name="logger">The component's log.</param>
    public Interpreter(CpuOptions options, IAddressSpace memory, IAddressSpace ports, IClock clock, ILogger logger)
    {
        // SAFETY: zeroed native memory of the struct's size, freed in Dispose.
        _state = (CpuState*)NativeMemory.AlignedAlloc((nuint)sizeof(CpuState), 64);
        NativeMemory.Clear(_state, (nuint)sizeof(CpuState));
        _state->IdleOp = (Op*)NativeMemory.AllocZeroed((nuint)sizeof(Op));
        _state->IdleOp->Flags = OpFlags.Last;
        _state->CurrentOp = _state->IdleOp;
        _state->Epoch = 1;
        _state->PassCount = ulong.MaxValue;
        Tlb.Allocate(_state);
        _host = new CpuHost(_state, options, memory, ports, clock, logger);
        _handle = GCHandle.Alloc(_host);
        _state->HostHandle = GCHandle.ToIntPtr(_handle);
        Intr = new IntrLine(_state);
        Nmi = new NmiLine(_state);
        Reset(ResetKind.Cold);
    }

    /// <inheritdoc/>
    public ulong InstructionCount => _state->Count + _state->CurrentOp->Number;

    /// <inheritdoc/>
    public IInterruptLine Intr { get; }

    /// <inheritdoc/>
    public IInterruptLine Nmi { get; }

    /// <summary>Blocks of guest code decoded since the processor was made.</summary>
    public ulong BlocksDecoded => _host.Code.Decoded;

    /// <summary>The state, for tests and the other engine.</summary>
    internal CpuState* State => _state;

    /// <summary>The managed surroundings, for tests.</summary>
    internal CpuHost Host => _host;

    /// <inheritdoc/>
    public void ConnectInterruptController(IInterruptAcknowledge controller) => _host.InterruptController = controller;

    /// <inheritdoc/>
    public void RequestExit() => Interlocked.Or(ref _state->External, Attention.Exit);

    /// <inheritdoc/>
    public void Reset(ResetKind kind) => CpuReset.Apply(_state);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees everything.</summary>
    /// <param name="disposing">True: called by <see cref="Dispose()"/>, the only way.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (_state == null)
        {
            return;
        }

        _handle.Free();
        _host.Code.Dispose();
        _host.Physical.Dispose();
        Tlb.Free(_state);
        NativeMemory.Free(_state->IdleOp);
        NativeMemory.AlignedFree(_state);
        _state = null;
    }
}
