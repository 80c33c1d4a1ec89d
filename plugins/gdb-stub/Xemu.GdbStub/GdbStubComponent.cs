using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.State;

namespace Xemu.GdbStub;

/// <summary>Two threads of its own: one waits for clients and their bytes, the other answers. Neither touches the machine but by <see cref="IMachineControl"/>.</summary>
internal sealed class GdbStubComponent : IComponent, IGdbLink
{
    /// <summary>Most chunks of a client that wait to be answered; then it is no longer read.</summary>
    private const int MostWaiting = 16;

    /// <summary>A client that does not read for so long is gone, in milliseconds.</summary>
    private const int SendTimeout = 5_000;

    private readonly GdbTarget _target;
    private readonly ITraceSource _trace;
    private readonly ILogger _log;
    private readonly GdbListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly BlockingCollection<Action<GdbSession>> _events = [];
    private readonly SemaphoreSlim _room = new(MostWaiting);
    private readonly SemaphoreSlim _sessionOver = new(0);
    private readonly Thread _reading;
    private readonly Thread _answering;
    private readonly bool _waits;

    [Derived("the client of the moment")]
    private Socket? _client;

    [Derived("set once")]
    private bool _isDisposed;

    public GdbStubComponent(GdbStubOptions options, IComponentContext context)
    {
        _target = new GdbTarget(options.Cpu!, context.Memory, context.Machine);
        _trace = context.AddTraceSource("PACKETS", "What the debugger and the stub say to each other");
        _log = context.Log;
        _waits = options.Wait;
        _listener = GdbListener.Open(options.Listen);
        _reading = new Thread(ReadClients) { IsBackground = true, Name = $"{context.Id} socket" };
        _answering = new Thread(AnswerClients) { IsBackground = true, Name = $"{context.Id} session" };
    }

    /// <summary>What gdb's <c>target remote</c> takes.</summary>
    public string Target => _listener.Target;

    public void Wire()
    {
        if (_waits)
        {
            _target.Control.RequestPause();
        }

        // A machine that waits for the debugger has not started, so the threads cannot wait for Start.
        _reading.Start();
        _answering.Start();
        GdbLog.Listening(_log, Target);
    }

    public void Send(byte[] bytes)
    {
        try
        {
            for (int sent = 0; sent < bytes.Length && _client is { } client;)
            {
                sent += client.Send(bytes, sent, bytes.Length - sent, SocketFlags.None);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Reading ends too then, and that ends the session.
            _client?.Dispose();
        }
    }

    public void OnMachine(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var done = new ManualResetEventSlim();
        _target.Control.Post(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }

            done.Set();
        });
        done.Wait(_end.Token);
        failure?.Throw();
    }

    public void Stopped(DebugStop stop) => _events.Add(session => session.Stopped(stop));

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _end.Cancel();
        _listener.Dispose();
        if (_answering.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            return;
        }

        _answering.Join();
        _client?.Dispose();
        _reading.Join();
        _events.Dispose();
        _end.Dispose();
    }

    private void ReadClients()
    {
        try
        {
            while (!_end.IsCancellationRequested)
            {
                Socket client = _listener.Accept();
                client.SendTimeout = SendTimeout;
                _client = client;
                _events.Add(session =>
                {
                    session.Connected();
                    GdbLog.Attached(_log);
                });
                ReadClient(client);
                _events.Add(session =>
                {
                    session.Disconnected();
                    _ = _sessionOver.Release();
                });
                _sessionOver.Wait(_end.Token);
                _client = null;
                client.Dispose();
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            if (!_end.IsCancellationRequested)
            {
                GdbLog.AcceptFailed(_log, e.Message);
            }
        }
    }

    private void ReadClient(Socket client)
    {
        byte[] buffer = new byte[4096];
        while (true)
        {
            int count;
            try
            {
                count = client.Receive(buffer);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            if (count == 0)
            {
                return;
            }

            _room.Wait(_end.Token);
            byte[] bytes = buffer[..count];
            _events.Add(session =>
            {
                _ = _room.Release();
                session.Receive(bytes);
            });
        }
    }

    private void AnswerClients()
    {
        GdbSession session = NewSession();
        try
        {
            foreach (Action<GdbSession> happened in _events.GetConsumingEnumerable(_end.Token))
            {
                session = Handle(session, happened);
            }
        }
        catch (OperationCanceledException)
        {
            session.Ended();
        }
    }

    private GdbSession Handle(GdbSession session, Action<GdbSession> happened)
    {
        try
        {
            happened(session);
            if (session.IsOver)
            {
                GdbLog.Detached(_log);
                return NewSession();
            }
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException)
        {
            // The machine has another debugger, or cannot have one.
            GdbLog.AttachFailed(_log, e.Message);
            _client?.Dispose();
        }

        return session;
    }

    private GdbSession NewSession() => new(_target, this, _trace);
}
