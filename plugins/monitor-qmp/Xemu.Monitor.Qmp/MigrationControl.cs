using System.Text.Json.Nodes;
using Xemu.Abstractions.Migration;

namespace Xemu.Monitor.Qmp;

/// <summary>Migration as QMP sees it: capabilities and parameters first, then an address.</summary>
internal sealed class MigrationControl(QmpMachine machine) : IDisposable
{
    private const int PageSize = 4096;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _enabled = new(StringComparer.Ordinal);
    private IDisposable? _subscription;
    private MigrationStatus _last = new();
    private bool _runsOn = true;
    private bool _isStarting;

    /// <summary>Capabilities by QEMU's names (qapi/migration.json, MigrationCapability).</summary>
    public static IReadOnlyList<string> Capabilities { get; } =
    [
        "xbzrle", "rdma-pin-all", "auto-converge", "zero-blocks", "events", "postcopy-ram", "x-colo", "release-ram", "return-path", "pause-before-switchover",
        "multifd", "dirty-bitmaps", "postcopy-blocktime", "late-block-activate", "x-ignore-shared", "validate-uuid", "background-snapshot", "zero-copy-send",
        "postcopy-preempt", "switchover-ack", "dirty-limit", "mapped-ram",
    ];

    /// <summary>The ones that do something here, or that change nothing and are so anyway.</summary>
    public static IReadOnlyList<string> Supported { get; } = ["events", "return-path", "late-block-activate", "multifd", "background-snapshot", "mapped-ram"];

    /// <summary>QEMU's names of phases (MigrationStatus).</summary>
    public static IReadOnlyList<string> Words { get; } =
        ["none", "setup", "cancelling", "cancelled", "active", "completed", "failed", "device"];

    public byte Channels { get; private set; } = 2;

    public bool IsDirect { get; private set; }

    /// <summary>QEMU's default, 128 MiB a second.</summary>
    public ulong MaxBandwidth { get; private set; } = 128 << 20;

    public ulong DowntimeLimitMs { get; private set; } = 300;

    public void Wire() => _subscription = machine.Engine?.Subscribe(Observe);

    public void Dispose()
    {
        _subscription?.Dispose();
        if (_isStarting)
        {
            machine.Engine?.Cancel();
        }
    }

    public bool IsEnabled(string capability)
    {
        lock (_gate)
        {
            return _enabled.Contains(capability);
        }
    }

    /// <summary>Sets capabilities, all or none.</summary>
    public void SetCapabilities(IEnumerable<(string Name, bool State)> wanted)
    {
        RefuseWhileActive();
        List<(string Name, bool State)> list = [.. wanted];
        foreach ((string name, bool state) in list)
        {
            if (state && !Supported.Contains(name))
            {
                throw new QmpException($"Capability '{name}' is not supported here; these are: {string.Join(", ", Supported)}.");
            }
        }

        lock (_gate)
        {
            foreach ((string name, bool state) in list)
            {
                _ = state ? _enabled.Add(name) : _enabled.Remove(name);
            }
        }
    }

    /// <summary>Sets parameters, all or none.</summary>
    public void SetParameters(CommandCall call)
    {
        const ulong LongestDowntimeMs = 2_000_000;
        ulong channels = call.Size("multifd-channels") ?? Channels;
        if (channels is < 1 or > 255)
        {
            throw new QmpException("Parameter 'multifd-channels' expects a value between 1 and 255");
        }

        ulong downtime = call.Size("downtime-limit") ?? DowntimeLimitMs;
        if (downtime > LongestDowntimeMs)
        {
            throw new QmpException("Parameter 'downtime-limit' expects an integer in the range of 0 to (2000 * 1000) ms");
        }

        Channels = (byte)channels;
        DowntimeLimitMs = downtime;
        IsDirect = call.Flag("direct-io") ?? IsDirect;
        MaxBandwidth = call.Size("max-bandwidth") ?? MaxBandwidth;
    }

    /// <summary>Starts what QMP's <c>migrate</c> asks for: what the capabilities and parameters say, and the machine stays stopped at the end, unless the snapshot is taken in the background.</summary>
    public void Migrate(string uri)
    {
        bool isBackground = IsEnabled("background-snapshot");
        Save(new SaveRequest(uri)
        {
            Mode = isBackground ? SaveMode.Background : machine.State.IsRunning ? SaveMode.Live : SaveMode.Stopped,
            IsMappedRam = IsEnabled("mapped-ram"),
            PageChannels = IsEnabled("multifd") ? Channels : 0,
            IsDirect = IsDirect,
            MaxBytesPerSecond = MaxBandwidth,
            DowntimeLimitMs = (int)DowntimeLimitMs,
            RunsOn = isBackground,
        });
    }

    /// <summary>Saves.</summary>
    public void Save(SaveRequest request) => Start(engine =>
    {
        _runsOn = request.RunsOn;
        engine.Save(request);
    });

    /// <summary>Restores.</summary>
    public void Restore(RestoreRequest request) => Start(engine => engine.Restore(request));

    /// <summary>Takes the state that the machine was started to wait for.</summary>
    public void Incoming(string uri)
    {
        if (!machine.Context.State.IsIncoming)
        {
            throw new QmpException("The machine was not started to wait for its state; start it with --set machine.incoming=true, or use x-xemu-restore.");
        }

        if (!machine.State.IsIncoming)
        {
            throw new QmpException("The incoming migration has already been started");
        }

        Restore(new RestoreRequest(uri) { PageChannels = IsEnabled("multifd") ? Channels : 0, IsDirect = IsDirect });
    }

    public void Cancel() => machine.Engine?.Cancel();

    /// <summary>QEMU's MigrationInfo.</summary>
    public JsonObject Describe()
    {
        MigrationStatus status = machine.Engine?.Status ?? new MigrationStatus();
        var result = new JsonObject();
        if (status.Phase == MigrationPhase.None)
        {
            return result;
        }

        result["status"] = Word(status.Phase);
        result["total-time"] = Milliseconds(status.ElapsedMs);
        if (status.DowntimeMs is { } downtime)
        {
            result[status.Phase == MigrationPhase.Completed ? "downtime" : "expected-downtime"] = Milliseconds(downtime);
        }

        if (status.Error is { } error)
        {
            result["error-desc"] = error;
        }

        if (status.Phase is not (MigrationPhase.Setup or MigrationPhase.Cancelled))
        {
            result["ram"] = DescribeRam(status);
        }

        result["x-xemu-uri"] = status.Uri;
        result["x-xemu-incoming"] = status.IsIncoming;
        if (status.ExpectedMs is { } expected)
        {
            result["x-xemu-expected-time"] = Milliseconds(expected);
        }

        return result;
    }

    public static string Word(MigrationPhase phase) => phase.ToString().ToLowerInvariant();

    private static long Milliseconds(double value) => (long)Math.Clamp(Math.Round(value), 0, long.MaxValue / 2);

    private static JsonObject DescribeRam(MigrationStatus status) => new()
    {
        ["transferred"] = status.TransferredBytes,
        ["remaining"] = status.RemainingBytes,
        ["total"] = status.TotalBytes,
        ["duplicate"] = status.ZeroPages,
        ["normal"] = status.NormalPages,
        ["normal-bytes"] = status.NormalPages * PageSize,
        ["dirty-pages-rate"] = status.DirtyPagesPerSecond,
        ["mbps"] = double.IsFinite(status.BytesPerSecond) ? status.BytesPerSecond * 8 / 1e6 : 0,
        ["dirty-sync-count"] = status.Passes,
        ["postcopy-requests"] = 0,
        ["page-size"] = PageSize,
        ["multifd-bytes"] = 0,
        ["pages-per-second"] = double.IsFinite(status.BytesPerSecond) ? (long)(status.BytesPerSecond / PageSize) : 0,
        ["precopy-bytes"] = status.TransferredBytes,
        ["downtime-bytes"] = 0,
        ["postcopy-bytes"] = 0,
        ["dirty-sync-missed-zero-copy"] = 0,
    };

    private void Start(Action<IMigrationEngine> action)
    {
        IMigrationEngine engine = machine.Engine
            ?? throw new QmpException("This machine has no migration engine; add a component of type 'migration.engine' to its manifest.");
        RefuseWhileActive();
        _isStarting = true;
        try
        {
            action(engine);
        }
        finally
        {
            _isStarting = false;
        }
    }

    private void RefuseWhileActive()
    {
        if (machine.Engine is { Status.HasEnded: false } || _isStarting)
        {
            throw new QmpException("There's a migration process in progress");
        }
    }

    private void Observe(MigrationStatus status)
    {
        MigrationStatus before;
        lock (_gate)
        {
            before = _last;
            _last = status;
        }

        bool isNew = status.Number != before.Number;
        if (status.Phase == MigrationPhase.Completed && (isNew || before.Phase != MigrationPhase.Completed))
        {
            machine.State.Migrated(status, _runsOn);
        }

        if (!IsEnabled("events"))
        {
            return;
        }

        if (isNew || status.Phase != before.Phase)
        {
            machine.Tell("MIGRATION", new JsonObject { ["status"] = Word(status.Phase) });
        }
        else if (status.Passes == before.Passes)
        {
            machine.Tell("X_XEMU_MIGRATION_PROGRESS", new JsonObject
            {
                ["transferred"] = status.TransferredBytes,
                ["remaining"] = status.RemainingBytes,
                ["total"] = status.TotalBytes,
                ["bytes-per-second"] = double.IsFinite(status.BytesPerSecond) ? (long)status.BytesPerSecond : 0,
                ["elapsed"] = Milliseconds(status.ElapsedMs),
                ["expected"] = status.ExpectedMs is { } expected ? Milliseconds(expected) : -1,
            });
        }

        if (status.Passes > 0 && (isNew || status.Passes != before.Passes))
        {
            machine.Tell("MIGRATION_PASS", new JsonObject { ["pass"] = status.Passes });
        }
    }
}
