using System.Text.Json.Nodes;

namespace Xemu.Monitor.Tests;

/// <summary>Guest time, resets, the end.</summary>
public sealed class RunCommandTests
{
    [Fact]
    public void StopAndCont_OfARunningMachine_ChangeItsStateBeforeTheAnswer()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();

        client.Run("stop");
        bool stopped = !machine.Machine.IsRunning;
        JsonNode paused = client.Run("query-status");
        client.Run("cont");
        bool running = machine.Machine.IsRunning;
        JsonNode continued = client.Run("query-status");

        Assert.True(stopped && running);
        Assert.Equal("""{"running":false,"status":"paused"}""", paused.ToJsonString());
        Assert.Equal("""{"running":true,"status":"running"}""", continued.ToJsonString());
        Assert.Contains(client.Events, static e => (string?)e["event"] == "STOP");
        Assert.Contains(client.Events, static e => (string?)e["event"] == "RESUME");
    }

    [Fact]
    public void SystemReset_OfAMachine_TellsWhoDidIt()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();

        client.Run("system_reset");
        JsonObject byHost = client.Expect("RESET");
        machine.Machine.RequestReset(Xemu.Abstractions.ResetKind.Warm);
        JsonObject byGuest = client.Expect("RESET");

        Assert.Equal("""{"guest":false,"reason":"host-qmp-system-reset"}""", byHost["data"]!.ToJsonString());
        Assert.Equal("""{"guest":true,"reason":"guest-reset"}""", byGuest["data"]!.ToJsonString());
    }

    [Fact]
    public void SystemPowerdown_WithAButton_PressesIt()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();

        client.Run("system_powerdown");

        Assert.Equal(1, machine.Button.Presses);
        client.Expect("POWERDOWN");
    }

    [Fact]
    public void SystemPowerdown_WithoutAButton_IsRefused()
    {
        using var machine = new MonitorMachine(hasButton: false);
        using QmpTestClient client = machine.Connect();

        Assert.Contains("no power button", client.Fail("system_powerdown"), StringComparison.Ordinal);
    }

    [Fact]
    public void Quit_FromAClient_IsAnsweredAndEndsTheRun()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();

        client.Run("quit");

        machine.WaitForEnd();
        Assert.Equal("A monitor client has ended the run.", machine.End!.Reason);
        Assert.Equal("host-qmp-quit", (string?)client.Expect("SHUTDOWN")["data"]!["reason"]);
        Assert.Equal("shutdown", (string?)client.Run("query-status")["status"]);
        Assert.Contains("ended", client.Fail("query-block"), StringComparison.Ordinal);
    }

    [Fact]
    public void PluginCommand_ThatThrows_IsAnErrorAndTheMachineGoesOn()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();

        Assert.Contains("InvalidDataException: broken", client.Fail("x-xemu-monitor-command", """{"name":"fail"}"""), StringComparison.Ordinal);
        Assert.Equal("a+b", (string?)client.Run("x-xemu-monitor-command", """{"name":"say","args":["a","b"]}""")["text"]);
        Assert.Contains("No plugin has", client.Fail("x-xemu-monitor-command", """{"name":"nothing"}"""), StringComparison.Ordinal);
        Assert.Null(machine.End);
    }
}
