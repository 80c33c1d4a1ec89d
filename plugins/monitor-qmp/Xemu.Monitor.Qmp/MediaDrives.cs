using System.Globalization;
using System.Text.Json.Nodes;
using Xemu.Abstractions;
using Xemu.Abstractions.Media;

namespace Xemu.Monitor.Qmp;

/// <summary>Changes media, and sees trays move. Changes go through the drive's own input, so that they are recorded with the run.</summary>
internal sealed class MediaDrives(QmpMachine machine)
{
    /// <summary>How long a running machine may take until the drive has done what it was asked for, before the answer goes out all the same.</summary>
    private const int LongestWaitMs = 500;

    private const string TypePrefix = "block.";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, IComponent> _media = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _trays = new(StringComparer.Ordinal);
    private int _number;

    /// <summary>Whether there is a drive at all.</summary>
    public bool Any => machine.First<IRemovableMedium>() is not null;

    /// <summary>Finds a drive.</summary>
    /// <exception cref="QmpException">There is none, or its medium is fixed.</exception>
    public IMediumChanger Find(string id)
    {
        IComponent component = machine.Components.FirstOrDefault(c => c.Key == id).Value
            ?? throw new QmpException(QmpException.DeviceNotFound, $"Device '{id}' not found");
        return component switch
        {
            IMediumChanger changer => changer,
            IRemovableMedium => throw new QmpException($"Device '{id}' takes no changes from monitors"),
            _ => throw new QmpException($"Device '{id}' is not removable"),
        };
    }

    /// <summary>Takes a medium out.</summary>
    public void Eject(string id, bool isForced, CancellationToken cancellation)
    {
        IMediumChanger drive = Find(id);
        if (!isForced && machine.Calls.Run(() => drive.IsTrayLocked, cancellation))
        {
            throw new QmpException($"Device '{id}' is locked and force was not specified, wait for tray to open and try again");
        }

        drive.PostEject();
        Await(() => drive.IsTrayOpen && drive.Medium is null, cancellation);
        Replace(id, null);
    }

    /// <summary>Puts a file in as the medium.</summary>
    public void Change(string id, string path, string format, bool isForced, CancellationToken cancellation)
    {
        IMediumChanger drive = Find(id);
        IComponent medium = Open(Path.GetFullPath(path), format);
        try
        {
            // The drive closes its tray over the new medium: the old one has to leave first, as by hand.
            Eject(id, isForced, cancellation);
        }
        catch (QmpException)
        {
            medium.Dispose();
            throw;
        }

        drive.PostInsert((IBlockDevice)medium);
        Await(() => !drive.IsTrayOpen && ReferenceEquals(drive.Medium, medium), cancellation);
        Replace(id, medium);
    }

    /// <summary>Tells of trays that have moved since the last look. Machine thread.</summary>
    public void Look()
    {
        foreach ((string id, IComponent component) in machine.Components)
        {
            if (component is IRemovableMedium drive)
            {
                bool isOpen = drive.IsTrayOpen;
                if (_trays.TryGetValue(id, out bool before) && before != isOpen)
                {
                    machine.Tell("DEVICE_TRAY_MOVED", new JsonObject { ["device"] = id, ["id"] = id, ["tray-open"] = isOpen });
                }

                _trays[id] = isOpen;
            }
        }
    }

    /// <summary>The format and file of a medium; one that has no file is named by its component.</summary>
    public (string Format, string File) Source(IBlockDevice medium, string id) => medium is IMediumSource source
        ? (Format(source.SourceType), source.SourceFile)
        : (Format(machine.Context.TypeOf(id)), $"component:{id}");

    private static string Format(string type) => type.StartsWith(TypePrefix, StringComparison.Ordinal) ? type[TypePrefix.Length..] : type;

    private void Await(Func<bool> isDone, CancellationToken cancellation)
    {
        // A paused machine takes its inputs when it runs again; the answer does not wait for that, the event of the tray does.
        long started = Environment.TickCount64;
        while (!machine.Calls.Run(() => Check(isDone), cancellation) && machine.State.IsRunning && Environment.TickCount64 - started < LongestWaitMs)
        {
            _ = cancellation.WaitHandle.WaitOne(2);
        }
    }

    private bool Check(Func<bool> isDone)
    {
        Look();
        return isDone();
    }

    /// <summary>Remembers what was opened for a drive. What lay in it before may still be in use by a paused machine, so the machine's end closes it.</summary>
    private void Replace(string id, IComponent? medium)
    {
        lock (_gate)
        {
            if (_media.Remove(id, out IComponent? old) && machine.State.IsRunning)
            {
                old.Dispose();
            }

            if (medium is not null)
            {
                _media.Add(id, medium);
            }
        }
    }

    private IComponent Open(string path, string format)
    {
        string name = "medium-" + Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);
        IComponent medium = machine.Context.Factory.Create(
            name, TypePrefix + format, new Dictionary<string, string>(StringComparer.Ordinal) { ["file"] = path, ["read-only"] = "true" });
        if (medium is IBlockDevice)
        {
            return medium;
        }

        medium.Dispose();
        throw new QmpException($"'block.{format}' makes no medium.");
    }
}
