using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Testing;

namespace Xemu.Gpu.Nv2a.Tests.Fuzz;

/// <summary>A chip with objects of all classes and memory objects of all sorts, and a driver that gets over every stop.</summary>
internal sealed class FuzzBench : IDisposable
{
    public const uint RamBytes = 64 << 20;

    /// <summary>Handles of memory objects, one behind the other.</summary>
    public const uint FirstHandle = 32;

    public const int HandleCount = 8;

    /// <summary>Handles of objects of <see cref="Classes"/>, one behind the other.</summary>
    public const uint FirstClass = 48;

    /// <summary>What can be bound: what the chip has, and one that it has not.</summary>
    public static readonly uint[] Classes = [0x97, 0x62, 0x9F, 0x39, 0x19, 0x12, 0x72, 0x44, 0x43, 0x30, 0x42, 0x5C, 0x5E, 0x48, 0x61, 0x65, 0x8A, 0x4A, 0x57, 0x5D, 0x5F, 0x60, 0x66, 0x89, 0x9E, 0x52];

    /// <summary>PMC, PFIFO, PVIDEO, PFB, PGRAPH with more of its beginning, PRAMDAC, objects and hash table in PRAMIN, and the channels.</summary>
    private static readonly (uint Start, int Bytes)[] Areas =
    [
        (0x00_0000, 0x400), (0x00_2000, 0x600), (0x00_3000, 0x2C0), (0x00_8000, 0x1000), (0x10_0000, 0x500), (0x40_0000, 0x200), (0x40_0700, 0x100),
        (0x40_0000, 0x2000), (0x68_0500, 0x400), (0x71_0000, 0x400), (0x71_1000, 0x1400), (0x80_0000, 0x2_0050),
    ];

    /// <summary>Push buffers lie here, in turns, so that one that jumps meets older ones.</summary>
    private const uint Buffers = 0x100_0000;

    private const uint BufferBytes = 0x1_0000;

    private const int BufferWords = 4000;

    private const int MaxStops = 4000;

    /// <summary>What memory objects reach when they are confined.</summary>
    private const uint Window = 0x200_0000;

    private const uint WindowBytes = 0x180_0000;

    /// <summary>What memory that nothing may write is filled with.</summary>
    private const byte Untouched = 0xA5;

    /// <summary>Memory outside of the window and of the push buffers. The first bytes are those of the object that is none.</summary>
    private static readonly (uint Start, uint End)[] Outside = [(0x1000, 0x10_0000), (0x20_0000, Buffers), (0x150_0000, Window), (Window + WindowBytes, RamBytes)];

    /// <summary>SURFACE: the picture that is shown is another than the one that is drawn, whatever the commands have set.</summary>
    private const uint AnotherPicture = 0x3103_1000;

    private readonly GpuBench _bench;
    private readonly PushBuffer _push;
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly int _maxWaits;
    private uint _next;
    private uint _added;
    private int _runs;
    private int _ended;
    private readonly bool _isConfined;

    /// <param name="renderer">What draws.</param>
    /// <param name="maxWaits">How often a push buffer may go on without a reason that the driver sees: a flip, or that it turns in circles.</param>
    /// <param name="isConfined">Whether memory objects leave most of the RAM out, which must stay as it is.</param>
    /// <param name="isReal">Whether commands are executed on a thread of their own.</param>
    public FuzzBench(IRenderer renderer, int maxWaits, bool isConfined = false, bool isReal = false)
    {
        _isConfined = isConfined;
        _maxWaits = maxWaits;
        _bench = new GpuBench(RamBytes, renderer, isReal: isReal);
        _bench.Machine.Posting = _posted.Enqueue;
        _bench.Gpu.Start();
        _push = new PushBuffer(_bench);
        AddMemories();
        for (uint i = 0; i < Classes.Length; i++)
        {
            _push.AddObject(FirstClass + i, isGraphics: true, Classes[i], 0, 0, 0);
        }

        for (uint subchannel = 1; subchannel < 8; subchannel++)
        {
            _push.Method(subchannel, 0, FirstClass + subchannel);
        }
    }

    /// <summary>The part of the push buffers that was read to its end; the others turn in circles.</summary>
    public double EndedPart => (double)_ended / _runs;

    /// <summary>Methods that were executed; of a push buffer that turns in circles no more than it has words.</summary>
    public long Executed { get; private set; }

    /// <summary>Gives the chip a push buffer, and goes on at whatever it stops at, until it is through or turns in circles.</summary>
    public void Run(ReadOnlySpan<uint> words)
    {
        uint put = _next + ((uint)words.Length * 4);
        _bench.Fill(_next, MemoryMarshal.AsBytes(words));
        _bench.Write(0x00_3244, _next);
        _bench.Write(0x80_0040, put);
        int waits = 0;
        long before = MethodCount;
        for (int stops = 0; stops < MaxStops && waits < _maxWaits && _push.Get != put; stops++)
        {
            waits += _bench.Read(0x40_0100) == 0 && _bench.Read(0x00_2100) == 0 ? 1 : 0;
            Resume(words.Length);
        }

        _ended += _push.Get == put ? 1 : 0;
        _runs++;
        Executed += Math.Min(MethodCount - before, words.Length);
        Restart(put);
    }

    /// <summary>Gives the chip push buffers until enough was executed.</summary>
    /// <param name="commands">What they say.</param>
    /// <param name="methods">How many methods are enough.</param>
    /// <param name="between">What is done after each.</param>
    public void RunCase(RandomCommands commands, int methods, Action? between = null)
    {
        while (Executed < methods)
        {
            Run(commands.Next(BufferWords, Place()));
            between?.Invoke();
        }

        Assert.InRange(EndedPart, 0.25, 1);
    }

    /// <summary>Reads and writes memory that objects reach, as a CPU does, and looks at the picture that is drawn, or at another.</summary>
    /// <param name="random">Where the chance comes from.</param>
    public void TouchMemory(Random random)
    {
        for (int i = random.Next(4); i > 0; i--)
        {
            uint offset = Window + (uint)random.Next(0x40_0000);
            bool isWritten = random.Next(2) == 0;
            using RamLease lease = _bench.Machine.Ram.Lease(offset, random.Next(1, 0x1_0000), isWritten ? RamAccess.ReadWrite : RamAccess.Read);
            if (isWritten)
            {
                lease.Span[^1]++;
            }
        }

        bool isDrawn = random.Next(2) == 0;
        _bench.SetMode(64, 48, isDrawn ? 32 : 16, 256, isDrawn ? Window + 0x20_0000 : Window + (uint)random.Next(0x40_0000));
        _ = _bench.ReadFrame();
    }

    /// <summary>Whether memory that no object reaches is as it was.</summary>
    public void AssertOutsideUntouched()
    {
        Assert.True(_isConfined);
        foreach ((uint start, uint end) in Outside)
        {
            using RamLease lease = _bench.Machine.Ram.Lease(start, (int)(end - start), RamAccess.Read);
            int touched = lease.Span.IndexOfAnyExcept(Untouched);
            Assert.True(touched < 0, $"0x{start + touched:X} was written");
        }
    }

    /// <summary>Has the thread draw a point, and waits for it.</summary>
    public void DrawPoint()
    {
        _push.Kelvin3D(0x17FC, 1u).Kelvin3D(0x1500, 9f, 10f, 11f).Kelvin3D(0x17FC, 0u);
        Assert.True(SpinWait.SpinUntil(() => _bench.Read(0x80_0040) == _push.Get, TimeSpan.FromSeconds(30)));
    }

    /// <summary>Gives the chip a push buffer and does something else while its thread is at it.</summary>
    /// <param name="words">The push buffer.</param>
    /// <param name="random">Where the chance comes from.</param>
    /// <param name="values">For what is written.</param>
    /// <param name="pokes">Whether registers are written at random, after which little may go on.</param>
    public void RunBeside(ReadOnlySpan<uint> words, Random random, RandomWords values, bool pokes)
    {
        uint put = _next + ((uint)words.Length * 4);
        _bench.Fill(_next, MemoryMarshal.AsBytes(words));
        _bench.Write(0x00_3244, _next);
        for (int i = random.Next(1, 60); i > 0 && _push.Get != put; i--)
        {
            _bench.Write(0x80_0040, put);
            Resume(words.Length);
            _ = Thread.Yield();
            switch (random.Next(40))
            {
                case 0 when pokes:
                    Poke(random, values);
                    break;
                case 1:
                    _bench.Gpu.Pause();
                    _ = StateBytes.Save(_bench.Gpu);
                    _bench.Gpu.Start();
                    break;
            }

            while (_posted.TryDequeue(out Action? action))
            {
                action();
            }
        }

        Restart(put);
    }

    /// <summary>Writes registers and instance memory at random, reads some, and looks at the picture.</summary>
    /// <param name="random">Where the chance comes from.</param>
    /// <param name="words">For what is written.</param>
    public void Poke(Random random, RandomWords words)
    {
        for (int i = random.Next(12); i >= 0; i--)
        {
            (uint start, int bytes) = Areas[random.Next(Areas.Length)];
            uint offset = start + ((uint)random.Next(bytes / 4) * 4);
            _bench.Write(offset, words.Any());
            _bench.Read(start + ((uint)random.Next(bytes / 4) * 4));
        }

        _ = _bench.ReadFrame();
        _bench.Machine.Advance((ulong)random.Next(1_000_000));
    }

    /// <summary>Where the next push buffer will lie.</summary>
    public uint Place()
    {
        _next = Buffers + ((_next + BufferBytes) % (BufferBytes * 64));
        return _next;
    }

    public void Dispose() => _bench.Dispose();

    private long MethodCount => _bench.Machine.Counters["methods"]();

    private void AddMemories()
    {
        uint first = _isConfined ? Window : 0;
        uint end = _isConfined ? Window + WindowBytes : RamBytes;
        AddMemory(0x0000_B03D, end - first - 1, first | 3);
        AddMemory(0x0000_B03D, _isConfined ? WindowBytes - 1 : 0xFFFF_FFFF, first | 3);
        AddMemory(0x0000_B03D, _isConfined ? 0xFFFu : 0xFFFF, (end - 0x1000) | 3);
        AddMemory(0x0000_B03D, 0x00FF_FFFF, (_isConfined ? first : RamBytes) | 3);
        AddMemory(0x0000_903D, 0x00FF_FFFF, first + 0x10_0003);
        AddMemory(0x0000_B03D, 0, first + 0x20_0003);
        AddMemory(0xFFF0_B002, 0x1FFF, first + 0x30_0003);
        AddMemory(0, 0, 0);
        if (_isConfined)
        {
            Confine();
        }
    }

    /// <summary>Marks the memory outside, and takes the object over all of the RAM out of the hash table; the push buffer's is found without.</summary>
    private void Confine()
    {
        _bench.Write(0x71_0000 + (PushBuffer.Memory * 8), 0);
        _bench.Write(0x71_0004 + (PushBuffer.Memory * 8), 0);
        foreach ((uint start, uint end) in Outside)
        {
            using RamLease lease = _bench.Machine.Ram.Lease(start, (int)(end - start), RamAccess.Write);
            lease.Span.Fill(Untouched);
        }
    }

    private void AddMemory(uint flags, uint limit, uint frame) => _push.AddObject(FirstHandle + _added++, isGraphics: false, flags, limit, frame, frame);

    /// <summary>What a driver does at an interrupt: acknowledges, shows the next picture, steps over what is refused.</summary>
    private void Resume(int length)
    {
        uint error = _bench.Read(0x00_3228) >> 29;
        bool isRefused = (_bench.Read(0x00_3250) & 1) == 0;
        if (error != 0)
        {
            _bench.Write(0x00_3228, 0);
            _bench.Write(0x00_324C, 0);
            _bench.Write(0x00_3244, error == 6 ? _next + ((uint)length * 4) : _bench.Read(0x00_3244) + 4);
            _bench.Write(0x00_3220, 1);
        }

        _bench.Write(0x00_2100, uint.MaxValue);
        if (isRefused)
        {
            _bench.Write(0x00_3250, 1);
        }

        _bench.Write(0x00_3254, 1);
        _bench.Write(0x40_0100, uint.MaxValue);
        _bench.Write(0x40_0720, 1);
        _bench.Write(0x40_0710, AnotherPicture);
        _bench.Machine.Advance(200_000);
    }

    private void Restart(uint put)
    {
        _bench.Write(0x00_3220, 0);
        _bench.Write(0x00_3228, 0);
        _bench.Write(0x00_324C, 0);
        _bench.Write(0x00_3244, put);
        _bench.Write(0x00_3240, put);
        _bench.Write(0x00_2100, uint.MaxValue);
        _bench.Write(0x00_3254, 1);
        _bench.Write(0x40_0100, uint.MaxValue);
        _bench.Write(0x40_0720, 1);
        _bench.Write(0x40_0710, AnotherPicture);
        _bench.Write(0x00_3250, 1);
        _bench.Write(0x00_3220, 1);
    }
}
