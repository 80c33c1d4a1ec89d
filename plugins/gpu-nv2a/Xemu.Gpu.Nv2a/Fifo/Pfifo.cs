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

    private readonly InstanceMemory _instances;
    private readonly Pusher _pusher;
    private readonly Action<bool> _setPending;

    [Derived("never set between two calls")]
    private bool _isRunning;

    public Pfifo(InstanceMemory instances, Func<Pfifo, Pusher> pusher, Action<bool> setPending)
        : base("PFIFO", 0x00_2000, 0x2000, PfifoRegisters.Table)
    {
        _instances = instances;
        _setPending = setPending;
        _pusher = pusher(this);
    }

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

    /// <summary>Something changed that may let the FIFO go on: it runs until it is idle or must wait.</summary>
    public void Kick()
    {
        if (_isRunning)
        {
            return;
        }

        _isRunning = true;
        do
        {
            _pusher.Run();
        }
        while (SwitchChannel());
        _isRunning = false;
    }

    /// <summary>Reads DMA_PUT, DMA_GET or REF of a channel, as its USER area shows it.</summary>
    /// <param name="channel">The channel, 0 to 31.</param>
    /// <param name="register">The register in the cache.</param>
    public uint ReadChannel(uint channel, uint register) =>
        channel == Channel ? Value(register) : _instances.Read(ContextOf(channel) + (4 * (uint)Array.IndexOf(SavedRegisters, register)));

    /// <summary>Writes DMA_PUT of a channel.</summary>
    /// <param name="channel">The channel, 0 to 31.</param>
    /// <param name="put">Offset in its DMA object.</param>
    public void WritePut(uint channel, uint put)
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

        Kick();
    }

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        state.Part("pusher", _pusher);
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
        if (waiting == 0 || (Value(0x500) & 1) == 0 || (Value(PfifoRegisters.Push0) & 1) == 0 || (_pusher.HasWork && (Value(PfifoRegisters.DmaPush) & 1) != 0))
        {
            return false;
        }

        uint old = ContextOf(Channel);
        uint next = (uint)System.Numerics.BitOperations.TrailingZeroCount(waiting);
        uint entry = ContextOf(next);
        for (uint i = 0; i < SavedRegisters.Length; i++)
        {
            _instances.Write(old + (4 * i), Value(SavedRegisters[i]));
            Value(SavedRegisters[i]) = _instances.Read(entry + (4 * i));
        }

        Value(PfifoRegisters.Dma) &= ~(1u << (int)next);
        Value(PfifoRegisters.Push1) = next | 0x100;
        Value(PfifoRegisters.DmaPush) |= 1;
        return true;
    }
}
