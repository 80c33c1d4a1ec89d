using System.Collections.Concurrent;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>The command FIFO: its registers, its channels, and when it runs.</summary>
/// <remarks>
/// Methods go from memory to the engine at once and never rest in the caches, which is what a program sees of a FIFO that is fast enough: the caches are
/// empty, and DMA_GET stands where the engine stands. Source: envytools docs/hw/fifo.
/// </remarks>
internal sealed class Pfifo : RegisterBlock<Pfifo>
{
    /// <summary>Words of one RAMFC entry, and the registers that it keeps. Source: envytools docs/hw/fifo/nv4-pfifo (NV10 and up); nxdk lib/pbkit/pbkit.c.</summary>
    private static readonly uint[] SavedRegisters =
    [
        PfifoRegisters.DmaPut, PfifoRegisters.DmaGet, PfifoRegisters.Ref, PfifoRegisters.DmaInstance, PfifoRegisters.DmaState,
        PfifoRegisters.DmaFetch, PfifoRegisters.Engine, PfifoRegisters.Pull1, PfifoRegisters.AcquireValue, PfifoRegisters.Acquire1,
        PfifoRegisters.Acquire0, PfifoRegisters.Semaphore, PfifoRegisters.DmaSubroutine,
    ];

    /// <summary>Reads of DMA_GET, nothing having changed, after which whoever reads it waits.</summary>
    private const int PatientPolls = 64;

    private readonly InstanceMemory _instances;
    private readonly FifoGate _gate;
    private readonly Pusher _pusher;
    private readonly Action<bool> _setPending;

    /// <summary>Put pointers that were written while the gate was held, with their channels.</summary>
    [Derived("empty while guest time stands")]
    private readonly ConcurrentQueue<(uint Channel, uint Put)> _puts = new();

    [Derived("fixed once wired")]
    private FifoThread? _thread;

    [Derived("never set between two calls")]
    private bool _isRunning;

    [Derived("host-side: how often DMA_GET has been read without a change")]
    private int _polls;

    [Derived("host-side: what it was")]
    private uint _polledGet;

    /// <summary>Odd while the registers of a channel are exchanged for another's.</summary>
    [Derived("host-side: for readers on other threads")]
    private uint _switches;

    public Pfifo(InstanceMemory instances, FifoGate gate, Func<Pfifo, Pusher> pusher, Action<bool> setPending)
        : base("PFIFO", 0x00_2000, 0x2000, PfifoRegisters.Table)
    {
        _instances = instances;
        _gate = gate;
        _setPending = setPending;
        _pusher = pusher(this);
    }

    public override bool IsShared => true;

    public override uint EnableBit => Pmc.PfifoUnit;

    /// <summary>An interrupt that the pusher or the puller raises.</summary>
    [Flags]
    public enum Interrupt : uint
    {
        /// <summary>A method that no engine takes.</summary>
        CacheError = 1,

        /// <summary>The pusher stopped.</summary>
        DmaPusher = 0x1000,

        /// <summary>A semaphore method.</summary>
        Semaphore = 0x10_0000,

        /// <summary>A semaphore was waited for too long.</summary>
        AcquireTimeout = 0x100_0000,
    }

    /// <summary>Instance memory.</summary>
    public InstanceMemory Instances => _instances;

    public bool IsPending => (Value(PfifoRegisters.Intr) & Value(PfifoRegisters.IntrEn)) != 0;

    /// <summary>Whether commands wait that can be executed now.</summary>
    public bool IsRunnable => _pusher.IsRunnable;

    /// <summary>Whether methods wait for nothing but that.</summary>
    public bool IsFed => _pusher.IsFed;

    /// <summary>DMA_PUSH bit 4: commands wait to be executed.</summary>
    public uint BusyBit => _pusher.HasWork && (Value(PfifoRegisters.DmaPush) & 1) != 0 ? 0x10u : 0;

    /// <summary>The channel in the cache.</summary>
    public uint Channel => Value(PfifoRegisters.Push1) & 0x1F;

    public void UpdateIrq() => _setPending(IsPending);

    /// <summary>Raises an interrupt.</summary>
    public void Raise(Interrupt interrupt)
    {
        Value(PfifoRegisters.Intr) |= (uint)interrupt;
        UpdateIrq();
    }

    /// <summary>A register, for the pusher and the puller.</summary>
    /// <param name="offset">Offset of a register in the table.</param>
    public ref uint Register(uint offset) => ref Value(offset);

    /// <summary>Gives the FIFO a thread of its own. While wiring.</summary>
    public void AttachThread(FifoThread thread) => _thread = thread;

    /// <summary>Something changed that may let the FIFO go on: its thread does, or it runs now until it is idle or must wait.</summary>
    public void Kick()
    {
        if (_thread is not null)
        {
            _thread.Signal();
        }
        else if (!_isRunning)
        {
            _isRunning = true;
            _pusher.GoOnAfter(Run());
            _isRunning = false;
        }
    }

    /// <summary>Executes commands until something stops that. Under the gate.</summary>
    public FifoStop Run()
    {
        FifoStop stop;
        do
        {
            stop = _pusher.Run();
        }
        while (stop != FifoStop.GaveWay && SwitchChannel());
        return stop;
    }

    /// <summary>Reads DMA_PUT, DMA_GET or REF of a channel, as its USER area shows it. Any thread; DMA_GET, which programs read over and over, without the gate.</summary>
    /// <param name="channel">The channel, 0 to 31.</param>
    /// <param name="register">The register in the cache.</param>
    public uint ReadChannel(uint channel, uint register)
    {
        if (register == PfifoRegisters.DmaGet && TryReadGet(channel, out uint get))
        {
            AwaitMove(get);
            return get;
        }

        using FifoGate.Scope scope = _gate.Enter();
        return channel == Channel ? Value(register) : _instances.Read(ContextOf(channel) + (4 * (uint)Array.IndexOf(SavedRegisters, register)));
    }

    /// <summary>Writes DMA_PUT of a channel. Any thread; nobody waits for a draw in progress.</summary>
    /// <param name="channel">The channel, 0 to 31.</param>
    /// <param name="put">Offset in its DMA object.</param>
    public void WritePut(uint channel, uint put)
    {
        if (_gate.TryEnter(out FifoGate.Scope scope))
        {
            using (scope)
            {
                TakePut(channel, put);
            }
        }
        else
        {
            _puts.Enqueue((channel, put));
        }

        Kick();
    }

    /// <summary>Takes the put pointers that were written while the gate was held. Under the gate.</summary>
    public void TakePuts()
    {
        while (_puts.TryDequeue(out (uint Channel, uint Put) write))
        {
            TakePut(write.Channel, write.Put);
        }
    }

    private bool TryReadGet(uint channel, out uint get)
    {
        uint before = Volatile.Read(ref _switches);
        bool isCurrent = (before & 1) == 0 && channel == Channel;
        get = Volatile.Read(ref Value(PfifoRegisters.DmaGet));
        return isCurrent && Volatile.Read(ref _switches) == before;
    }

    /// <summary>A guest that asks for DMA_GET over and over waits for it: the core is better used by those who execute its commands.</summary>
    private void AwaitMove(uint get)
    {
        _polls = get == _polledGet && get != Value(PfifoRegisters.DmaPut) ? _polls + 1 : 0;
        _polledGet = get;
        if (_polls >= PatientPolls)
        {
            _thread?.AwaitIdle();
        }
    }

    private void TakePut(uint channel, uint put)
    {
        put &= 0x1FFF_FFFC;
        if (channel == Channel)
        {
            Value(PfifoRegisters.DmaPut) = put;
        }
        else
        {
            _instances.Write(ContextOf(channel), put);
            Value(PfifoRegisters.Dma) |= 1u << (int)channel;
        }
    }

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        state.Part("pusher", _pusher);
    }

    public override void AfterRestore()
    {
        base.AfterRestore();
        _pusher.AfterRestore();
    }

    public override void Reset()
    {
        base.Reset();
        _pusher.Reset();
        UpdateIrq();
    }

    private uint ContextOf(uint channel) => ((Value(PfifoRegisters.Ramfc) & 0x1FC) << 8) + (channel * 64);

    /// <summary>Brings in the next channel that waits, when the one in the cache is idle and switching is allowed (CACHES bit 0).</summary>
    private bool SwitchChannel()
    {
        uint waiting = Value(PfifoRegisters.Dma) & Value(PfifoRegisters.Mode) & ~(1u << (int)Channel);
        if (waiting == 0 || (Value(PfifoRegisters.Caches) & 1) == 0 || (Value(PfifoRegisters.Push0) & 1) == 0 || (_pusher.HasWork && (Value(PfifoRegisters.DmaPush) & 1) != 0))
        {
            return false;
        }

        Volatile.Write(ref _switches, _switches + 1);
        uint old = ContextOf(Channel);
        uint next = (uint)System.Numerics.BitOperations.TrailingZeroCount(waiting);
        uint entry = ContextOf(next);
        for (uint i = 0; i < SavedRegisters.Length; i++)
        {
            _instances.Write(old + (4 * i), Value(SavedRegisters[i]));
            Load(SavedRegisters[i], _instances.Read(entry + (4 * i)));
        }

        Value(PfifoRegisters.Dma) &= ~(1u << (int)next);
        Value(PfifoRegisters.Push1) = next | 0x100;
        Value(PfifoRegisters.DmaPush) |= 1;
        Volatile.Write(ref _switches, _switches + 1);
        return true;
    }
}
