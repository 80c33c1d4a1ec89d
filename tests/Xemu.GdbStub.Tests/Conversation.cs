using System.Text;
using Xemu.Abstractions;
using Xemu.Testing;

namespace Xemu.GdbStub.Tests;

/// <summary>A session without sockets and threads: what a client would say goes in, what it would get comes out.</summary>
internal sealed class Conversation : IGdbLink, IMachineControl, IDisposable
{
    private readonly TestMachine _machine = new();
    private readonly List<byte> _sent = [];
    private Action<DebugStop>? _debugger;

    public Conversation()
    {
        Session = new GdbSession(new GdbTarget(Cpu, _machine.Memory, this), this, _machine.AddTraceSource("PACKETS", "none"));
        Session.Connected();
        Stop(new DebugStop(DebugStopReason.Pause));
    }

    public GdbSession Session { get; }

    public FakeCpu Cpu { get; } = new();

    public TestMachine Machine => _machine;

    /// <summary>What was asked of the machine, in order.</summary>
    public List<string> Requests { get; } = [];

    public bool IsAttached => _debugger is not null;

    public string Name => "test";

    public bool IsRunning => false;

    public MachineSpeed Speed => default;

    /// <summary>Sends a packet and gives what came back, without the frame and the acknowledgement.</summary>
    public string Ask(string payload)
    {
        string raw = Raw(Encoding.Latin1.GetString(Hex.Frame(payload)));
        return raw.StartsWith("+$", StringComparison.Ordinal) ? raw[2..raw.LastIndexOf('#')] : raw;
    }

    /// <summary>Sends bytes as they are and gives what came back.</summary>
    public string Raw(string bytes)
    {
        Session.Receive(Encoding.Latin1.GetBytes(bytes));
        return Take();
    }

    public string Take()
    {
        string text = Encoding.Latin1.GetString([.. _sent]);
        _sent.Clear();
        return text;
    }

    public void Stop(DebugStop stop) => Session.Stopped(stop);

    public void Send(byte[] bytes) => _sent.AddRange(bytes);

    public void OnMachine(Action action) => action();

    public void Stopped(DebugStop stop) => Stop(stop);

    public IDisposable AttachDebugger(Action<DebugStop> stopped)
    {
        _debugger = stopped;
        return new Detachment(this);
    }

    public void RequestStep(ulong instructions, bool holdsInterrupts) => Requests.Add($"step {instructions} {holdsInterrupts}");

    public void RequestReset(ResetKind kind) => Requests.Add($"reset {kind}");

    public void RequestStop(string reason, int exitCode = 0) => Requests.Add("stop");

    public void RequestPause() => Requests.Add("pause");

    public void RequestResume() => Requests.Add("resume");

    public void Post(Action action) => action();

    public void Dispose() => _machine.Dispose();

    private sealed class Detachment(Conversation owner) : IDisposable
    {
        public void Dispose() => owner._debugger = null;
    }
}
