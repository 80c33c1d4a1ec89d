using Xemu.Abstractions;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>The graphics engine: what is bound to the subchannels, contexts, traps, flips; the classes do the rest.</summary>
internal sealed class Pgraph : INvBlock
{
    private const uint SetObject = 0;
    private const uint NotifyMethod = 0x104;
    private const uint ContextDmaNotifies = 0x180;
    private const uint FirstObjectMethod = 0x180;
    private const uint EndOfObjectMethods = 0x200;
    private const uint ClassMask = 0xFF;

    /// <summary>What one run of the FIFO may cost: some 3,000 small draws, or 134 million pixels: about a second.</summary>
    private const long RunCost = 1 << 20;

    /// <summary>CTX_CONTROL bit 16: the context in CTX_USER is loaded.</summary>
    private const uint ChannelValid = 1 << 16;

    private readonly uint[] _words = new uint[0x2000 / 4];
    private readonly RdiPort _rdi = new();
    private readonly InstanceMemory _instances;
    private readonly Notifier _notifier;
    private readonly Action<bool> _setPending;
    private readonly GraphTap _tap;
    private readonly ITraceSource _trace;

    [Derived("fixed once made")]
    private readonly Dictionary<uint, IGraphClass> _classes = [];

    /// <summary>Those that states of version 1 have not.</summary>
    [Derived("fixed once made")]
    private readonly HashSet<IGraphClass> _later = [];

    /// <summary>What CTX_CACHE1 says, looked up.</summary>
    [Derived("follows CTX_CACHE1")]
    private readonly IGraphClass?[] _bound = new IGraphClass?[8];

    [Derived("has no state of its own")]
    private readonly GraphContexts _contexts;

    [Derived("fixed once wired")]
    private Action? _kick;

    [Derived("fixed once wired")]
    private Func<bool>? _isFed;

    [Derived("fixed once wired")]
    private IRegisterShadow? _shadow;

    private bool _waitsForFlip;
    private bool _waitsForBlitFlip;

    [Derived("counts within a run of the FIFO")]
    private long _cost;

    /// <summary>Whether NOTIFY waits for the method behind it, and 1 or 2: write, or write and tell.</summary>
    private uint _notify;

    /// <summary>The memory object that it is written to.</summary>
    private uint _notifyInstance;

    /// <summary>The trap whose interrupt the driver must acknowledge before the next method, as bits of INTR.</summary>
    private uint _trap;

    public Pgraph(InstanceMemory instances, Notifier notifier, MethodNotes notes, ITraceSource trace, Action<bool> setPending, GraphTap tap)
    {
        _instances = instances;
        _notifier = notifier;
        _setPending = setPending;
        _trace = trace;
        _tap = tap;
        _contexts = new GraphContexts(instances, _classes.Values);
        Notes = notes;
    }

    public string Name => "PGRAPH";

    public uint Base => 0x40_0000;

    public uint SizeBytes => 0x2000;

    public bool IsShared => true;

    public uint EnableBit => Pmc.PgraphUnit;

    public int StateVersion => 2;

    /// <summary>Where classes say what they cannot do.</summary>
    [Derived("host-side: counts since this process began")]
    public MethodNotes Notes { get; }

    /// <summary>Methods that were taken.</summary>
    [Derived("host-side: counts since this process began")]
    public long MethodCount { get; private set; }

    public bool IsPending => (this[PgraphRegisters.Intr] & this[PgraphRegisters.IntrEn]) != 0;

    /// <summary>Whether methods are taken: FIFO access is on, no trap waits, and no flip; and the run has not cost too much.</summary>
    public bool CanRun => Accepts && !IsSpent;

    /// <summary>The same, but for what a run may cost.</summary>
    public bool Accepts => (this[PgraphRegisters.Fifo] & 1) != 0 && _trap == 0 && !_waitsForFlip && !_waitsForBlitFlip;

    /// <summary>Whether a run has cost so much that the rest must wait for some guest time: what a guest asks for in one run must not hold the machine up.</summary>
    public bool IsSpent => _cost >= RunCost;

    private ref uint this[uint register] => ref _words[register / 4];

    /// <summary>Adds a class. While wiring.</summary>
    public void Add(IGraphClass graphClass) => _classes.Add(graphClass.Class, graphClass);

    /// <summary>Adds a class that states of version 1 have not. While wiring.</summary>
    public void AddLater(IGraphClass graphClass)
    {
        Add(graphClass);
        _ = _later.Add(graphClass);
    }

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

    /// <summary>Stops at a method until the driver has seen it.</summary>
    /// <param name="method">The method.</param>
    /// <param name="data">Its data.</param>
    /// <param name="source">Why.</param>
    public void Trap(uint method, uint data, GraphError source)
    {
        uint user = this[PgraphRegisters.CtxUser];
        this[PgraphRegisters.TrappedAddress] = method | (((user >> 13) & 7) << 16) | (((user >> 24) & 0x1F) << 20);
        this[PgraphRegisters.TrappedDataLow] = data;
        this[PgraphRegisters.Nsource] |= (uint)source;
        this[PgraphRegisters.Nstatus] |= GraphErrors.StatusOf(source);
        this[PgraphRegisters.Intr] |= PgraphRegisters.ErrorPending;
        _trap |= PgraphRegisters.ErrorPending;
        UpdateIrq();
    }

    /// <summary>Refuses a method: no further one is taken until the driver has acknowledged it and lets them in again (FIFO bit 0).</summary>
    /// <param name="method">The method.</param>
    /// <param name="data">Its data.</param>
    /// <param name="error">Why; nothing happens when it is none.</param>
    public void Fail(uint method, uint data, GraphError error)
    {
        if (error != GraphError.None)
        {
            Notes.NoteError(method, data, error);
            Trap(method, data, error);
            this[PgraphRegisters.Fifo] &= ~1u;
        }
    }

    /// <summary>A method came that a class does not obey: one that no list names is refused, as the part does with those that it has not.</summary>
    /// <param name="table">The class's methods.</param>
    /// <param name="method">The method.</param>
    /// <param name="data">Its data.</param>
    public void NoteMethod(MethodTable table, uint method, uint data)
    {
        Notes.NoteMethod(table, method);
        if (!table.TryGet(method, out _))
        {
            Fail(method, data, GraphError.IllegalMethod);
        }
    }

    /// <summary>Whether the driver wants to hear of a kind of errors: bits of DEBUG_3.</summary>
    public bool Checks(uint kind) => (this[PgraphRegisters.Debug3] & kind) != 0;

    /// <summary>Whether surfaces have limits.</summary>
    public bool ChecksLimits => (this[PgraphRegisters.Debug7] & GraphErrors.ChecksLimits) != 0;

    /// <summary>Whether a class must not execute further methods in this call.</summary>
    public bool MustReturn => !CanRun || _notify != 0;

    /// <summary>NOTIFY: a notifier is written when the next method is done.</summary>
    /// <param name="instance">The memory object.</param>
    /// <param name="kind">0 to write it, 1 to raise an interrupt as well.</param>
    public void RequestNotify(uint instance, uint kind)
    {
        GraphError error = (kind > 1 && Checks(GraphErrors.ChecksData) ? GraphError.Data : 0)
            | (_notify != 0 ? GraphError.DoubleNotify : 0)
            | (instance == 0 && Checks(GraphErrors.ChecksState) ? GraphError.State : 0);
        Fail(NotifyMethod, kind, error);
        if (error == GraphError.None)
        {
            (_notify, _notifyInstance) = (1 + (kind & 1), instance);
        }
    }

    /// <summary>Writes a notifier.</summary>
    /// <param name="instance">The memory object.</param>
    /// <param name="offset">Where in it.</param>
    /// <param name="raises">Whether the program is told by an interrupt.</param>
    /// <returns>What is wrong with the object.</returns>
    public GraphError Notify(uint instance, uint offset, bool raises)
    {
        if (!_notifier.Write(instance, offset))
        {
            return GraphError.DmaWrite;
        }

        if (raises)
        {
            this[PgraphRegisters.Intr] |= PgraphRegisters.NotifyPending;
            UpdateIrq();
        }

        return GraphError.None;
    }

    /// <summary>A run of the FIFO begins.</summary>
    public void BeginRun() => _cost = 0;

    /// <summary>Says what a method costs beyond its word.</summary>
    /// <param name="words">As many words cost about as much; pixels are cheaper by some thousands.</param>
    public void Spend(long words) => _cost += words;

    /// <summary>Moves the buffer that is drawn to.</summary>
    public void FlipIncrementWrite(FlipFields flip) => Advance(flip, flip.Write);

    /// <summary>Waits until the buffer that is shown is another than the one that is drawn to.</summary>
    public void FlipStall(FlipFields flip)
    {
        (flip == FlipFields.Blit ? ref _waitsForBlitFlip : ref _waitsForFlip) = !flip.IsDone(this[PgraphRegisters.Surface]);
        _tap.FlipStall();
    }

    /// <summary>Sets a field of SURFACE.</summary>
    public void SetFlip(int field, uint value)
    {
        ref uint surface = ref this[PgraphRegisters.Surface];
        surface = FlipFields.Set(surface, field, value);
    }

    /// <summary>A register's stored value, for classes.</summary>
    public ref uint Register(uint offset) => ref this[offset];

    public NvAccess Read(uint offset, int width, out uint value)
    {
        uint aligned = offset & ~3u;
        value = aligned switch
        {
            PgraphRegisters.RdiData => _rdi.Read(ref this[PgraphRegisters.RdiIndex]),

            // Bit 0 of STATUS: busy. Between two methods of a stream it is.
            PgraphRegisters.Status => _isFed?.Invoke() == true ? 1u : 0,
            _ => _shadow?.Read(aligned, this[aligned]) ?? this[aligned],
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
            uint rest = aligned == PgraphRegisters.Intr ? 0 : (_shadow?.Read(aligned, this[aligned]) ?? this[aligned]) & ~mask;
            value = rest | ((value << shift) & mask);
        }

        _tap.Recorder?.RegisterWrite(aligned, value);
        WriteWord(aligned, value);
        return NvAccess.Done;
    }

    public void Reset()
    {
        Array.Clear(_words);
        _rdi.Reset();
        Array.Clear(_bound);
        _trap = 0;
        _waitsForFlip = _waitsForBlitFlip = false;
        _notify = 0;
        _notifyInstance = 0;
        foreach (IGraphClass target in _classes.Values)
        {
            target.Reset();
        }

        UpdateIrq();
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Words("words", _words);
        _rdi.DescribeState(state);
        state.Field("waits-for-flip", ref _waitsForFlip);
        if (state.Version >= 2)
        {
            state.Field("waits-for-blit-flip", ref _waitsForBlitFlip);
        }

        state.Field("trap", ref _trap);
        state.Field("notify", ref _notify);
        state.Field("notify-instance", ref _notifyInstance);
        foreach (IGraphClass target in _classes.Values.Where(target => state.Version >= 2 || !_later.Contains(target)))
        {
            state.Part($"class-{target.Class:x2}", target);
        }
    }

    public void AfterRestore()
    {
        LookUpBound();
        foreach (IGraphClass target in _classes.Values)
        {
            target.AfterRestore();
        }
    }

    /// <summary>The registers that a context has.</summary>
    private Span<uint> ContextRegisters => _words.AsSpan((int)PgraphRegisters.CtxUser / 4, (int)(PgraphRegisters.EndOfCtxCache - PgraphRegisters.CtxUser) / 4);

    private int ExecuteBound(uint subchannel, uint method, ReadOnlySpan<uint> data, bool isIncreasing)
    {
        if (method == SetObject)
        {
            Bind(subchannel, data[0]);
            return 1;
        }

        if (subchannel != Subchannel)
        {
            Select(subchannel);
        }

        uint first = data[0];
        bool notifies = _notify != 0;
        if (notifies)
        {
            data = data[..1];
        }

        bool isObject = method is >= FirstObjectMethod and < EndOfObjectMethods;
        if (isObject && !Admits(_bound[subchannel], method, ref first))
        {
            return 1;
        }

        int done = _bound[subchannel] is { } target ? target.Execute(method, isObject ? new ReadOnlySpan<uint>(in first) : data, isIncreasing) : data.Length;
        if (_trace.IsEnabled)
        {
            TraceMethods(subchannel, method, data[..done], isIncreasing);
        }

        if (notifies)
        {
            bool raises = _notify == 2;
            _notify = 0;
            Fail(method, first, Notify(_notifyInstance, 0, raises));
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
        GraphError error = slot.Check(flags, _instances.Read(instance + 4), Checks(GraphErrors.ChecksObjects))
            | (_notify != 0 && method == ContextDmaNotifies ? GraphError.NotifyInUse : 0);
        Fail(method, instance, error);
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
                this[offset] &= ~value;
                _trap &= ~value;
                if ((value & PgraphRegisters.ErrorPending) != 0)
                {
                    // Source: envytools rnndb/graph/nv4_pgraph.xml; of NSTATUS: unverified.
                    this[PgraphRegisters.Nsource] = this[PgraphRegisters.Nstatus] = 0;
                }

                UpdateIrq();
                _kick?.Invoke();
                break;
            case PgraphRegisters.IntrEn:
                this[offset] = value;
                UpdateIrq();
                break;
            case PgraphRegisters.Status:
            case PgraphRegisters.Nsource:
            case PgraphRegisters.Nstatus:
                break;
            case PgraphRegisters.CtxSwitch1:
                // The class of the object that methods go to; 0 drops them. Source: photographs of the console.
                this[offset] = value;
                _bound[Subchannel] = ClassOf(value);
                break;
            case PgraphRegisters.Increment:
                if ((value & 1) != 0)
                {
                    Advance(FlipFields.Blit, FlipFields.Blit.Read);
                }

                if ((value & 2) != 0)
                {
                    Advance(FlipFields.Solid, FlipFields.Solid.Read);
                }

                EndFlip();
                break;
            case PgraphRegisters.Surface:
                this[offset] = value;
                EndFlip();
                break;
            case PgraphRegisters.RdiData:
                _rdi.Write(ref this[PgraphRegisters.RdiIndex], value);
                break;
            case PgraphRegisters.ChannelCtxTrigger:
                this[offset] = value;
                if (_contexts.Transfer(value, this[PgraphRegisters.ChannelCtxPointer], ContextRegisters))
                {
                    LookUpBound();
                }

                break;
            default:
                this[offset] = value;
                _shadow?.Write(offset, value);
                _kick?.Invoke();
                break;
        }
    }

    private void EndFlip()
    {
        uint surface = this[PgraphRegisters.Surface];
        bool waited = _waitsForFlip || _waitsForBlitFlip;
        _waitsForFlip &= !FlipFields.Solid.IsDone(surface);
        _waitsForBlitFlip &= !FlipFields.Blit.IsDone(surface);
        if (waited)
        {
            _kick?.Invoke();
        }
    }

    private void Advance(FlipFields flip, int field)
    {
        ref uint surface = ref this[PgraphRegisters.Surface];
        surface = flip.Advance(surface, field);
    }

    /// <summary>The subchannel whose object CTX_SWITCH1 to 4 describe.</summary>
    private uint Subchannel => (this[PgraphRegisters.CtxUser] >> 13) & 7;

    /// <summary>Loads the object of a subchannel.</summary>
    private void Select(uint subchannel)
    {
        uint instance = this[PgraphRegisters.CtxCache1 + (subchannel * 4)] << 4;
        this[PgraphRegisters.CtxUser] = (this[PgraphRegisters.CtxUser] & ~0xE000u) | (subchannel << 13);
        this[PgraphRegisters.CtxSwitch1] = instance == 0 ? 0 : _instances.Read(instance);
        this[PgraphRegisters.CtxSwitch2] = _instances.Read(instance + 4);
        this[PgraphRegisters.CtxSwitch3] = _instances.Read(instance + 8);
        this[PgraphRegisters.CtxSwitch4] = instance >> 4;
        _bound[subchannel] = ClassOf(this[PgraphRegisters.CtxSwitch1]);
    }

    private void Bind(uint subchannel, uint instance)
    {
        // The hardware caches the object's words; here it is the instance, from which they are read again.
        this[PgraphRegisters.CtxCache1 + (subchannel * 4)] = instance >> 4;
        Select(subchannel);
        uint word = this[PgraphRegisters.CtxSwitch1];
        if (_bound[subchannel] is null)
        {
            Notes.NoteClass(word & ClassMask);
        }

        if (_trace.IsEnabled)
        {
            _trace.Write($"{subchannel} SET_OBJECT = class 0x{word & ClassMask:X2} at 0x{instance:X}");
        }
    }

    private void TraceMethods(uint subchannel, uint method, ReadOnlySpan<uint> data, bool isIncreasing)
    {
        foreach (uint word in data)
        {
            _trace.Write($"{subchannel} {_bound[subchannel]?.Methods.NameOf(method) ?? $"0x{method:X4}"} = 0x{word:X}");
            method += isIncreasing ? 4u : 0;
        }
    }

    private IGraphClass? ClassAt(uint instance) => instance == 0 ? null : ClassOf(_instances.Read(instance));

    private IGraphClass? ClassOf(uint word) => _classes.GetValueOrDefault(word & ClassMask);

    private bool SwitchContext(uint channel, uint subchannel, uint method, uint data)
    {
        ref uint user = ref this[PgraphRegisters.CtxUser];
        ref uint control = ref this[PgraphRegisters.CtxControl];
        if ((control & ChannelValid) != 0 && ((user >> 24) & 0x1F) == channel)
        {
            return true;
        }

        // DEBUG_3 bit 2: the hardware switches by itself.
        if ((this[PgraphRegisters.Debug3] & 4) != 0)
        {
            if (this[PgraphRegisters.ChannelCtxTable] != 0)
            {
                _contexts.Switch(this[PgraphRegisters.ChannelCtxTable], (control & ChannelValid) != 0 ? (user >> 24) & 0x1F : null, channel, ContextRegisters);
                LookUpBound();
                Spend(GraphContexts.Cost);
            }

            control |= ChannelValid;
            user = (user & ~0x1F00_0000u) | (channel << 24);
            return true;
        }

        this[PgraphRegisters.TrappedAddress] = method | (subchannel << 16) | (channel << 20);
        this[PgraphRegisters.TrappedDataLow] = data;
        this[PgraphRegisters.Intr] |= PgraphRegisters.ContextSwitchPending;
        _trap |= PgraphRegisters.ContextSwitchPending;
        UpdateIrq();
        return false;
    }

    /// <summary>Looks up what CTX_CACHE1 and CTX_SWITCH1 name.</summary>
    private void LookUpBound()
    {
        for (uint i = 0; i < _bound.Length; i++)
        {
            _bound[i] = ClassAt(this[PgraphRegisters.CtxCache1 + (4 * i)] << 4);
        }

        _bound[Subchannel] = ClassOf(this[PgraphRegisters.CtxSwitch1]);
    }

    private void UpdateIrq() => _setPending(IsPending);
}
