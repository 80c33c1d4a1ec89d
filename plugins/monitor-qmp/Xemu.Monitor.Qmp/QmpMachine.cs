using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Migration;
using Xemu.Abstractions.Time;

namespace Xemu.Monitor.Qmp;

/// <summary>The machine as the commands need it.</summary>
internal sealed class QmpMachine : IDisposable
{
    /// <summary>How long <c>cont</c> waits for the machine to run before it answers all the same.</summary>
    private static readonly TimeSpan ResumeLimit = TimeSpan.FromMilliseconds(500);

    private readonly IMigrationEngine? _configured;
    private int _hostResets;
    private int _thread;

    public QmpMachine(IMigrationEngine? engine, IComponentContext context, Action<string, JsonObject?> tell)
    {
        _configured = engine;
        Tell = tell;
        Log = context.Log;
        Clock = context.Clock;
        Ram = context.Ram.SizeBytes;
        Descriptors = context.Descriptors;
        Context = context.Monitor;
        Calls = new MachineCalls(context.Machine, context.State);
        Control = context.Machine;
        State = new RunState(context.Machine, context.State, () => Engine);
        Media = new MediaDrives(this);
        Migration = new MigrationControl(this);
        Dump = new GuestDump(this);
    }

    /// <summary>Sends an event to every client.</summary>
    public Action<string, JsonObject?> Tell { get; }

    public ILogger Log { get; }

    public IClock Clock { get; }

    /// <summary>Bytes of main RAM.</summary>
    public ulong Ram { get; }

    public IDescriptorStore Descriptors { get; }

    public IMonitorContext Context { get; }

    public IMachineControl Control { get; }

    public MachineCalls Calls { get; }

    public RunState State { get; }

    public MediaDrives Media { get; }

    public MigrationControl Migration { get; }

    public GuestDump Dump { get; }

    /// <summary>Who saves and restores, or null.</summary>
    public IMigrationEngine? Engine { get; private set; }

    /// <summary>The components by id; complete from wiring on.</summary>
    public IReadOnlyList<KeyValuePair<string, IComponent>> Components { get; private set; } = [];

    /// <summary>Whether a client has ended the run.</summary>
    public bool HasQuit { get; private set; }

    public void Wire()
    {
        Components = [.. Context.Components];
        Engine = _configured ?? Components.Select(static c => c.Value).OfType<IMigrationEngine>().FirstOrDefault();
        Migration.Wire();
        Media.Look();
    }

    public void Dispose()
    {
        Dump.Dispose();
        Migration.Dispose();
    }

    /// <summary>The first component that is something, with its id.</summary>
    public KeyValuePair<string, T>? First<T>()
        where T : class
    {
        foreach ((string id, IComponent component) in Components)
        {
            if (component is T found)
            {
                return new KeyValuePair<string, T>(id, found);
            }
        }

        return null;
    }

    /// <summary>The processor for debuggers.</summary>
    /// <exception cref="QmpException">There is none.</exception>
    public ICpuDebug Cpu() => First<ICpuDebug>()?.Value ?? throw new QmpException("This machine's CPU cannot be looked into.");

    /// <summary>The host's number of the machine thread. Machine thread.</summary>
    public int ThreadNumber()
    {
        if (_thread == 0)
        {
            _thread = OperatingSystem.IsLinux() ? Libc.gettid() : Environment.CurrentManagedThreadId;
        }

        return _thread;
    }

    /// <summary>Stops guest time, and returns when it stands still.</summary>
    public void Stop(CancellationToken cancellation)
    {
        Control.RequestPause();
        Calls.RunStopped(static () => { }, cancellation);
    }

    /// <summary>Lets guest time pass; returns when it does, or soon.</summary>
    public void Continue(CancellationToken cancellation)
    {
        if (State.IsIncoming)
        {
            // The machine runs when its state is there.
            Control.RequestResume();
            return;
        }

        Control.RequestResume();
        AwaitRunning(cancellation);
    }

    /// <summary>Returns when the machine runs, or soon.</summary>
    public void AwaitRunning(CancellationToken cancellation)
    {
        long started = Environment.TickCount64;
        while (!State.IsRunning && Environment.TickCount64 - started < ResumeLimit.TotalMilliseconds)
        {
            // Between two calls the run loop goes on.
            _ = cancellation.WaitHandle.WaitOne(1);
            Calls.Run(static () => { }, cancellation);
        }
    }

    /// <summary>Resets everything as the reset button does.</summary>
    public void Reset(CancellationToken cancellation)
    {
        _ = Interlocked.Increment(ref _hostResets);
        Control.RequestReset(ResetKind.Warm);
        Calls.Run(static () => { }, cancellation);
    }

    /// <summary>Whether the reset that happens now is one that a client asked for. Machine thread.</summary>
    public bool TakeHostReset()
    {
        if (Volatile.Read(ref _hostResets) == 0)
        {
            return false;
        }

        _ = Interlocked.Decrement(ref _hostResets);
        return true;
    }

    /// <summary>Presses the power button.</summary>
    public void PowerDown(CancellationToken cancellation)
    {
        IPowerButton button = First<IPowerButton>()?.Value
            ?? throw new QmpException("This machine has no power button; 'quit' ends it at once.");
        Calls.Run(button.Press, cancellation);
        Tell("POWERDOWN", null);
    }

    /// <summary>Ends the run.</summary>
    public void Quit()
    {
        HasQuit = true;
        Control.RequestStop("A monitor client has ended the run.");
    }
}
