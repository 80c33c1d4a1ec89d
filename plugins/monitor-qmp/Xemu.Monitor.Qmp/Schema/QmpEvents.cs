namespace Xemu.Monitor.Qmp;

/// <summary>The events.</summary>
internal static class QmpEvents
{
    public static IReadOnlyList<QmpEvent> All { get; } =
    [
        new("DEVICE_TRAY_MOVED", "A drive's tray has opened or closed.", new QmpStruct("DEVICE_TRAY_MOVED-arg",
            new("device", QmpScalar.Text), new("id", QmpScalar.Text), new("tray-open", QmpScalar.Bool))),
        new("DUMP_COMPLETED", "A dump of memory has ended, well or not.", new QmpStruct("DUMP_COMPLETED-arg",
            new("result", QmpTypes.DumpResult), new("error", QmpScalar.Text, IsOptional: true))),
        new("MIGRATION", "A migration has come to another phase; with the capability `events`.", new QmpStruct("MIGRATION-arg",
            new QmpMember("status", QmpTypes.MigrationStatusWord))),
        new("MIGRATION_PASS", "A live migration begins another pass over the dirty pages; with the capability `events`.", new QmpStruct("MIGRATION_PASS-arg",
            new QmpMember("pass", QmpInteger.Int))),
        new("POWERDOWN", "The power button was pressed.", QmpStruct.Empty),
        new("RESET", "The machine was reset.", new QmpStruct("RESET-arg", new("guest", QmpScalar.Bool), new("reason", Cause()))),
        new("RESUME", "Guest time passes.", QmpStruct.Empty),
        new("SHUTDOWN", "The run has ended.", new QmpStruct("SHUTDOWN-arg",
            new("guest", QmpScalar.Bool), new("reason", Cause()), new("x-xemu-reason", QmpScalar.Text))),
        new("STOP", "Guest time stands still.", QmpStruct.Empty),
        new("X_XEMU_MIGRATION_PROGRESS", "How far a migration is, ten times a second at most; with the capability `events`.", new QmpStruct("X_XEMU_MIGRATION_PROGRESS-arg",
            new("transferred", QmpInteger.Size), new("remaining", QmpInteger.Size), new("total", QmpInteger.Size), new("bytes-per-second", QmpInteger.Int),
            new("elapsed", QmpInteger.Int), new("expected", QmpInteger.Int))),
    ];

    private static QmpEnum Cause() => new("ShutdownCause",
        "none", "host-error", "host-qmp-quit", "host-qmp-system-reset", "host-signal", "host-ui", "guest-shutdown", "guest-reset", "guest-panic", "subsystem-reset", "snapshot-load");
}
