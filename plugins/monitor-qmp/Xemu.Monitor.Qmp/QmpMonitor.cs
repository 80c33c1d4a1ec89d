using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions;

namespace Xemu.Monitor.Qmp;

/// <summary>The component <c>monitor.qmp</c>: listens, and tells every client what happens to the machine.</summary>
internal sealed class QmpMonitor : IComponent, IRunObserver
{
    /// <summary>Most clients at once.</summary>
    private const int MostClients = 16;

    private readonly string _id;
    private readonly ILogger _log;
    private readonly Listener _listener;
    private readonly QmpMachine _machine;
    private readonly CommandTable _table;
    private readonly Lock _gate = new();
    private readonly List<Connection> _connections = [];
    private readonly CancellationTokenSource _machineEnded = new();
    private Thread? _thread;
    private Thread? _watcher;
    private bool _isClosing;
    private bool _hasStarted;
    private int _number;

    public QmpMonitor(QmpOptions options, IComponentContext context)
    {
        _id = context.Id;
        _log = context.Log;
        _listener = Listener.Open(ListenAddress.Parse(options.Listen));
        _machine = new QmpMachine(options.Migration, context, Tell);
        _table = QmpCommands.Create(_machine);
        context.AddCounter("clients", "Clients connected", () => Count);
    }

    /// <summary>Where clients connect.</summary>
    public string Address => _listener.Display;

    /// <summary>The commands and events.</summary>
    public CommandTable Table => _table;

    private int Count
    {
        get
        {
            lock (_gate)
            {
                return _connections.Count;
            }
        }
    }

    public void Wire()
    {
        _machine.Wire();
        QmpLog.Listening(_log, _listener.Display);
        _thread = new Thread(Accept) { Name = _id + " listener", IsBackground = true };
        _thread.Start();
        if (_machine.Media.Any)
        {
            _watcher = new Thread(Watch) { Name = _id + " watcher", IsBackground = true };
            _watcher.Start();
        }
    }

    public void Reset(ResetKind kind)
    {
        // The reset that turns the machine on is none that anybody asked for.
        if (_hasStarted)
        {
            bool byGuest = !_machine.TakeHostReset();
            Tell("RESET", new JsonObject { ["guest"] = byGuest, ["reason"] = byGuest ? "guest-reset" : "host-qmp-system-reset" });
        }
    }

    public void Start()
    {
        _hasStarted = true;
        _machine.State.Began();
        Tell("RESUME", null);
    }

    public void Pause()
    {
        if (_hasStarted)
        {
            Tell("STOP", null);
        }
    }

    public void AfterRun(string reason, bool failed)
    {
        _machine.State.Ended();
        string cause = _machine.HasQuit ? "host-qmp-quit" : failed ? "host-error" : reason == "Interrupted." ? "host-signal" : "guest-shutdown";
        Tell("SHUTDOWN", new JsonObject { ["guest"] = cause == "guest-shutdown", ["reason"] = cause, ["x-xemu-reason"] = reason });
        _machineEnded.Cancel();
    }

    public void Dispose()
    {
        List<Connection> connections;
        lock (_gate)
        {
            if (_isClosing)
            {
                return;
            }

            _isClosing = true;
            connections = [.. _connections];
        }

        _listener.Dispose();
        _machineEnded.Cancel();
        _thread?.Join();
        _watcher?.Join();
        _machine.Dispose();
        foreach (Connection connection in connections)
        {
            connection.Finish();
        }

        _machineEnded.Dispose();
    }

    /// <summary>Tells every client of an event; any thread, returns at once.</summary>
    /// <param name="name">An event of the table.</param>
    /// <param name="data">What it carries, or null.</param>
    private void Tell(string name, JsonObject? data)
    {
        DateTime now = DateTime.UtcNow;
        long microseconds = (now.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        var message = new JsonObject
        {
            ["timestamp"] = new JsonObject { ["seconds"] = microseconds / 1_000_000, ["microseconds"] = microseconds % 1_000_000 },
            ["event"] = name,
        };
        if (data is not null)
        {
            message["data"] = data;
        }

        byte[] line = QmpReply.ToLine(message);
        lock (_gate)
        {
            foreach (Connection connection in _connections)
            {
                connection.Tell(line);
            }
        }
    }

    /// <summary>Guests open trays as well: looks a few times a second while anybody would hear of it.</summary>
    private void Watch()
    {
        const int PeriodMs = 250;
        while (!_machineEnded.Token.WaitHandle.WaitOne(PeriodMs))
        {
            if (Count > 0)
            {
                _machine.Control.Post(_machine.Media.Look);
            }
        }
    }

    private void Accept()
    {
        while (_listener.Accept() is { } socket)
        {
            string name = $"{_id} client {++_number}";
            lock (_gate)
            {
                if (_isClosing || _connections.Count >= MostClients)
                {
                    QmpLog.TooMany(_log, _connections.Count);
                    socket.Dispose();
                    continue;
                }

                var connection = new Connection(socket, _listener.IsUnix, _table, name, ended => Left(ended, name), _machineEnded.Token);
                _connections.Add(connection);
                connection.Start(Greeting());
            }

            QmpLog.Came(_log, name);
        }
    }

    private void Left(Connection connection, string name)
    {
        QmpLog.Gone(_log, name);
        lock (_gate)
        {
            if (!_isClosing)
            {
                _ = _connections.Remove(connection);
                connection.Dispose();
            }
        }
    }

    private static byte[] Greeting() => QmpReply.ToLine(new JsonObject
    {
        ["QMP"] = new JsonObject { ["version"] = QmpVersion.ToJson(), ["capabilities"] = new JsonArray("oob") },
    });
}
