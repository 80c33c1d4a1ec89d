using System.Net.Sockets;
using System.Text.Json.Nodes;
using Xemu.Monitor.Qmp;

namespace Xemu.Monitor.Tests;

/// <summary>Negotiation, order, errors and out-of-band, over the socket.</summary>
public sealed class SessionTests
{
    [Fact]
    public void Greeting_OfAConnection_TellsVersionAndCapabilities()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.ConnectRaw();

        JsonNode greeting = JsonNode.Parse(client.ReadLine()!)!["QMP"]!;

        Assert.Equal(10, (int)greeting["version"]!["qemu"]!["major"]!);
        Assert.StartsWith("Xemu.Platform ", (string?)greeting["version"]!["package"], StringComparison.Ordinal);
        Assert.Equal("[\"oob\"]", greeting["capabilities"]!.ToJsonString());
    }

    [Fact]
    public void Command_BeforeNegotiation_IsRefusedAndNegotiationWorksAfterwards()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.ConnectRaw();
        client.ReadLine();

        Assert.Equal("CommandNotFound: Expecting capabilities negotiation with 'qmp_capabilities'", client.Fail("query-status"));
        Assert.Equal("GenericError: Parameter 'enable' does not accept value 'x'", client.Fail("qmp_capabilities", """{"enable":["x"]}""").Replace("enable[0]", "enable", StringComparison.Ordinal));
        client.Run("qmp_capabilities");
        client.Run("query-status");
        Assert.Equal("CommandNotFound: Capabilities negotiation is already complete, command ignored", client.Fail("qmp_capabilities"));
    }

    // The texts are those of QEMU 10.0.2, asked on its own socket.
    [Theory]
    [InlineData("""{"execute":"nosuch"}""", "CommandNotFound: The command nosuch has not been found")]
    [InlineData("""{"execute":"stop","arguments":{"a":1}}""", "GenericError: Parameter 'a' is unexpected")]
    [InlineData("""{"execute":"migrate"}""", "GenericError: need either 'uri' or 'channels' argument")]
    [InlineData("""{"execute":"migrate","arguments":{"uri":5}}""", "GenericError: Invalid parameter type for 'uri', expected: string")]
    [InlineData("""{"execute":"stop","bogus":1}""", "GenericError: QMP input member 'bogus' is unexpected")]
    [InlineData("""{"arguments":{}}""", "GenericError: QMP input lacks member 'execute'")]
    [InlineData("[1]", "GenericError: QMP input must be a JSON object")]
    [InlineData("5", "GenericError: QMP input must be a JSON object")]
    [InlineData("""{"execute":5}""", "GenericError: QMP input member 'execute' must be a string")]
    [InlineData("""{"execute":"stop","arguments":5}""", "GenericError: QMP input member 'arguments' must be an object")]
    [InlineData("""{"execute": }""", "GenericError: JSON parse error, expecting value")]
    [InlineData("""{"exec-oob":"query-status"}""", "GenericError: QMP input member 'exec-oob' is unexpected")]
    [InlineData("""{"execute":"migrate-set-capabilities","arguments":{"capabilities":[{"capability":"xyz","state":true}]}}""", "GenericError: Parameter 'capability' does not accept value 'xyz'")]
    [InlineData("""{"execute":"migrate-set-capabilities","arguments":{"capabilities":[{"capability":"events","state":"y"}]}}""", "GenericError: Invalid parameter type for 'capabilities[0].state', expected: boolean")]
    [InlineData("""{"execute":"migrate-set-parameters","arguments":{"multifd-channels":300}}""", "GenericError: Parameter 'multifd-channels' expects uint8_t")]
    [InlineData("""{"execute":"getfd"}""", "GenericError: Parameter 'fdname' is missing")]
    [InlineData("""{"execute":"pmemsave","arguments":{"val":-1,"size":1,"filename":"x"}}""", "GenericError: Parameter 'val' expects uint64")]
    [InlineData("""{"execute":"pmemsave","arguments":{"val":1.5,"size":1,"filename":"x"}}""", "GenericError: Invalid parameter type for 'val', expected: integer")]
    public void Command_ThatIsWrong_GetsTheErrorAndTheConnectionGoesOn(string command, string expected)
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();

        Assert.Equal(expected, QmpTestClient.ErrorOf(client.Execute(command)));
        client.Run("query-status");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"x\"")]
    [InlineData("{\"a\":[null]}")]
    [InlineData("null")]
    public void Id_OfACommand_ComesBackAsItWas(string id)
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();

        JsonObject good = client.Execute($$"""{"execute":"query-name","id":{{id}}}""");
        JsonObject bad = client.Execute($$"""{"execute":"nosuch","id":{{id}}}""");

        Assert.True(good.ContainsKey("id") && JsonNode.DeepEquals(JsonNode.Parse(id), good["id"]));
        Assert.True(bad.ContainsKey("id") && JsonNode.DeepEquals(JsonNode.Parse(id), bad["id"]));
        Assert.False(client.Execute("""{"execute":"query-name"}""").ContainsKey("id"));
    }

    [Fact]
    public void Commands_SentAtOnceWithoutLineEnds_AreAnsweredInOrder()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();

        client.Send(string.Concat(Enumerable.Range(0, 50).Select(i => $"{{'execute':'query-status','id':{i}}}")));

        Assert.Equal(Enumerable.Range(0, 50), Enumerable.Range(0, 50).Select(_ => (int)client.Read()["id"]!));
    }

    [Fact]
    public void ExecOob_WhileACommandWaitsForTheMachine_IsAnsweredFirst()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.ConnectRaw();
        client.ReadLine();
        client.Execute("""{"execute":"qmp_capabilities","arguments":{"enable":["oob"]}}""");
        using var block = new ManualResetEventSlim();
        using var blocked = new ManualResetEventSlim();
        machine.Machine.Post(() =>
        {
            blocked.Set();
            block.Wait();
        });
        blocked.Wait(TestContext.Current.CancellationToken);

        client.Send("""{"execute":"query-block","id":1}{"exec-oob":"migrate_cancel","id":2}{"exec-oob":"stop","id":3}""");
        JsonObject first = client.Read();
        JsonObject second = client.Read();
        block.Set();
        JsonObject third = client.Read();

        Assert.Equal([2, 3, 1], new[] { first, second, third }.Select(static a => (int)a["id"]!));
        Assert.Equal("GenericError: The command stop does not support OOB", QmpTestClient.ErrorOf(second));
        Assert.Equal(1, machine.Engine.Cancels);
    }

    [Fact]
    public void Clients_SeveralAtOnce_NegotiateEachForItselfAndAllHearEvents()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient first = machine.Connect();
        using QmpTestClient second = machine.Connect();
        using QmpTestClient silent = machine.ConnectRaw();
        silent.ReadLine();

        first.Run("stop");

        first.Expect("STOP");
        second.Expect("STOP");
        Assert.Equal("CommandNotFound: Expecting capabilities negotiation with 'qmp_capabilities'", silent.Fail("query-status"));
        Assert.Empty(silent.Events);
    }

    [Fact]
    public void FirstLine_ThatIsNoJson_ClosesTheConnection()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.ConnectRaw();
        client.ReadLine();

        client.Send("GET / HTTP/1.0\r\n\r\n");

        Assert.Null(client.ReadLine());
    }

    [Fact]
    public void Commands_BeforeTheClientClosesItsSide_AreStillAnswered()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();

        client.Send("""{"execute":"query-block","id":1}""");
        client.Socket.Shutdown(SocketShutdown.Send);

        Assert.Equal(1, (int)client.Read()["id"]!);
        Assert.Null(client.ReadLine());
    }

    [Fact]
    public void Client_ThatNeverReads_IsDroppedWhileOthersGoOn()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient slow = machine.Connect();
        using QmpTestClient good = machine.Connect();

        // Each pair is two events; the kernel's buffer and the queue's bounds are far less than these.
        Exception? failure = null;
        for (int i = 0; i < 6000; i++)
        {
            good.Run(i % 2 == 0 ? "stop" : "cont");
            good.Events.Clear();
        }

        while (failure is null)
        {
            failure = Record.Exception(() => Assert.NotNull(slow.ReadLine()));
        }

        Assert.IsType<Xunit.Sdk.NotNullException>(failure);
        good.Run("query-status");
    }

    [Fact]
    public void Client_TheSeventeenth_IsSentAwayUntilAnotherLeaves()
    {
        using var machine = new MonitorMachine();
        List<QmpTestClient> clients = [.. Enumerable.Range(0, 16).Select(_ => machine.Connect())];

        using (QmpTestClient late = machine.ConnectRaw())
        {
            Assert.Null(late.ReadLine());
        }

        clients.ForEach(static c => c.Dispose());
    }

    [Fact]
    public void Dispose_WithClientsConnected_HangsUpAndRemovesTheSocket()
    {
        var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        string path = machine.SocketPath;

        machine.Dispose();

        Assert.Equal("SHUTDOWN", (string?)client.Expect("SHUTDOWN")["event"]);
        Assert.Null(client.ReadLine());
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void OutputQueue_WhenEventsPileUp_RefusesAtItsBounds()
    {
        var queue = new OutputQueue();

        int lines = 0;
        while (queue.TryAddEvent(new byte[10]))
        {
            lines++;
        }

        Assert.Equal(OutputQueue.MostLines, lines);
        queue.Close();
        Assert.False(queue.WaitForRoom());
    }
}
