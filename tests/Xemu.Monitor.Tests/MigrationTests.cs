using System.Text.Json.Nodes;
using Xemu.Abstractions.Migration;

namespace Xemu.Monitor.Tests;

/// <summary>What QMP's migration commands ask of the engine.</summary>
public sealed class MigrationTests
{
    [Fact]
    public void Migrate_OfARunningMachine_IsLiveAndStaysStopped()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();

        client.Run("migrate", """{"uri":"file:/tmp/x"}""");

        Assert.Equal(new SaveRequest("file:/tmp/x") { Mode = SaveMode.Live, MaxBytesPerSecond = 128 << 20, RunsOn = false }, machine.Engine.Saved);
    }

    [Fact]
    public void Migrate_OfAPausedMachineWithEverything_PassesEverythingOn()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        client.Run("stop");
        client.Run("migrate-set-capabilities", """{"capabilities":[{"capability":"mapped-ram","state":true},{"capability":"multifd","state":true}]}""");
        client.Run("migrate-set-parameters", """{"multifd-channels":4,"direct-io":true,"max-bandwidth":0,"downtime-limit":20}""");

        client.Run("migrate", """{"uri":"fd:out"}""");

        Assert.Equal(
            new SaveRequest("fd:out") { Mode = SaveMode.Stopped, IsMappedRam = true, PageChannels = 4, IsDirect = true, DowntimeLimitMs = 20, RunsOn = false },
            machine.Engine.Saved);
        Assert.Equal("""{"multifd-channels":4,"direct-io":true,"max-bandwidth":0,"downtime-limit":20}""", client.Run("query-migrate-parameters").ToJsonString());
    }

    [Fact]
    public void Migrate_InTheBackground_RunsOn()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        client.Run("migrate-set-capabilities", """{"capabilities":[{"capability":"background-snapshot","state":true}]}""");

        client.Run("migrate", """{"uri":"file:/tmp/x"}""");

        Assert.True(machine.Engine.Saved is { Mode: SaveMode.Background, RunsOn: true });
    }

    [Theory]
    [InlineData("""{"transport":"file","filename":"/a","offset":4096}""", "file:/a,offset=4096")]
    [InlineData("""{"transport":"socket","type":"unix","path":"/s"}""", "unix:/s")]
    [InlineData("""{"transport":"socket","type":"inet","host":"127.0.0.1","port":"99"}""", "tcp:127.0.0.1:99")]
    [InlineData("""{"transport":"socket","type":"fd","str":"out"}""", "fd:out")]
    [InlineData("""{"transport":"exec","args":["cat","a b"]}""", "exec:cat 'a b'")]
    public void Migrate_ByChannels_IsTheSameAsByAddress(string address, string expected)
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();

        client.Run("migrate", $$"""{"channels":[{"channel-type":"main","addr":{{address}}}]}""");

        Assert.Equal(expected, machine.Engine.Saved!.Uri);
    }

    [Fact]
    public void Migration_ThatIsDone_LeavesTheMachineInPostmigrateUntilCont()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        client.Run("stop");
        client.Run("migrate", """{"uri":"file:/tmp/x"}""");
        string during = (string)client.Run("query-status")["status"]!;

        machine.Engine.Go(machine.Engine.Status with { Phase = MigrationPhase.Completed, DowntimeMs = 12.4 });
        string after = (string)client.Run("query-status")["status"]!;
        client.Run("cont");

        Assert.Equal(("finish-migrate", "postmigrate"), (during, after));
        Assert.Equal("running", (string?)client.Run("query-status")["status"]);
        JsonNode info = client.Run("query-migrate");
        Assert.Equal("completed", (string?)info["status"]);
        Assert.Equal(12, (int)info["downtime"]!);
        Assert.Equal(1 << 20, (int)info["ram"]!["total"]!);
    }

    [Fact]
    public void Migration_ThatFails_TellsWhy()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        client.Run("migrate", """{"uri":"file:/tmp/x"}""");

        machine.Engine.Go(machine.Engine.Status with { Phase = MigrationPhase.Failed, Error = "The disk is full." });

        JsonNode info = client.Run("query-migrate");
        Assert.Equal(("failed", "The disk is full."), ((string?)info["status"], (string?)info["error-desc"]));
        Assert.Equal("running", (string?)client.Run("query-status")["status"]);
    }

    [Fact]
    public void Migrate_ThatCannotStart_GivesTheEnginesWords()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        machine.Engine.Refusal = "No transport takes 'zzz:1'.";

        Assert.Equal("GenericError: No transport takes 'zzz:1'.", client.Fail("migrate", """{"uri":"zzz:1"}"""));
    }

    [Fact]
    public void Migrate_WhileAnotherGoesOn_IsRefusedWithEverythingThatWouldChangeIt()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        client.Run("migrate", """{"uri":"file:/tmp/x"}""");

        Assert.Equal("GenericError: There's a migration process in progress", client.Fail("migrate", """{"uri":"file:/tmp/y"}"""));
        Assert.Equal("GenericError: There's a migration process in progress", client.Fail("migrate-set-capabilities", """{"capabilities":[{"capability":"multifd","state":true}]}"""));
        client.Run("migrate_cancel");
        Assert.Equal("cancelled", (string?)client.Run("query-migrate")["status"]);
    }

    [Theory]
    [InlineData("migrate-set-parameters", """{"multifd-channels":0}""", "expects a value between 1 and 255")]
    [InlineData("migrate-set-parameters", """{"downtime-limit":2000001}""", "in the range of 0 to (2000 * 1000) ms")]
    [InlineData("migrate-set-parameters", """{"cpu-throttle-initial":1}""", "is unexpected")]
    [InlineData("migrate-set-capabilities", """{"capabilities":[{"capability":"events","state":true},{"capability":"xbzrle","state":true}]}""", "'xbzrle' is not supported")]
    [InlineData("migrate-incoming", """{"uri":"file:x"}""", "machine.incoming=true")]
    [InlineData("migrate", """{"uri":"file:x","resume":true}""", "Postcopy")]
    [InlineData("migrate", """{"uri":"file:x","channels":[]}""", "mutually exclusive")]
    [InlineData("migrate", """{"channels":[]}""", "exactly one entry")]
    [InlineData("migrate-pause", "{}", "only supported during postcopy")]
    public void Setting_ThatIsNotServed_IsRefusedAndNothingChanges(string command, string arguments, string expected)
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        string before = client.Run("query-migrate-parameters").ToJsonString() + client.Run("query-migrate-capabilities").ToJsonString();

        Assert.Contains(expected, client.Fail(command, arguments), StringComparison.Ordinal);

        Assert.Equal(before, client.Run("query-migrate-parameters").ToJsonString() + client.Run("query-migrate-capabilities").ToJsonString());
        Assert.Null(machine.Engine.Saved);
    }

    [Fact]
    public void Migrate_WithoutAnEngine_SaysWhatIsMissing()
    {
        using var machine = new MonitorMachine(hasEngine: false);
        using QmpTestClient client = machine.Connect();

        Assert.Contains("migration.engine", client.Fail("migrate", """{"uri":"file:x"}"""), StringComparison.Ordinal);
        Assert.Equal("{}", client.Run("query-migrate").ToJsonString());
    }

    [Fact]
    public void MigrateIncoming_OfAWaitingMachine_RestoresOnce()
    {
        using var machine = new MonitorMachine(isIncoming: true);
        using QmpTestClient client = machine.Connect();
        client.Run("stop");
        string before = (string)client.Run("query-status")["status"]!;

        client.Run("migrate-incoming", """{"uri":"unix:/s"}""");
        machine.Engine.Go(machine.Engine.Status with { Phase = MigrationPhase.Completed });

        Assert.Equal("inmigrate", before);
        Assert.Equal(new RestoreRequest("unix:/s"), machine.Engine.Restored);
        Assert.Contains("already been started", client.Fail("migrate-incoming", """{"uri":"unix:/s"}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Events_WithTheCapability_TellPhasesPassesAndProgress()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        client.Run("migrate", """{"uri":"file:x"}""");
        machine.Engine.Go(machine.Engine.Status with { Phase = MigrationPhase.Completed });
        bool silent = client.Events.TrueForAll(static e => !((string)e["event"]!).Contains("MIGRATION", StringComparison.Ordinal));
        client.Run("migrate-set-capabilities", """{"capabilities":[{"capability":"events","state":true}]}""");

        client.Run("migrate", """{"uri":"file:x"}""");
        machine.Engine.Go(machine.Engine.Status with { TransferredBytes = 99, ExpectedMs = 7.2 });

        Assert.True(silent);
        Assert.Equal("active", (string?)client.Expect("MIGRATION")["data"]!["status"]);
        Assert.Equal(1, (int)client.Expect("MIGRATION_PASS")["data"]!["pass"]!);
        JsonNode progress = client.Expect("X_XEMU_MIGRATION_PROGRESS")["data"]!;
        Assert.Equal((99, 7), ((int)progress["transferred"]!, (int)progress["expected"]!));
    }

    [Fact]
    public void XemuSaveAndRestore_WithEverything_PassEverythingOn()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();

        client.Run("x-xemu-save", """{"uri":"file:a","mode":"background","mapped-ram":true,"channels":3,"direct":true,"parent":"/p","run-on":false,"max-bandwidth":7,"downtime-limit":9}""");
        machine.Engine.Go(machine.Engine.Status with { Phase = MigrationPhase.Completed });
        client.Run("x-xemu-restore", """{"uri":"file:b","lazy":true,"channels":2,"direct":true,"run":false}""");

        Assert.Equal(
            new SaveRequest("file:a") { Mode = SaveMode.Background, IsMappedRam = true, PageChannels = 3, IsDirect = true, Parent = "/p", RunsOn = false, MaxBytesPerSecond = 7, DowntimeLimitMs = 9 },
            machine.Engine.Saved);
        Assert.Equal(new RestoreRequest("file:b") { IsLazy = true, PageChannels = 2, IsDirect = true, Runs = false }, machine.Engine.Restored);
    }
}
