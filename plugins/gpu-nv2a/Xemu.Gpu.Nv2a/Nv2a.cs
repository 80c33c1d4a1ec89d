using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;
using Xemu.Gpu.Texels;

namespace Xemu.Gpu.Nv2a;

/// <summary>The chip: what lies on the bus, and the display engine as a picture source.</summary>
internal sealed class Nv2a : IComponent, IPciDevice, IPciConfigHandler, IIoHandler, IStateful, IDisplaySource, IRendererClient
{
    private const uint WindowBytes = 0x0100_0000;
    private const ulong MemoryWindowBytes = 128UL << 20;

    private readonly ILogger _log;
    private readonly ITraceSource _trace;
    private readonly Nv2aOptions _options;
    private readonly IRamBlock _ram;
    private readonly IClock _clock;
    private readonly PraminBlock _pramin;
    private readonly IMapping? _ports;
    [Derived("fixed once wired")]
    private readonly List<IDisplaySink> _sinks = [];

    /// <summary>The blocks by page of the register window.</summary>
    private readonly INvBlock?[] _pages = new INvBlock?[WindowBytes >> 12];
    private readonly INvBlock[] _blocks;

    private readonly ConfigSpace _config = new();

    private readonly Scanout _scanout;
    private readonly Pmc _pmc;
    private readonly Ptimer _ptimer;
    private readonly Pcrtc _pcrtc;
    private readonly Pramdac _pramdac;
    private readonly Vga _vga;
    private readonly Pfifo _fifo;
    private readonly Pgraph _graph;
    private readonly Pvideo _video;
    private readonly GraphTap _tap = new();

    [Derived("one of the classes of PGRAPH, which describes them")]
    private readonly Kelvin _kelvin;

    private readonly AccessNotes _notes;
    private readonly FifoGate _gate = new();
    private readonly IMachineControl _machine;

    [Derived("host-side: null when commands are executed in step with the processor")]
    private readonly FifoThread? _thread;

    [Derived("host-side: has the machine thread look at interrupt lines")]
    private readonly Action _updatePending;

    [Derived("host-side: 1 while it is on its way")]
    private int _pendingPosted;

    [Derived("host-side: whether a vertical blank came while the gate was held")]
    private bool _vblankDue;

    [Derived("host-side: the mode that was said last")]
    private DisplayMode _saidMode;

    [Derived("fixed once the device is on its bus")]
    private IPciSlot? _slot;

    public Nv2a(Nv2aOptions options, IComponentContext context)
    {
        _options = options;
        _log = context.Log;
        _notes = new AccessNotes(_log, _pages.Length);
        _machine = context.Machine;
        _updatePending = UpdatePending;
        _ram = context.Ram;
        _trace = context.AddTraceSource("REGISTERS", "Each access to the register window and to the VGA ports");
        var slot = new RendererSlot(_ram, _tap);
        _scanout = new Scanout(_ram, slot);
        _pmc = new Pmc(level => _slot?.Interrupt.SetLevel(level), ResetUnits);
        _video = new Pvideo(_ram, pending => _pmc.SetUnit(Pmc.PvideoPending, pending));
        _pramdac = new Pramdac(() => _ptimer!.RateChanged());
        _ptimer = new Ptimer(context.Clock, () => _pramdac.CoreHertz, pending => _pmc.SetUnit(Pmc.PtimerPending, pending));
        _pcrtc = new Pcrtc(context.Clock, () => Mode, pending => _pmc.SetUnit(Pmc.PcrtcPending, pending), OnVblank);
        _vga = new Vga(() => _pcrtc.IsInVblank);
        var pramin = new PraminBlock(context.CreateRamBlock("pramin", PraminBlock.Size), _tap);
        var notes = new MethodNotes(_log);
        bool hasThread = options.FifoThread && !context.Clock.IsDeterministic;
        var pfb = new Pfb(_ram);
        var notifier = new Notifier(pramin.Instances, _ram, context.Clock);
        _graph = new Pgraph(pramin.Instances, notifier, notes, context.AddTraceSource("METHODS", "Each method of a graphics object, by name"), pending => SetPending(Pmc.PgraphPending, pending), _tap);
        _fifo = new Pfifo(
            pramin.Instances,
            _gate,
            fifo => new Pusher(fifo, new Puller(fifo, _graph, new SemaphoreUnit(fifo, _ram, context.Clock)), _ram, pfb.Tiles, context.Clock, context.Machine, hasThread ? _gate : null),
            pending => SetPending(Pmc.PfifoPending, pending));
        _graph.AttachFifo(_fifo.Kick, () => _fifo.IsFed);
        _gate.Entered = TakeDue;
        if (hasThread)
        {
            _thread = new FifoThread(_gate, _fifo.Run, failure => _machine.Post(failure.Throw));
            _fifo.AttachThread(_thread);
        }

        _kelvin = GraphClasses.AddTo(_graph, pramin.Instances, _ram, pfb, context.Clock, _tap, slot);
        _kelvin.Exchange(options.Renderer);
        _clock = context.Clock;
        _pramin = pramin;
        if (options.Capture is { } file)
        {
            Capture(new CaptureRequest(file.FullPath, options.CaptureFrames, options.CaptureStart.Nanoseconds));
        }

        _blocks =
        [
            _pmc,
            new Pbus(() => _slot),
            _fifo,
            _video,
            _ptimer,
            new StorageBlock("PCOUNTER", 0x00_A000, 0x1000),
            new StorageBlock("PVPE", 0x00_B000, 0x1000),
            new StorageBlock("PTV", 0x00_D000, 0x1000),
            new VgaBlock("PRMVIO", 0x0C_0000, _vga, VgaUnit.Vio),
            pfb,
            new Pextdev(),
            _graph,
            _pcrtc,
            new VgaBlock("PRMCIO", 0x60_1000, _vga, VgaUnit.Cio),
            _pramdac,
            new VgaBlock("PRMDIO", 0x68_1000, _vga, VgaUnit.Dio),
            pramin,
            new UserBlock(_fifo),
        ];
        foreach (INvBlock block in _blocks)
        {
            Array.Fill(_pages, block, (int)(block.Base >> 12), (int)(block.SizeBytes >> 12));
        }

        if (options.LegacyPorts)
        {
            _ports = context.Ports.MapIo(context.Id + "-vga", VgaPorts.First, VgaPorts.Count, new VgaPorts(_vga, OnUnhandledPort));
        }

        context.AddCounter("frames", "Vertical blanks since the machine was made", () => (long)_pcrtc.Frames);
        context.AddCounter("unhandled", "Accesses to registers that do not exist", () => _notes.Unhandled);
        context.AddCounter("unimplemented", "Accesses to units that only store", () => _notes.Unimplemented);
        context.AddCounter("methods", "Methods that objects were given", () => _graph.MethodCount);
        context.AddCounter("methods-unimplemented", "Uses of methods that are known and not done", () => notes.Unimplemented);
        context.AddCounter("methods-unhandled", "Uses of methods and classes that no list names", () => notes.Unhandled);
        context.AddCounter("states-unusual", "Values that a method is not known to take", () => notes.Unusual);
        context.AddCounter("method-errors", "Methods that were refused by an interrupt", () => notes.Errors);
        context.AddStatusItem("not-done", () => notes.Status);
    }

    public PciFunctionDefinition Definition => new(0x10DE, 0x02A0, 0x03_0000, 0xA1)
    {
        InterruptPin = 1,

        // Fast back-to-back, medium timing, 66 MHz, a list of capabilities. Unverified but for the last.
        Status = 0x02B0,
        CapabilityPointer = ConfigSpace.First,
        GrantAndLatency = 0x0105,
        Bars =
        [
            new PciBar(0, PciBarKind.Memory, WindowBytes, "nv2a-registers") { Handler = this, ResetAddress = _options.RegisterAddress },
            new PciBar(1, PciBarKind.PrefetchableMemory, MemoryWindowBytes, "nv2a-memory")
            {
                Block = _ram,
                BlockLength = Math.Min(_ram.SizeBytes, MemoryWindowBytes),
                ResetAddress = _options.MemoryAddress,
            },
        ],
    };

    /// <summary>Whatever the guest uses: the VGA registers are bytes, the others 32 bits with byte lanes.</summary>
    public IoWidths Widths => IoWidths.Any;

    /// <summary>What the display engine is set to.</summary>
    public DisplayMode Mode => DisplayMode.Decode(_vga, _pramdac);

    public FrameInfo Frame
    {
        get
        {
            DisplayMode mode = Mode;
            return new FrameInfo(mode.Width, mode.Height, _pcrtc.Frames);
        }
    }

    public IRenderer? Renderer => _kelvin.Renderer;

    internal IReadOnlyList<INvBlock> Blocks => _blocks;

    internal long UnhandledCount => _notes.Unhandled;

    internal long UnimplementedCount => _notes.Unimplemented;

    public void Exchange(IRenderer? renderer)
    {
        using FifoGate.Scope scope = _gate.Enter();
        _kelvin.Exchange(renderer);
    }

    /// <summary>What keeps the FIFO's thread from going on: for looking at what it works on.</summary>
    internal FifoGate Gate => _gate;

    /// <summary>What was drawn in the last frame.</summary>
    internal FrameLog Log => _tap.Log;

    /// <summary>A colour surface as a picture.</summary>
    public Picture Picture(in RenderTarget target) => SurfacePicture.Read(_ram, target);

    /// <summary>A texture as memory has it now.</summary>
    internal TextureImage Texture(in TextureState texture) => TexturePicture.Decode(_ram, texture);

    /// <summary>Captures frames from the next one on. A capture that is under way ends.</summary>
    public void Capture(CaptureRequest request)
    {
        using FifoGate.Scope scope = _gate.Enter();
        _tap.Recorder?.Dispose();
        _tap.Recorder = new CaptureRecorder(request, _ram, _pramin.Memory, _graph, _clock, problem =>
        {
            _tap.Recorder = null;
            if (problem is null)
            {
                Nv2aLog.Captured(_log, request.Frames, request.Path);
            }
            else
            {
                Nv2aLog.CaptureFailed(_log, request.Path, problem);
            }
        });
    }

    public void Start() => _thread?.Start();

    /// <summary>The FIFO stands, and what its last method asked of the interrupt line is done: a snapshot has both or neither.</summary>
    public void Pause()
    {
        if (_thread is not null)
        {
            _thread.Park();
            UpdatePending();
        }
    }

    /// <summary>What is drawn lies in memory before anyone saves it.</summary>
    public void Quiesce() => Renderer?.WriteBack();

    public void AttachPci(IPciSlot slot) => _slot = slot;

    public byte ReadConfig(int offset) => _config.Read(offset);

    public void WriteConfig(int offset, byte value) => _config.Write(offset, value);

    public ulong Read(ulong offset, int width)
    {
        INvBlock? block = BlockAt(offset);
        uint value = 0;
        using (FifoGate.Scope scope = block?.IsShared == true ? _gate.Enter() : default)
        {
            _notes.Note(block?.Read((uint)offset - block.Base, width, out value) ?? NvAccess.Unhandled, "read", block, offset);
        }

        if (_trace.IsEnabled)
        {
            _trace.Write($"read{width * 8} {Describe(block, offset)} = 0x{value:X}");
        }

        return value;
    }

    public void Write(ulong offset, int width, ulong value)
    {
        INvBlock? block = BlockAt(offset);
        if (_trace.IsEnabled)
        {
            _trace.Write($"write{width * 8} {Describe(block, offset)} = 0x{value:X}");
        }

        using FifoGate.Scope scope = block?.IsShared == true ? _gate.Enter() : default;
        _notes.Note(block?.Write((uint)offset - block.Base, width, (uint)value) ?? NvAccess.Unhandled, "write", block, offset);
    }

    public void ReadFrame(Span<byte> pixels)
    {
        DisplayMode mode = Mode;
        if (pixels.Length < mode.Width * mode.Height * 4)
        {
            throw new ArgumentException($"The frame needs {mode.Width * mode.Height * 4} bytes and got {pixels.Length}; take them from Frame.SizeBytes.", nameof(pixels));
        }

        if (mode.Width == 0 || _vga.IsScreenOff)
        {
            pixels.Clear();
            return;
        }

        Span<uint> palette = stackalloc uint[256];
        bool usesRamp = mode.Depth != 8 && _pramdac.UsesRamp;
        if (mode.Depth == 8 || usesRamp)
        {
            _vga.Palette.CopyTo(palette, _pramdac.Is8BitPalette);
        }

        _scanout.Read(mode, _pcrtc.StartBytes, palette, pixels);
        _video.Compose(MemoryMarshal.Cast<byte, uint>(pixels), mode.Width, mode.Height);
        var cursor = new HardwareCursor(_vga, _pcrtc.CursorConfig, _pramdac.CursorPosition);
        if (cursor.IsOn)
        {
            cursor.Compose(_ram, MemoryMarshal.Cast<byte, uint>(pixels), mode.Width, mode.Height);
        }

        if (usesRamp)
        {
            PixelConverter.ApplyRamp(palette, MemoryMarshal.Cast<byte, uint>(pixels)[..(mode.Width * mode.Height)]);
        }
    }

    public void Attach(IDisplaySink sink) => _sinks.Add(sink);

    public void Reset(ResetKind kind)
    {
        using FifoGate.Scope scope = _gate.Enter();
        _config.Reset();
        _vga.Reset();
        _pramdac.Reset();
        foreach (INvBlock block in _blocks)
        {
            block.Reset();
        }
    }

    public void DescribeState(IStateVisitor state)
    {
        using FifoGate.Scope scope = _gate.Enter();
        _config.DescribeState(state);
        state.Part("vga", _vga);
        foreach (INvBlock block in _blocks)
        {
            if (block is not VgaBlock and not PraminBlock and not UserBlock)
            {
                state.Part(block.Name.ToLowerInvariant(), block);
            }
        }

        _notes.DescribeState(state);
    }

    public void AfterRestore()
    {
        _config.AfterRestore();
        _vga.Palette.AfterRestore();
        foreach (INvBlock block in _blocks)
        {
            block.AfterRestore();
        }

        _pmc.RestoreUnit(Pmc.PfifoPending, _fifo.IsPending);
        _pmc.RestoreUnit(Pmc.PgraphPending, _graph.IsPending);
        _pmc.RestoreUnit(Pmc.PvideoPending, _video.IsPending);
        _pmc.RestoreUnit(Pmc.PtimerPending, _ptimer.IsPending);
        _pmc.RestoreUnit(Pmc.PcrtcPending, _pcrtc.IsPending);
    }

    public void Dispose()
    {
        _thread?.Dispose();
        _tap.Recorder?.Dispose();
        _ptimer.Dispose();
        _pcrtc.Dispose();
        _ports?.Dispose();
    }

    /// <summary>The block that answers at an offset of the register window.</summary>
    private INvBlock? BlockAt(ulong offset) => _pages[offset >> 12] is { } block && _pmc.Has(block) ? block : null;

    private static string Describe(INvBlock? block, ulong offset) =>
        block is null ? $"0x{offset:X6}" : $"{block.Name}+0x{offset - block.Base:X}";

    /// <summary>Units whose bit of PMC_ENABLE went from 1 to 0 lose their state.</summary>
    private void ResetUnits(uint units)
    {
        using FifoGate.Scope scope = _gate.Enter();
        if ((units & Pmc.PfifoUnit) != 0)
        {
            _fifo.Reset();
        }

        if ((units & Pmc.PgraphUnit) != 0)
        {
            _graph.Reset();
        }

        if ((units & Pmc.PvideoUnit) != 0)
        {
            _video.Reset();
        }
    }

    private void OnVblank()
    {
        _video.OnVblank();
        DisplayMode mode = Mode;
        if (mode != _saidMode)
        {
            _saidMode = mode;
            Nv2aLog.ModeChanged(_log, mode.Width, mode.Height, mode.Depth, 1_000_000_000_000 / mode.PeriodNs);
        }

        NoteVblank();
        var frame = new FrameInfo(mode.Width, mode.Height, _pcrtc.Frames);
        foreach (IDisplaySink sink in _sinks)
        {
            sink.FrameReady(this, frame);
        }
    }

    /// <summary>Who looks into the chip hears of the blank; not before the FIFO's thread has ended its method.</summary>
    private void NoteVblank()
    {
        Volatile.Write(ref _vblankDue, true);
        if (_gate.TryEnter(out FifoGate.Scope scope))
        {
            scope.Dispose();
        }
        else
        {
            _thread?.Signal();
        }
    }

    /// <summary>Does what was left while the gate was held. Under the gate.</summary>
    private void TakeDue()
    {
        _fifo.TakePuts();
        if (_vblankDue)
        {
            Volatile.Write(ref _vblankDue, false);
            _tap.Vblank(_pcrtc.StartBytes);
        }
    }

    /// <summary>A unit asserts or releases its request. Interrupt lines belong to the machine thread: that of the FIFO has it look.</summary>
    private void SetPending(uint unit, bool pending)
    {
        if (_thread?.IsCurrent == true)
        {
            if (Interlocked.Exchange(ref _pendingPosted, 1) == 0)
            {
                _machine.Post(_updatePending);
            }
        }
        else
        {
            _pmc.SetUnit(unit, pending);
        }
    }

    private void UpdatePending()
    {
        Volatile.Write(ref _pendingPosted, 0);
        _pmc.SetUnit(Pmc.PfifoPending, _fifo.IsPending);
        _pmc.SetUnit(Pmc.PgraphPending, _graph.IsPending);
    }

    private void OnUnhandledPort(bool isWrite, ulong port) => _notes.NotePort();
}
