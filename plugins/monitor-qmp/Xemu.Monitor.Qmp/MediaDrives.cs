using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.Time;

namespace Xemu.Monitor.Qmp;

/// <summary>Changes media. A change is an input of the machine: it reaches the drive at a stamped moment, so that a run can be repeated.</summary>
internal sealed class MediaDrives : IDisposable
{
    private readonly QmpMachine _machine;
    private readonly IInputChannel _channel;
    private readonly Dictionary<string, (IComponent Medium, TaskCompletionSource Done)> _opened = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskCompletionSource> _ejecting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Path, string Format)> _files = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int _number;

    public MediaDrives(QmpMachine machine, IComponentContext context)
    {
        _machine = machine;
        _channel = context.Inputs.OpenChannel(context.Id + "/media", Deliver);
    }

    public void Dispose() => _channel.Dispose();

    /// <summary>The file that a client has put into a drive, or null.</summary>
    public (string Path, string Format)? FileIn(string drive)
    {
        lock (_gate)
        {
            return _files.TryGetValue(drive, out (string Path, string Format) file) ? file : null;
        }
    }

    /// <summary>Finds a drive.</summary>
    /// <exception cref="QmpException">There is none, or its medium is fixed.</exception>
    public IRemovableMedium Find(string id)
    {
        IComponent component = _machine.Components.FirstOrDefault(c => c.Key == id).Value
            ?? throw new QmpException(QmpException.DeviceNotFound, $"Device '{id}' not found");
        return component as IRemovableMedium ?? throw new QmpException($"Device '{id}' is not removable");
    }

    /// <summary>Takes a medium out.</summary>
    public void Eject(string drive, CancellationToken cancellation)
    {
        _ = Find(drive);
        string ticket = Ticket();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _ejecting.Add(ticket, done);
        }

        Post(done, cancellation, "eject", ticket, drive, string.Empty, string.Empty);
    }

    /// <summary>Puts a file in as the medium.</summary>
    public void Change(string drive, string path, string format, CancellationToken cancellation)
    {
        _ = Find(drive);
        string fullPath = Path.GetFullPath(path);
        string ticket = Ticket();
        IComponent medium = Open(ticket, fullPath, format);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _opened.Add(ticket, (medium, done));
        }

        Post(done, cancellation, "insert", ticket, drive, format, fullPath);
    }

    private string Ticket() => Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);

    private void Post(TaskCompletionSource done, CancellationToken cancellation, params string[] words)
    {
        _channel.Post(Encoding.UTF8.GetBytes(string.Join('\0', words)));

        // A paused machine takes its inputs when it runs again: the answer does not wait for that, the event of the tray does.
        while (_machine.State.IsRunning && !done.Task.IsCompleted)
        {
            try
            {
                _ = done.Task.Wait(50, cancellation);
            }
            catch (AggregateException e)
            {
                throw new QmpException(e.InnerException!.Message);
            }
        }
    }

    private IComponent Open(string ticket, string path, string format)
    {
        IComponent medium = _machine.Context.Factory.Create(
            $"medium-{ticket}", "block." + format, new Dictionary<string, string>(StringComparer.Ordinal) { ["file"] = path, ["read-only"] = "true" });
        if (medium is IBlockDevice)
        {
            return medium;
        }

        medium.Dispose();
        throw new QmpException($"'block.{format}' makes no medium.");
    }

    /// <summary>Machine thread, at the stamped time.</summary>
    private void Deliver(ReadOnlySpan<byte> payload)
    {
        string[] words = Encoding.UTF8.GetString(payload).Split('\0');
        if (words.Length != 5 || _machine.Components.FirstOrDefault(c => c.Key == words[2]).Value is not IRemovableMedium drive)
        {
            return;
        }

        TaskCompletionSource? done = null;
        try
        {
            if (words[0] == "insert")
            {
                done = Insert(drive, words);
            }
            else
            {
                lock (_gate)
                {
                    _ = _ejecting.Remove(words[1], out done);
                    _ = _files.Remove(words[2]);
                }

                TakeOut(words[2], drive);
            }

            _ = done?.TrySetResult();
        }
        catch (Exception e) when (e is ComponentException or IOException or InvalidOperationException or QmpException)
        {
            _ = done?.TrySetException(e);
        }
    }

    private TaskCompletionSource? Insert(IRemovableMedium drive, string[] words)
    {
        (IComponent Medium, TaskCompletionSource Done) opened;
        lock (_gate)
        {
            _ = _opened.Remove(words[1], out opened);
        }

        // A replay has nothing open yet.
        IComponent medium = opened.Medium ?? Open(words[1], words[4], words[3]);
        if (!drive.IsTrayOpen)
        {
            TakeOut(words[2], drive);
        }

        drive.Insert((IBlockDevice)medium);
        lock (_gate)
        {
            _files[words[2]] = (words[4], words[3]);
        }

        Tell(words[2], isOpen: false);
        return opened.Done;
    }

    private void TakeOut(string id, IRemovableMedium drive)
    {
        drive.Eject();
        Tell(id, isOpen: true);
    }

    private void Tell(string id, bool isOpen) =>
        _machine.Tell("DEVICE_TRAY_MOVED", new JsonObject { ["device"] = id, ["id"] = id, ["tray-open"] = isOpen });
}
