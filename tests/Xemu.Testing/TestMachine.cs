using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;
using Xemu.Machine;

namespace Xemu.Testing;

/// <summary>A machine without a CPU whose time a test steps, and the context that component factories get from it.</summary>
public sealed class TestMachine : IComponentContext, IMachineControl, IPictureWriter, IDisposable
{
    private readonly VirtualMachine _machine;
    private readonly DescriptorStore _descriptors = new();

    public TestMachine(ulong ramBytes = 1 << 20, long epochSeconds = 1_000_000_000)
        : this(new MachineOptions { RamBytes = ramBytes, IsDeterministic = true, EpochSeconds = epochSeconds })
    {
    }

    public TestMachine(MachineOptions options) => _machine = new VirtualMachine(options);

    public VirtualMachine Inner => _machine;

    public string Id { get; set; } = "test";

    public ILogger Log { get; set; } = NullLogger.Instance;

    public IClock Clock => _machine.Clock;

    public IInputQueue Inputs => _machine.Inputs;

    public IAddressSpace Memory => _machine.Memory;

    public IAddressSpace Ports => _machine.Ports;

    public IRamBlock Ram => _machine.Ram;

    public IMachineControl Machine => this;

    public IPictureWriter Pictures => this;

    /// <summary>What components asked of the machine, in order: <c>reset Warm</c>, <c>stop 0 reason</c>, <c>pause</c>, <c>resume</c>.</summary>
    public IList<string> Requests { get; } = [];

    /// <summary>Counters by name.</summary>
    public IDictionary<string, Func<long>> Counters { get; } = new Dictionary<string, Func<long>>();

    /// <summary>Pieces of the status line by name.</summary>
    public IDictionary<string, Func<string>> StatusItems { get; } = new Dictionary<string, Func<string>>();

    /// <summary>Pictures that were written.</summary>
    public IList<(string Path, int Width, int Height, byte[] Pixels)> Written { get; } = [];

    public string Name => "test";

    public bool IsRunning { get; set; } = true;

    public bool IsStopRequested { get; set; }

    public MachineSpeed Speed => new(100, 100);

    public IRamBlock CreateRamBlock(string name, ulong sizeBytes) => _machine.CreateRamBlock($"{Id}/{name}", sizeBytes);

    public void AddCounter(string name, string description, Func<long> read) => Counters[name] = read;

    public void AddStatusItem(string name, Func<string> render) => StatusItems[name] = render;

    /// <summary>Lines of the trace sources that <see cref="Traced"/> names.</summary>
    public IList<string> TraceLines { get; } = [];

    /// <summary>Names of trace sources to turn on; before the component is made.</summary>
    public ISet<string> Traced { get; } = new HashSet<string>();

    public ITraceSource AddTraceSource(string name, string description) => new RecordingTrace(TraceLines, Traced.Contains(name));

    public void RequestReset(ResetKind kind) => Requests.Add($"reset {kind}");

    public void RequestStop(string reason, int exitCode = 0) => Requests.Add($"stop {exitCode} {reason}");

    public void RequestPause() => Requests.Add("pause");

    public void RequestResume() => Requests.Add("resume");

    /// <summary>Where posted actions go; null to do them at once, on the thread that posts.</summary>
    public Action<Action>? Posting { get; set; }

    public void Post(Action action) => (Posting ?? (static a => a()))(action);

    public IMachineState State => _machine.State;

    public IMonitorContext Monitor => throw new NotSupportedException("This machine has no monitor.");

    /// <summary>What makes components at run time: nothing, unless the test gives the machine something.</summary>
    public IComponentFactory Factory { get; set; } = new NoFactory();

    public IDescriptorStore Descriptors => _descriptors;

    public void WritePng(string path, int width, int height, ReadOnlySpan<byte> pixels) => Written.Add((path, width, height, pixels.ToArray()));

    /// <summary>Lets guest time pass, timer by timer, and delivers inputs.</summary>
    public void Advance(ulong nanoseconds)
    {
        ulong end = _machine.Clock.NowNs + nanoseconds;
        _machine.Inputs.Deliver();
        while (_machine.Clock.NextDeadlineNs <= end)
        {
            _machine.Clock.SkipTo(_machine.Clock.NextDeadlineNs);
            _machine.Clock.RunExpired();
        }

        _machine.Clock.SkipTo(end);
    }

    /// <summary>Lets guest time pass at once and fires what is due only then: timers come late, as they do in real time.</summary>
    public void AdvanceLate(ulong nanoseconds)
    {
        _machine.Clock.SkipTo(_machine.Clock.NowNs + nanoseconds);
        _machine.Clock.RunExpired();
    }

    /// <summary>Delivers posted inputs without letting time pass.</summary>
    public void DeliverInputs() => _machine.Inputs.Deliver();

    public void Dispose()
    {
        _descriptors.Dispose();
        _machine.Dispose();
    }

    private sealed class NoFactory : IComponentFactory
    {
        public IReadOnlyList<ComponentTypeInfo> Types => [];

        public IComponent Create(string id, string type, IReadOnlyDictionary<string, string> options) =>
            throw new ComponentException($"This machine makes no components, '{type}' neither.");
    }

    private sealed class RecordingTrace(IList<string> lines, bool isEnabled) : ITraceSource
    {
        public bool IsEnabled => isEnabled;

        public void Write(string line) => lines.Add(line);
    }
}
