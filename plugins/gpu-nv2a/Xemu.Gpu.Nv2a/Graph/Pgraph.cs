using Xemu.Abstractions;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>The graphics engine: hands methods to the objects that are bound to the subchannels, switches contexts, and what lies on the bus; the classes do the rest.</summary>
internal sealed class Pgraph : INvBlock
{
    private const uint SetObject = 0;
    private const uint ContextDmaNotifies = 0x180;
    private const uint FirstObjectMethod = 0x180;
    private const uint EndOfObjectMethods = 0x200;

    /// <summary>What one run of the FIFO may cost: some 3,000 small draws, or 134 million pixels: about a second.</summary>
    private const long RunCost = 1 << 20;

    /// <summary>CTX_CONTROL bit 16: the context in CTX_USER is loaded.</summary>
    private const uint ChannelValid = 1 << 16;

    private readonly GraphWords _words = new();
    private readonly RdiPort _rdi = new();
    private readonly GraphObjects _objects;
    private readonly InstanceMemory _instances;
    private readonly GraphTap _tap;
    private readonly ITraceSource _trace;

    [Derived("has no state of its own")]
    private readonly GraphContexts _contexts;

    [Derived("fixed once wired")]
    private Action? _kick;

    [Derived("fixed once wired")]
    private Func<bool>? _isFed;

    [Derived("fixed once wired")]
    private IRegisterShadow? _shadow;

    [Derived("counts within a run of the FIFO")]
    private long _cost;

    public Pgraph(InstanceMemory instances, Notifier notifier, MethodNotes notes, ITraceSource trace, Action<bool> setPending, GraphTap tap)
    {
        _instances = instances;
        _trace = trace;
        _tap = tap;
        _objects = new GraphObjects(_words, instances, notes, trace);
        _contexts = new GraphContexts(instances, _objects.Classes);
        Notes = notes;
        Traps = new GraphTraps(_words, notes, setPending);
        Notices = new GraphNotices(_words, Traps, notifier);
        Flips = new GraphFlips(_words, tap);
    }

    public string Name => "PGRAPH";

    public uint Base => 0x40_0000;

    public uint SizeBytes => 0x2000;

    public bool IsShared => true;

    public uint EnableBit => Pmc.PgraphUnit;

    public int StateVersion => 3;

    /// <summary>Where classes say what they cannot do.</summary>
    [Derived("host-side: counts since this process began")]
    public MethodNotes Notes { get; }

    /// <summary>What stops at a method, and tells the driver.</summary>
    public GraphTraps Traps { get; }

    /// <summary>Notifiers.</summary>
    public GraphNotices Notices { get; }

    /// <summary>Pictures that are drawn and shown.</summary>
    public GraphFlips Flips { get; }

    /// <summary>Methods that were taken.</summary>
    [Derived("host-side: counts since this process began")]
    public long MethodCount { get; private set; }

    public bool IsPending => Traps.IsPending;

    /// <summary>Whether methods are taken: FIFO access is on, no trap waits, and no flip; and the run has not cost too much.</summary>
    public bool CanRun => Accepts && !IsSpent;

    /// <summary>The same, but for what a run may cost.</summary>
    public bool Accepts => (_words.Holds & ~GraphHolds.Notice) == 0 && _words.TakesMethods;

    /// <summary>Whether a run has cost so much that the rest must wait for some guest time: what a guest asks for in one run must not hold the machine up.</summary>
    public bool IsSpent => _cost >= RunCost;

    /// <summary>Whether a class must not execute further methods in this call.</summary>
    public bool MustReturn => _words.Holds != 0 || IsSpent || !_words.TakesMethods;

    /// <summary>Adds a class. While wiring.</summary>
    public void Add(IGraphClass graphClass) => _objects.Add(graphClass);

    /// <summary>Adds a class that older states have not. While wiring.</summary>
    /// <param name="graphClass">The class.</param>
    /// <param name="since">The first version that has it.</param>
    public void AddLater(IGraphClass graphClass, int since = 2) => _objects.AddLater(graphClass, since);

    /// <summary>Says which memories RDI reaches. While wiring.</summary>
    public void AttachMemories(IRdiMemory memories) => _rdi.Attach(memories);

    /// <summary>Says what state registers show. While wiring.</summary>
    public void AttachShadow(IRegisterShadow shadow) => _shadow = shadow;

    /// <summary>Says where methods come from. While wiring.</summary>
    /// <param name="kick">Told when methods are taken again.</param>
    /// <param name="isFed">Whether methods wait that can be executed now.</param>
    public void AttachFifo(Action kick, Func<bool> isFed) => (_kick, _isFed) = (kick, isFed);

    /// <summary>Executes methods of an object.</summary>
    /// <param name="channel">Its channel.</param>
    /// <param name="subchannel">Its subchannel.</param>
    /// <param name="method">The first method; 0 binds the object whose instance is the data.</param>
    /// <param name="data">A word for each.</param>
    /// <param name="isIncreasing">Whether each word goes to the next method; else all to the first.</param>
    /// <returns>How many were done; 0 when the context must be switched first.</returns>
    public int Execute(uint channel, uint subchannel, uint method, ReadOnlySpan<uint> data, bool isIncreasing)
    {
        if (!SwitchContext(channel, subchannel, method, data[0]))
        {
            return 0;
        }

        int done = ExecuteBound(subchannel, method, data, isIncreasing);
        MethodCount += done;
        _tap.Recorder?.Methods(channel, subchannel, method, data[..done], isIncreasing);
        return done;
    }

    /// <summary>A run of the FIFO begins.</summary>
    public void BeginRun() => _cost = 0;

    /// <summary>Says what a method costs beyond its word.</summary>
    /// <param name="words">As many words cost about as much; pixels are cheaper by some thousands.</param>
    public void Spend(long words) => _cost += words;

    /// <summary>A register's stored value, for classes.</summary>
    public ref uint Register(uint offset) => ref _words[offset];

    public NvAccess Read(uint offset, int width, out uint value)
    {
        uint aligned = offset & ~3u;
        value = aligned switch
        {
            PgraphRegisters.RdiData => _rdi.Read(ref _words[PgraphRegisters.RdiIndex]),

            // Bit 0 of STATUS: busy. Between two methods of a stream it is.
            PgraphRegisters.Status => _isFed?.Invoke() == true ? 1u : 0,
            _ => _shadow?.Read(aligned, _words[aligned]) ?? _words[aligned],
        };
        if (aligned == PgraphRegisters.RdiData)
        {
            _tap.Recorder?.RegisterRead(aligned);
        }

        value >>= (int)((offset & 3) * 8);
        if (width < 4)
        {
            value &= (1u << (width * 8)) - 1;
        }

        return NvAccess.Done;
    }

    public NvAccess Write(uint offset, int width, uint value)
    {
        uint aligned = offset & ~3u;
        if (width < 4)
        {
            int shift = (int)((offset & 3) * 8);
            uint mask = ((1u << (width * 8)) - 1) << shift;
            uint rest = aligned == PgraphRegisters.Intr ? 0 : (_shadow?.Read(aligned, _words[aligned]) ?? _words[aligned]) & ~mask;
            value = rest | ((value << shift) & mask);
        }

        _tap.Recorder?.RegisterWrite(aligned, value);
        WriteWord(aligned, value);
        return NvAccess.Done;
    }

    public void Reset()
    {
        _words.Reset();
        _rdi.Reset();
        Traps.Reset();
        Flips.Reset();
        Notices.Reset();
        _objects.Reset();
        Traps.UpdateIrq();
    }

    public void DescribeState(IStateVisitor state)
    {
        _words.DescribeState(state);
        _rdi.DescribeState(state);
        Flips.DescribeState(state);
        Traps.DescribeState(state);
        Notices.DescribeState(state);
        _objects.DescribeState(state);
    }

    public void AfterRestore()
    {
        Traps.AfterRestore();
        Flips.AfterRestore();
        Notices.AfterRestore();
        _objects.AfterRestore();
    }

    private int ExecuteBound(uint subchannel, uint method, ReadOnlySpan<uint> data, bool isIncreasing)
    {
        if (method == SetObject)
        {
            _objects.Bind(subchannel, data[0]);
            return 1;
        }

        if (subchannel != _words.Subchannel)
        {
            _objects.Select(subchannel);
        }

        uint first = data[0];
        bool notifies = Notices.IsWaiting;
        if (notifies)
        {
            data = data[..1];
        }

        bool isObject = method is >= FirstObjectMethod and < EndOfObjectMethods;
        if (isObject && !Admits(_objects[subchannel], method, ref first))
        {
            return 1;
        }

        int done = _objects[subchannel] is { } target ? target.Execute(method, isObject ? new ReadOnlySpan<uint>(in first) : data, isIncreasing) : data.Length;
        if (_trace.IsEnabled)
        {
            TraceMethods(subchannel, method, data[..done], isIncreasing);
        }

        if (notifies)
        {
            Notices.Complete(method, first);
        }

        return done;
    }

    /// <summary>Whether a class takes an object, which is null where its class says so.</summary>
    private bool Admits(IGraphClass? target, uint method, ref uint instance)
    {
        if (target is null || !target.Methods.TryGet(method, out MethodDefinition? definition) || definition.Binds is not { } slot)
        {
            return true;
        }

        uint flags = instance == 0 ? DmaSlot.NullClass : _instances.Read(instance);
        GraphError error = slot.Check(flags, _instances.Read(instance + 4), Traps.Checks(GraphErrors.ChecksObjects))
            | (Notices.IsWaiting && method == ContextDmaNotifies ? GraphError.NotifyInUse : 0);
        Traps.Fail(method, instance, error);
        if ((flags & 0xFFF) == DmaSlot.NullClass)
        {
            instance = 0;
        }

        return error == GraphError.None;
    }

    private void WriteWord(uint offset, uint value)
    {
        switch (offset)
        {
            case PgraphRegisters.Intr:
                Traps.Acknowledge(value);
                _kick?.Invoke();
                break;
            case PgraphRegisters.IntrEn:
                _words[offset] = value;
                Traps.UpdateIrq();
                break;
            case PgraphRegisters.Status:
            case PgraphRegisters.Nsource:
            case PgraphRegisters.Nstatus:
                break;
            case PgraphRegisters.CtxSwitch1:
                _objects.Replace(value);
                break;
            case PgraphRegisters.Increment:
                KickIf(Flips.IncrementRead(value));
                break;
            case PgraphRegisters.Surface:
                _words[offset] = value;
                KickIf(Flips.End());
                break;
            case PgraphRegisters.RdiData:
                _rdi.Write(ref _words[PgraphRegisters.RdiIndex], value);
                break;
            case PgraphRegisters.ChannelCtxTrigger:
                _words[offset] = value;
                if (_contexts.Transfer(value, _words[PgraphRegisters.ChannelCtxPointer], _words.OfContext))
                {
                    _objects.LookUp();
                }

                break;
            default:
                _words[offset] = value;
                _shadow?.Write(offset, value);
                _kick?.Invoke();
                break;
        }
    }

    private void KickIf(bool waited)
    {
        if (waited)
        {
            _kick?.Invoke();
        }
    }

    private void TraceMethods(uint subchannel, uint method, ReadOnlySpan<uint> data, bool isIncreasing)
    {
        foreach (uint word in data)
        {
            _trace.Write($"{subchannel} {_objects[subchannel]?.Methods.NameOf(method) ?? $"0x{method:X4}"} = 0x{word:X}");
            method += isIncreasing ? 4u : 0;
        }
    }

    private bool SwitchContext(uint channel, uint subchannel, uint method, uint data)
    {
        ref uint user = ref _words[PgraphRegisters.CtxUser];
        ref uint control = ref _words[PgraphRegisters.CtxControl];
        if ((control & ChannelValid) != 0 && ((user >> 24) & 0x1F) == channel)
        {
            return true;
        }

        // DEBUG_3 bit 2: the hardware switches by itself.
        if ((_words[PgraphRegisters.Debug3] & 4) != 0)
        {
            if (_words[PgraphRegisters.ChannelCtxTable] != 0)
            {
                _contexts.Switch(_words[PgraphRegisters.ChannelCtxTable], (control & ChannelValid) != 0 ? (user >> 24) & 0x1F : null, channel, _words.OfContext);
                _objects.LookUp();
                Spend(GraphContexts.Cost);
            }

            control |= ChannelValid;
            user = (user & ~0x1F00_0000u) | (channel << 24);
            return true;
        }

        Traps.StopForContext(channel, subchannel, method, data);
        return false;
    }
}
