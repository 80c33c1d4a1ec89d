using System.Runtime.InteropServices;
using Xemu.Abstractions;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Gpu.Nv2a;

/// <summary>Reads the push buffer of the channel in the cache and hands its methods to the puller. Source: envytools docs/hw/fifo/dma-pusher.</summary>
internal sealed class Pusher : IStateful
{
    /// <summary>Words of one run. A push buffer that jumps in a circle never ends: the rest is done some guest time later.</summary>
    private const int RunWords = 1 << 20;

    /// <summary>How much later, in nanoseconds.</summary>
    private const ulong PauseNs = 100_000;

    /// <summary>After which a semaphore is looked at again, in nanoseconds; the hardware's time: unknown.</summary>
    private const ulong RetryNs = 20_000;

    /// <summary>Jumps without a method in between after which a push buffer goes in a circle, until somebody writes to it.</summary>
    private const int MostIdleJumps = 64;

    private const int ChunkWords = 1024;

    private readonly Pfifo _fifo;
    private readonly Puller _puller;
    private readonly IRamBlock _ram;
    private readonly TiledMemory _tiles;
    private readonly IClock _clock;
    private readonly IGuestTimer _pause;

    [Derived("host-side: whether the FIFO has a thread of its own, which gives way")]
    private readonly FifoGate? _gate;

    [Derived("fixed once made")]
    private readonly IMachineControl _machine;

    [Derived("scratch")]
    private readonly uint[] _chunk = new uint[ChunkWords];

    [Derived("counts within a run")]
    private int _idleJumps;

    /// <summary>A pusher.</summary>
    /// <param name="fifo">Its registers.</param>
    /// <param name="puller">Who takes the methods.</param>
    /// <param name="ram">Where push buffers lie.</param>
    /// <param name="tiles">What is laid out before the engines work.</param>
    /// <param name="clock">Guest time.</param>
    /// <param name="machine">Who may want the run to end.</param>
    /// <param name="gate">What it gives way at between two methods; null when it runs in step with the processor.</param>
    public Pusher(Pfifo fifo, Puller puller, IRamBlock ram, TiledMemory tiles, IClock clock, IMachineControl machine, FifoGate? gate)
    {
        _machine = machine;
        _gate = gate;
        _fifo = fifo;
        _puller = puller;
        _ram = ram;
        _tiles = tiles;
        _clock = clock;
        _pause = clock.CreateTimer("nv2a-pusher", fifo.Kick);
    }

    /// <summary>Whether commands wait.</summary>
    public bool HasWork => Get != Put;

    private ref uint Get => ref _fifo.Register(PfifoRegisters.DmaGet);

    private ref uint Put => ref _fifo.Register(PfifoRegisters.DmaPut);

    private ref uint State => ref _fifo.Register(PfifoRegisters.DmaState);

    private ref uint Subroutine => ref _fifo.Register(PfifoRegisters.DmaSubroutine);

    /// <summary>Bit 0 of PUSH0 and of DMA_PUSH, not suspended, a channel in DMA mode.</summary>
    private bool CanRun =>
        (_fifo.Register(PfifoRegisters.Push0) & 1) != 0
        && (_fifo.Register(PfifoRegisters.DmaPush) & 0x1001) == 1
        && (_fifo.Register(PfifoRegisters.Push1) & 0x100) != 0;

    /// <summary>Whether it would do something if it ran.</summary>
    public bool IsRunnable => CanRun && HasWork && _puller.CanRun;

    /// <summary>Whether methods wait that can be executed now, or when the run that they are spread over goes on.</summary>
    public bool IsFed => CanRun && HasWork && _puller.Accepts;

    private bool GivesWay => _gate?.IsWanted ?? _machine.IsStopRequested;

    /// <summary>Runs until the push buffer is empty, the engine must wait, an error stops it, the run has been long enough, or somebody waits at the gate or for the end of all.</summary>
    public FifoStop Run()
    {
        int budget = RunWords;
        _idleJumps = 0;
        _puller.BeginRun();
        if (IsRunnable)
        {
            _puller.SpendBytes(_tiles.Update());
        }

        while (IsRunnable && budget > 0)
        {
            int words = Fetch();
            if (words == 0)
            {
                Fail(PusherError.Protection);
                return FifoStop.Idle;
            }

            budget -= Math.Max(Consume(_chunk.AsSpan(0, words)), 1);
            if (_idleJumps > MostIdleJumps)
            {
                return FifoStop.Waiting;
            }

            if (GivesWay)
            {
                return FifoStop.GaveWay;
            }
        }

        return budget <= 0 || _puller.IsSpent ? FifoStop.Spent : _puller.IsWaiting ? FifoStop.Waiting : FifoStop.Idle;
    }

    /// <summary>Goes on by itself later, in step with the processor.</summary>
    /// <param name="stop">Why the last run ended.</param>
    public void GoOnAfter(FifoStop stop)
    {
        if (stop != FifoStop.Idle)
        {
            _pause.Arm(_clock.NowNs + (stop == FifoStop.Waiting ? RetryNs : PauseNs));
        }
    }

    /// <summary>A snapshot of a machine whose FIFO had a thread may stand amid commands: they go on, at once.</summary>
    public void AfterRestore()
    {
        if (_gate is null && IsRunnable && !_pause.IsArmed)
        {
            _pause.Arm(_clock.NowNs);
        }
    }

    public void Reset() => _pause.Cancel();

    public void DescribeState(IStateVisitor state) => state.Timer("pause", _pause);

    /// <summary>Reads from DMA_GET on, as far as the put pointer, the DMA object and a page allow.</summary>
    private int Fetch()
    {
        DmaObject window = DmaObject.Read(_fifo.Instances, (_fifo.Register(PfifoRegisters.DmaInstance) & 0xFFFF) << 4);
        long bytes = window.Resolve(Get, _ram.SizeBytes, out ulong address);
        if (Put > Get)
        {
            bytes = Math.Min(bytes, Put - Get);
        }

        int words = (int)Math.Min(bytes / 4, ChunkWords);
        if (words <= 0)
        {
            return 0;
        }

        using RamLease lease = _ram.Lease(address, words * 4, RamAccess.Read);
        lease.Span.CopyTo(MemoryMarshal.AsBytes(_chunk.AsSpan()));
        return words;
    }

    /// <summary>Works on words that lie one behind the other, up to a jump.</summary>
    /// <returns>Words done.</returns>
    private int Consume(ReadOnlySpan<uint> words)
    {
        int done = 0;
        while (done < words.Length)
        {
            int count = (int)(State >> 18) & 0x7FF;
            if (count != 0)
            {
                int taken = Data(words.Slice(done, Math.Min(count, words.Length - done)), count);
                done += taken;
                if (taken == 0 || !_puller.CanRun || GivesWay)
                {
                    return done;
                }

                continue;
            }

            uint next = Get + 4;
            if (!Command(words[done], ref next))
            {
                return done;
            }

            done++;
            bool isJump = next != Get + 4;
            Get = next;
            if (isJump)
            {
                _idleJumps++;
                return done;
            }
        }

        return done;
    }

    /// <summary>Hands data words on.</summary>
    /// <returns>How many were taken.</returns>
    private int Data(ReadOnlySpan<uint> words, int count)
    {
        uint state = State;
        bool isIncreasing = (state & 1) == 0;
        uint method = state & 0x1FFC;
        int taken = _puller.Execute((state >> 13) & 7, method, words, isIncreasing);
        if (taken == 0)
        {
            return 0;
        }

        _idleJumps = 0;
        _fifo.Register(PfifoRegisters.DmaDataShadow) = words[taken - 1];
        _fifo.Register(PfifoRegisters.DmaDcount) += (uint)taken * 4;
        if (isIncreasing)
        {
            method = (method + ((uint)taken * 4)) & 0x1FFC;
        }

        State = (state & 0xE000_E003) | method | ((uint)(count - taken) << 18);

        // What the methods did to memory is seen before this is.
        Volatile.Write(ref Get, Get + ((uint)taken * 4));
        return taken;
    }

    /// <summary>Executes a command word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="next">Where the next word is; a jump changes it.</param>
    private bool Command(uint word, ref uint next)
    {
        _fifo.Register(PfifoRegisters.DmaReservedShadow) = word;
        if ((word & 0xE000_0003) == 0x2000_0000)
        {
            return Jump(word & 0x1FFF_FFFC, ref next);
        }

        switch (word & 3)
        {
            case 1:
                return Jump(word & 0x1FFF_FFFC, ref next);
            case 2:
                if ((Subroutine & 1) != 0)
                {
                    return Fail(PusherError.Call);
                }

                Subroutine = next | 1;
                next = word & 0x1FFF_FFFC;
                return true;
        }

        if (word == 0x0002_0000)
        {
            if ((Subroutine & 1) == 0)
            {
                return Fail(PusherError.Return);
            }

            next = Subroutine & 0x1FFF_FFFC;
            Subroutine = 0;
            return true;
        }

        if ((word & 0xA003_0003) != 0)
        {
            return Fail(PusherError.ReservedCommand);
        }

        // Bit 30: the method stays the same for all data words.
        State = (word & 0x1FFC_FFFC) | (word >> 30);
        _fifo.Register(PfifoRegisters.DmaDcount) = 0;
        return true;
    }

    private bool Jump(uint target, ref uint next)
    {
        _fifo.Register(PfifoRegisters.DmaGetJumpShadow) = next;
        next = target;
        return true;
    }

    private bool Fail(PusherError error)
    {
        State = (State & 0x1FFF_FFFF) | ((uint)error << 29);
        _fifo.Register(PfifoRegisters.DmaPush) |= 0x1000;
        _fifo.Raise(Pfifo.Interrupt.DmaPusher);
        return false;
    }
}
