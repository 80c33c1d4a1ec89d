namespace Xemu.Monitor.Qmp;

/// <summary>The types of commands and events. Names and members as in QEMU's qapi/*.json, so far as they make sense here.</summary>
internal static class QmpTypes
{
    private static readonly QmpType Text = QmpScalar.Text;
    private static readonly QmpType Bool = QmpScalar.Bool;
    private static readonly QmpType Number = QmpScalar.Number;
    private static readonly QmpType Int = QmpInteger.Int;
    private static readonly QmpType Size = QmpInteger.Size;

    public static readonly QmpType Capability = new QmpEnum("QMPCapability", "oob");

    public static readonly QmpStruct VersionInfo = new("VersionInfo",
        new("qemu", new QmpStruct("VersionTriple", new("major", Int), new("minor", Int), new("micro", Int))), new("package", Text));

    public static readonly QmpStruct CommandInfo = new("CommandInfo", new QmpMember("name", Text));

    public static readonly QmpEnum RunStates = new("RunState",
        "debug", "inmigrate", "internal-error", "io-error", "paused", "postmigrate", "prelaunch", "finish-migrate", "restore-vm", "running", "save-vm", "shutdown",
        "suspended", "watchdog", "guest-panicked", "colo");

    public static readonly QmpStruct StatusInfo = new("StatusInfo", new("running", Bool), new("status", RunStates));

    public static readonly QmpStruct NameInfo = new("NameInfo", new QmpMember("name", Text, IsOptional: true));

    public static readonly QmpStruct UuidInfo = new("UuidInfo", new QmpMember("UUID", Text));

    public static readonly QmpStruct KvmInfo = new("KvmInfo", new("enabled", Bool), new("present", Bool));

    public static readonly QmpStruct TargetInfo = new("TargetInfo", new QmpMember("arch", Text));

    public static readonly QmpStruct MemoryInfo = new("MemoryInfo", new("base-memory", Size), new("plugged-memory", Size, IsOptional: true));

    public static readonly QmpStruct MachineInfo = new("MachineInfo",
        new("name", Text), new("is-default", Bool, IsOptional: true), new("cpu-max", Int), new("hotpluggable-cpus", Bool), new("numa-mem-supported", Bool),
        new("deprecated", Bool), new("acpi", Bool));

    public static readonly QmpStruct CpuInfo = new("CpuInfoFast",
        new("cpu-index", Int), new("qom-path", Text), new("thread-id", Int), new("target", Text),
        new("props", new QmpStruct("CpuInstanceProperties", new("core-id", Int), new("thread-id", Int), new("socket-id", Int)), IsOptional: true));

    public static readonly QmpStruct BlockInfo = new("BlockInfo",
        new("device", Text), new("qdev", Text, IsOptional: true), new("type", Text), new("removable", Bool), new("locked", Bool),
        new("inserted", BlockDeviceInfo(), IsOptional: true), new("tray_open", Bool, IsOptional: true), new("io-status", Text, IsOptional: true));

    public static readonly QmpStruct FdsetInfo = new("FdsetInfo",
        new("fdset-id", Int), new("fds", new QmpArray(new QmpStruct("FdsetFdInfo", new("fd", Int), new("opaque", Text, IsOptional: true)))));

    public static readonly QmpStruct AddfdInfo = new("AddfdInfo", new("fdset-id", Int), new("fd", Int));

    public static readonly QmpEnum MigrationCapability = new("MigrationCapability", [.. MigrationControl.Capabilities]);

    public static readonly QmpStruct CapabilityStatus = new("MigrationCapabilityStatus", new("capability", MigrationCapability), new("state", Bool));

    public static readonly QmpStruct MigrateSetParameters = new("MigrateSetParameters",
        new("multifd-channels", QmpInteger.UInt8, IsOptional: true), new("direct-io", Bool, IsOptional: true),
        new("max-bandwidth", Size, IsOptional: true), new("downtime-limit", Size, IsOptional: true));

    public static readonly QmpStruct MigrationParameters = new("MigrationParameters",
        new("multifd-channels", QmpInteger.UInt8), new("direct-io", Bool), new("max-bandwidth", Size), new("downtime-limit", Size));

    public static readonly QmpEnum MigrationStatusWord = new("MigrationStatus", [.. MigrationControl.Words]);

    public static readonly QmpStruct MigrationInfo = new("MigrationInfo",
        new("status", MigrationStatusWord, IsOptional: true), new("ram", MigrationStats(), IsOptional: true), new("total-time", Int, IsOptional: true),
        new("expected-downtime", Int, IsOptional: true), new("downtime", Int, IsOptional: true), new("error-desc", Text, IsOptional: true),
        new("x-xemu-uri", Text, IsOptional: true), new("x-xemu-incoming", Bool, IsOptional: true), new("x-xemu-expected-time", Int, IsOptional: true));

    public static readonly QmpStruct MigrationAddress = new("MigrationAddress",
        new("transport", new QmpEnum("MigrationAddressType", "socket", "exec", "rdma", "file")),
        new("filename", Text, IsOptional: true), new("offset", Size, IsOptional: true), new("args", new QmpArray(Text), IsOptional: true),
        new("type", new QmpEnum("SocketAddressType", "inet", "unix", "vsock", "fd"), IsOptional: true), new("path", Text, IsOptional: true),
        new("host", Text, IsOptional: true), new("port", Text, IsOptional: true), new("str", Text, IsOptional: true));

    public static readonly QmpStruct MigrationChannel = new("MigrationChannel",
        new("channel-type", new QmpEnum("MigrationChannelType", "main", "cpr")), new("addr", MigrationAddress));

    public static readonly QmpStruct DumpCapability = new("DumpGuestMemoryCapability",
        new QmpMember("formats", new QmpArray(DumpFormat())));

    public static readonly QmpStruct DumpResult = new("DumpQueryResult",
        new("status", new QmpEnum("DumpStatus", "none", "active", "completed", "failed")), new("completed", Int), new("total", Int));

    public static readonly QmpStruct PciInfo = new("PciInfo", new("bus", Int), new("devices", new QmpArray(PciDeviceInfo())));

    public static readonly QmpStruct Counter = new("XemuCounter", new("name", Text), new("value", Int));

    public static readonly QmpStruct StatusItem = new("XemuStatusItem", new("name", Text), new("text", Text));

    public static readonly QmpStruct Component = new("XemuComponent", new("id", Text), new("type", Text), new("contracts", new QmpArray(Text)));

    public static readonly QmpStruct MonitorCommand = new("XemuMonitorCommand", new("name", Text), new("description", Text));

    public static readonly QmpStruct CommandOutput = new("XemuCommandOutput", new QmpMember("text", Text));

    public static readonly QmpStruct Speed = new("XemuSpeed",
        new("million-instructions-per-second", Number), new("percent-of-real-time", Number), new("guest-time-ns", Int), new("instructions", Int));

    public static QmpEnum DumpFormat() => new("DumpGuestMemoryFormat", "elf");

    private static QmpStruct BlockDeviceInfo() => new("BlockDeviceInfo",
        new("file", Text), new("node-name", Text, IsOptional: true), new("ro", Bool), new("drv", Text), new("backing_file_depth", Int), new("encrypted", Bool),
        new("detect_zeroes", new QmpEnum("BlockdevDetectZeroesOptions", "off", "on", "unmap")),
        new("bps", Int), new("bps_rd", Int), new("bps_wr", Int), new("iops", Int), new("iops_rd", Int), new("iops_wr", Int), new("write_threshold", Int),
        new("image", new QmpStruct("ImageInfo", new("filename", Text), new("format", Text), new("virtual-size", Size))),
        new("cache", new QmpStruct("BlockdevCacheInfo", new("writeback", Bool), new("direct", Bool), new("no-flush", Bool))));

    private static QmpStruct MigrationStats() => new("MigrationStats",
        new("transferred", Size), new("remaining", Size), new("total", Size), new("duplicate", Size), new("normal", Size), new("normal-bytes", Size),
        new("dirty-pages-rate", Size), new("mbps", Number), new("dirty-sync-count", Int), new("postcopy-requests", Int), new("page-size", Int),
        new("multifd-bytes", Size), new("pages-per-second", Size), new("precopy-bytes", Size), new("downtime-bytes", Size), new("postcopy-bytes", Size),
        new("dirty-sync-missed-zero-copy", Size));

    private static QmpStruct PciDeviceInfo() => new("PciDeviceInfo",
        new("bus", Int), new("slot", Int), new("function", Int),
        new("class_info", new QmpStruct("PciDeviceClass", new("desc", Text, IsOptional: true), new("class", Int))),
        new("id", new QmpStruct("PciDeviceId",
            new("device", Int), new("vendor", Int), new("subsystem", Int, IsOptional: true), new("subsystem-vendor", Int, IsOptional: true))),
        new("irq", Int, IsOptional: true), new("irq_pin", Int), new("qdev_id", Text),
        new("regions", new QmpArray(new QmpStruct("PciMemoryRegion",
            new("bar", Int), new("type", Text), new("address", Int), new("size", Int), new("prefetch", Bool, IsOptional: true), new("mem_type_64", Bool, IsOptional: true)))));
}
