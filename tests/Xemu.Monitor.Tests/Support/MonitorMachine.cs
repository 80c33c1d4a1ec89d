using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;
using Xemu.Machine;
using Xemu.Monitor.Qmp;

namespace Xemu.Monitor.Tests;

/// <summary>A real machine that runs on a thread of its own, with a halted CPU, fake devices and a monitor on a unix socket.</summary>
internal sealed class MonitorMachine : IComponentContext, IMonitorContext, IComponentFactory, IPictureWriter, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-qmp-");
    private readonly VirtualMachine _machine;
    private readonly DescriptorStore _descriptors = new();
    private readonly Thread _thread;
    private readonly Dictionary<string, IComponent> _components;
    private bool _isDisposed;

    public MonitorMachine(bool isIncoming = false, bool hasButton = true, bool hasEngine = true, string? listen = null, params (string Id, IComponent Component)[] others)
    {
        _machine = new VirtualMachine(new MachineOptions { Name = "test", RamBytes = 1 << 20, IsDeterministic = true, IsIncoming = isIncoming });
        _components = new Dictionary<string, IComponent>(StringComparer.Ordinal) { ["cpu"] = Cpu, ["dvd"] = Drive, ["screen"] = Display, ["pci"] = new FakePci() };
        if (hasButton)
        {
            _components["button"] = Button;
        }

        if (hasEngine)
        {
            _components["migration"] = Engine;
        }

        Array.ForEach(others, other => _components.Add(other.Id, other.Component));
        Monitor = new QmpMonitor(new QmpOptions { Listen = listen ?? "unix:" + SocketPath }, this);
        _components["qmp"] = Monitor;
        foreach ((string id, IComponent component) in _components)
        {
            _machine.Add(id, component);
        }

        _machine.PowerOn();
        _thread = new Thread(Run);
        _thread.Start();
    }

    public FakeCpu Cpu { get; } = new();

    public FakeDrive Drive { get; } = new();

    public FakeDisplay Display { get; } = new();

    public FakeButton Button { get; } = new();

    public FakeEngine Engine { get; } = new();

    public QmpMonitor Monitor { get; }

    public RunResult? End { get; private set; }

    public DescriptorStore Store => _descriptors;

    public VirtualMachine Inner => _machine;

    public List<FakeMedium> Made { get; } = [];

    public List<(string Path, int Width, int Height, byte[] Pixels)> Pictures { get; } = [];

    public string Folder => _folder.FullName;

    public string SocketPath => Path.Combine(Folder, "qmp.sock");

    string IComponentContext.Id => "qmp";

    public ILogger Log => NullLogger.Instance;

    public IClock Clock => _machine.Clock;

    public IInputQueue Inputs => _machine.Inputs;

    public IAddressSpace Memory => _machine.Memory;

    public IAddressSpace Ports => _machine.Ports;

    public IRamBlock Ram => _machine.Ram;

    public IMachineControl Machine => _machine.Runner;

    IPictureWriter IComponentContext.Pictures => this;

    IPictureWriter IMonitorContext.Pictures => this;

    public IMachineState State => _machine.State;

    IMonitorContext IComponentContext.Monitor => this;

    public IComponentFactory Factory => this;

    public IDescriptorStore Descriptors => _descriptors;

    public IReadOnlyDictionary<string, IComponent> Components => _components;

    public IReadOnlyDictionary<string, long> Counters => new Dictionary<string, long> { ["gpu/methods"] = 42 };

    public IReadOnlyDictionary<string, string> StatusItems => new Dictionary<string, string> { ["disc/state"] = "idle" };

    public IReadOnlyList<MonitorCommandDefinition> Commands { get; } =
        [new("say", "Says it again.", static (_, words) => string.Join('+', words)), new("fail", "Fails.", static (_, _) => throw new InvalidDataException("broken"))];

    public IReadOnlyList<ComponentTypeInfo> Types => [];

    public string TypeOf(string id) => "fake." + id;

    public IRamBlock CreateRamBlock(string name, ulong sizeBytes) => _machine.CreateRamBlock("qmp/" + name, sizeBytes);

    public void AddCounter(string name, string description, Func<long> read)
    {
    }

    public void AddStatusItem(string name, Func<string> render)
    {
    }

    public ITraceSource AddTraceSource(string name, string description) => throw new NotSupportedException();

    public IComponent Create(string id, string type, IReadOnlyDictionary<string, string> options)
    {
        if (!File.Exists(options["file"]))
        {
            throw new ComponentException($"There is no file '{options["file"]}'.");
        }

        Made.Add(new FakeMedium(options["file"], type));
        return Made[^1];
    }

    public void WritePng(string path, int width, int height, ReadOnlySpan<byte> pixels) => Pictures.Add((path, width, height, pixels.ToArray()));

    /// <summary>A client that has read the greeting and negotiated.</summary>
    public QmpTestClient Connect()
    {
        QmpTestClient client = ConnectRaw();
        client.ReadLine();
        client.Execute("""{"execute":"qmp_capabilities"}""");
        return client;
    }

    public QmpTestClient ConnectRaw() => new(SocketPath);

    /// <summary>Waits until the run has ended.</summary>
    public void WaitForEnd() => Assert.True(_thread.Join(TimeSpan.FromSeconds(30)));

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _machine.Runner.RequestStop("The test is over.");
        _thread.Join();
        _machine.Dispose();
        _descriptors.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Run()
    {
        RunResult end = _machine.Runner.Run(default);
        End = end;
        Monitor.AfterRun(end.Reason, failed: false);
    }
}
