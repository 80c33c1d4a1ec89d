using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>The console's kernel as far as the platform serves it: the parts, and what they share. One a machine; machine thread only.</summary>
/// <remarks>
/// Everything that programs can see lies in guest memory in the console's layout; what is kept here is described as state. Guest code runs only between two calls of
/// <see cref="Traps"/>: nothing of the host's stack belongs to a thread of the guest.
/// </remarks>
internal sealed class Kernel : IStateful
{
    /// <summary>The kernel's own pages lie in the first MiB, the picture of a bugcheck in the last four; a program needs room between them.</summary>
    private const ulong LeastRamBytes = 8 << 20;

    private readonly ILogger _log;

    /// <summary>Makes the kernel of a machine; nothing is in guest memory before <see cref="Reset"/>.</summary>
    /// <exception cref="ComponentException">The machine has too little memory.</exception>
    public Kernel(KernelOptions options, IComponentContext context)
    {
        if (context.Ram.SizeBytes < LeastRamBytes)
        {
            throw new ComponentException($"Component '{context.Id}' needs at least {LeastRamBytes >> 20} MiB of RAM, and the machine has 0x{context.Ram.SizeBytes:X} bytes; give it more 'ram'.");
        }

        _log = context.Log;
        Ports = context.Ports;
        Bus = context.Memory;
        Machine = context.Machine;
        Ram = new GuestRam(context.Ram);
        Memory = new GuestMemory(Ram, context.Memory);
        Lists = new GuestList(Memory);
        Exports = new ExportTable();
        ExportModules.Register(Exports);
        Code = new GuestCode(Exports, options.Port);
        Variables = new ExportVariables(Exports);
        Pages = new PhysicalPages(Ram.SizeBytes);
        Tables = new PageTables(Ram, Pages);
        System = new SystemMemory(KernelLayout.SystemBase, KernelLayout.SystemEnd, Tables, Pages);
        Debugger = new SystemMemory(KernelLayout.DebugBase, KernelLayout.DebugEnd, Tables, Pages);
        Virtual = new VirtualMemory(Ram, Tables, Pages);
        Pool = new Pool(Memory, System);
        Clock = new KernelClock(context.Clock, Memory, Exports);
        Objects = new ObjectManager(this);
        Dispatcher = new DispatcherObjects(this);
        Waits = new Waits(this);
        Timers = new KernelTimers(this);
        Threads = new KernelThreads(this);
        ThreadMaker = new ThreadMaker(this);
        Dpcs = new Dpcs(this);
        Apcs = new Apcs(this);
        Callbacks = new Callbacks(this);
        Traps = new Traps(this);
        Interrupts = new Interrupts(this, context.Ports);
        Exceptions = new GuestExceptions(this);
        Unwinding = new Unwinding(this);
        HandlerMarkers = new HandlerMarkers(this);
        Shutdown = new ShutdownNotifications(this);
        ThreadNotifications = new ThreadNotifications(this);
        BugChecks = new BugChecks(this);
        Display = new Display(this);
        Smbus = new SmbusAccess(context.Ports);
        Eeprom = new Eeprom(Smbus);
        Io = new IoManager(this, options);
        Irps = new Irps(this);
        Requests = new DeviceRequests(this);
        Completion = new IrpCompletion(this);
        Launch = new Launch(this, options.Program);
        Program = new XbeProgram(this);
    }

    public IAddressSpace Ports { get; }

    public IAddressSpace Bus { get; }

    public IMachineControl Machine { get; }

    public GuestRam Ram { get; }

    public GuestMemory Memory { get; }

    public GuestList Lists { get; }

    public ExportTable Exports { get; }

    [Derived("assembled by the constructor")]
    public GuestCode Code { get; }

    public ExportVariables Variables { get; }

    public PhysicalPages Pages { get; }

    public PageTables Tables { get; }

    public SystemMemory System { get; }

    public SystemMemory Debugger { get; }

    public VirtualMemory Virtual { get; }

    public Pool Pool { get; }

    public KernelClock Clock { get; }

    public ObjectManager Objects { get; }

    public DispatcherObjects Dispatcher { get; }

    public Waits Waits { get; }

    public KernelTimers Timers { get; }

    public KernelThreads Threads { get; }

    public ThreadMaker ThreadMaker { get; }

    public Dpcs Dpcs { get; }

    public Apcs Apcs { get; }

    public Callbacks Callbacks { get; }

    public Traps Traps { get; }

    public Interrupts Interrupts { get; }

    public GuestExceptions Exceptions { get; }

    public Unwinding Unwinding { get; }

    public HandlerMarkers HandlerMarkers { get; }

    public ShutdownNotifications Shutdown { get; }

    public ThreadNotifications ThreadNotifications { get; }

    public BugChecks BugChecks { get; }

    public Display Display { get; }

    public SmbusAccess Smbus { get; }

    public IoManager Io { get; }

    public Irps Irps { get; }

    public DeviceRequests Requests { get; }

    public IrpCompletion Completion { get; }

    public Launch Launch { get; }

    public XbeProgram Program { get; }

    public Eeprom Eeprom { get; }

    /// <summary>What is counted.</summary>
    public KernelCounters Counters { get; } = new();

    /// <summary>The interrupt request level, which lies in the processor control region.</summary>
    public byte Irql
    {
        get => Memory.Read8(Pcr.Irql);
        set => Memory.Write8(Pcr.Irql, value);
    }

    /// <summary>Puts the kernel into guest memory as it is before its first program.</summary>
    public void Reset()
    {
        Ram.Fill(KernelLayout.PageDirectory, KernelLayout.PageBytes, 0);
        Ram.Fill(KernelLayout.Physical(KernelLayout.Image), KernelLayout.ImageEnd - KernelLayout.Image, 0);
        BootTables.Write(Ram, Code);
        KernelHeader.Write(Ram, Exports);
        Memory.Write(KernelLayout.Code, Code.Bytes);
        Pages.Reset(Launch.KeepsMemory);
        System.Reset();
        Debugger.Reset();
        Virtual.Reset();
        Pool.Reset();
        Memory.Write32(Pcr.ExceptionList, uint.MaxValue);
        Memory.Write32(Pcr.Self, KernelLayout.Pcr);
        Memory.Write32(Pcr.SelfPcr, KernelLayout.Pcr);
        Memory.Write32(Pcr.Prcb, Pcr.PrcbData);
        Lists.Initialize(Pcr.DpcList);
        BugChecks.Reset();
        Shutdown.Reset();
        ThreadNotifications.Reset();
        Display.Reset(Launch.KeepsMemory);
        Variables.Write(this);
        Objects.Reset();
        Timers.Reset();
        Clock.Reset();
        Threads.Reset();
        Interrupts.Reset();
        Io.Reset();
    }

    /// <summary>The processor has entered the kernel.</summary>
    /// <returns>The frame of the idle thread.</returns>
    public uint Start(uint frame)
    {
        Memory.Write32(frame + TrapFrame.Eip, Code.Idle);
        Memory.Write32(frame + TrapFrame.Eflags, GuestCode.InterruptFlag | 2);
        Memory.Write32(frame + TrapFrame.Code, 0);
        return frame;
    }

    /// <summary>Says that something may have to be done before the interrupted code goes on.</summary>
    public void NotePending() => Memory.Write32(ResumeSlot.Pending, 1);

    /// <summary>Whether a call that is about to return has something to be done first.</summary>
    public bool HasWork()
    {
        if (Ram.Read32(KernelLayout.Physical(ResumeSlot.Pending)) == 0)
        {
            return false;
        }

        byte irql = Irql;
        return BugChecks.HasStopped
            || Interrupts.HasDeferred(irql)
            || (irql < Hle.Irql.Dispatch && (Dpcs.HasPending || Threads.ShouldSwitch))
            || (irql < Hle.Irql.Apc && (Apcs.CanDeliverKernel(Threads.Current) || Memory.Read8(Threads.Current + Kthread.UserApcPending) != 0));
    }

    /// <summary>At the trap exit: notes that nothing waits any more, if so.</summary>
    public void ClearPendingIfIdle()
    {
        if (!Interrupts.AnyDeferred && !Dpcs.HasPending && !Threads.ShouldSwitch && Irql == Hle.Irql.Passive)
        {
            Memory.Write32(ResumeSlot.Pending, 0);
        }
    }

    /// <summary>Stops the machine with a bugcheck.</summary>
    /// <returns>The frame in which the processor stands still; as a call's result it means nothing.</returns>
    public uint BugCheck(uint code, params ReadOnlySpan<uint> parameters) => BugChecks.Stop(code, parameters);

    /// <summary>A program called an export that nobody serves.</summary>
    public uint Unserved(uint ordinal, uint caller)
    {
        string name = Exports.Find(ordinal)?.Name ?? "no export of any kernel";
        return BugChecks.Stop(BugCheckCode.UnservedExport, $"The program called kernel export {ordinal}, {name}, which the platform does not serve.", [ordinal, caller]);
    }

    /// <summary>What the program prints for a debugger: a message for each of its lines.</summary>
    public void DebugText(string text)
    {
        foreach (string line in text.TrimEnd('\n', '\r', '\0').Split('\n'))
        {
            KernelLog.Debug(_log, line.TrimEnd('\r'));
        }
    }

    /// <summary>Tells the user of something that a program asked for and did not get.</summary>
    public void Note(string text) => KernelLog.Note(_log, text);

    /// <summary>Tells the user of a bugcheck.</summary>
    public void LogBugCheck(string text) => KernelLog.BugCheck(_log, text);

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Part("pages", Pages);
        state.Part("tables", Tables);
        state.Part("system", System);
        state.Part("debugger", Debugger);
        state.Part("virtual", Virtual);
        state.Part("pool", Pool);
        state.Part("clock", Clock);
        state.Part("objects", Objects);
        state.Part("timers", Timers);
        state.Part("threads", Threads);
        state.Part("interrupts", Interrupts);
        state.Part("shutdown", Shutdown);
        state.Part("thread-notifications", ThreadNotifications);
        state.Part("bugchecks", BugChecks);
        state.Part("display", Display);
        state.Part("io", Io);
        state.Part("launch", Launch);
        state.Part("counters", Counters);
    }

    /// <inheritdoc/>
    public void AfterRestore() => Objects.AfterRestore();
}
