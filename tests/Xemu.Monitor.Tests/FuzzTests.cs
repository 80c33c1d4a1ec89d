using System.Text;

namespace Xemu.Monitor.Tests;

/// <summary>Hostile clients: whatever they send, the machine runs, other clients are served, and nothing stays behind. The seeds are kept here, so that each run is the same.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Seeds =
    [
        """{"execute":"qmp_capabilities","arguments":{"enable":["oob"]}}""",
        """{"execute":"query-status","id":{"a":[1,2,{"b":null}]}}""",
        """{"exec-oob":"query-migrate","id":18446744073709551615}""",
        """{"execute":"human-monitor-command","arguments":{"command-line":"xp /16xb 0xfff0"}}""",
        """{"execute":"human-monitor-command","arguments":{"command-line":"x /1000000000000g $eip-0x99999999999999"}}""",
        """{"execute":"migrate-set-parameters","arguments":{"multifd-channels":1e308,"max-bandwidth":-1}}""",
        """{"execute":"migrate","arguments":{"channels":[{"channel-type":"main","addr":{"transport":"socket","type":"inet"}}]}}""",
        """{"execute":"pmemsave","arguments":{"val":18446744073709551615,"size":18446744073709551615,"filename":"/nonexistent/\u0001"}}""",
        """{'execute':'eject','arguments':{'device':'\ud83d\ude00'}}""",
        """{"execute":"blockdev-change-medium","arguments":{"id":"dvd","filename":"/nonexistent"}}""",
        """{"execute":"add-fd","arguments":{"fdset-id":99999999999999999999}}""",
        """{"execute":"query-qmp-schema"}{"execute":"query-commands"}{"execute":"stop"}{"execute":"cont"}""",
        """{"execute":"x-xemu-save","arguments":{"uri":"file:x","channels":256,"mode":"live"}}""",
        """[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]""",
        "{\"execute\":\"\\u0000\\ud800\"}",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Monitor_FedWithMutatedCommands_ServesOthersAndLetsEverythingGo(int seed)
    {
        using var machine = new MonitorMachine();
        var random = new Random(seed);

        for (int i = 0; i < 400; i++)
        {
            using QmpTestClient hostile = machine.ConnectRaw();
            _ = Record.Exception(() => Attack(hostile, random));
        }

        using QmpTestClient client = ConnectLate(machine);
        Assert.True(client.Run("query-status")["running"] is not null);
        Assert.Null(machine.End);
        Assert.False(File.Exists("/nonexistent"));
    }

    [Fact]
    public void Monitor_FedWithEndlessNesting_HangsUp()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient hostile = machine.Connect();

        _ = Record.Exception(() => hostile.Send(new string('[', 5_000_000)));

        Assert.Contains("nesting is deeper", DrainToEnd(hostile), StringComparison.Ordinal);
        using QmpTestClient client = machine.Connect();
        client.Run("query-status");
    }

    [Fact]
    public void Monitor_FedWithAnEndlessString_HangsUpAndHoldsNoMoreThanItsLimit()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient hostile = machine.Connect();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        string piece = new('a', 1 << 16);

        _ = Record.Exception(() =>
        {
            hostile.Send("{\"");
            for (int i = 0; i < 1000; i++)
            {
                hostile.Send(piece);
            }
        });

        Assert.Contains("longer than", DrainToEnd(hostile), StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16 << 20);
    }

    [Fact]
    public void Monitor_WithAClientThatSendsAndNeverReads_StopsReadingFromIt()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient hostile = machine.Connect();
        hostile.Socket.SendTimeout = 500;
        string many = string.Concat(Enumerable.Repeat("""{"execute":"query-qmp-schema"}""", 1000));

        Exception? failure = null;
        int sent = 0;
        while (failure is null && sent++ < 1000)
        {
            failure = Record.Exception(() => hostile.Send(many));
        }

        // The pipe filled up: nobody piles answers up without bound.
        Assert.NotNull(failure);
        using QmpTestClient client = machine.Connect();
        client.Run("query-status");
    }

    private static QmpTestClient ConnectLate(MonitorMachine machine)
    {
        // The last hostile clients may still be on their way out.
        while (true)
        {
            QmpTestClient client = machine.ConnectRaw();
            if (client.ReadLine() is not null)
            {
                client.Execute("""{"execute":"qmp_capabilities"}""");
                return client;
            }

            client.Dispose();
        }
    }

    private static void Attack(QmpTestClient client, Random random)
    {
        client.Socket.ReceiveTimeout = 1;
        int commands = random.Next(1, 6);
        if (random.Next(4) > 0)
        {
            client.Send(Seeds[0]);
        }

        for (int i = 0; i < commands; i++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]);
            for (int m = random.Next(4); m > 0; m--)
            {
                Mutate(ref bytes, random);
            }

            client.Send(bytes.AsSpan());
        }

        if (random.Next(2) == 0)
        {
            _ = client.ReadLine();
        }
    }

    private static void Mutate(ref byte[] bytes, Random random)
    {
        int at = random.Next(bytes.Length + 1);
        switch (random.Next(5))
        {
            case 0 when at < bytes.Length:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes = bytes[..at];
                break;
            case 2:
                bytes = [.. bytes[..at], .. Enumerable.Repeat((byte)random.Next(256), random.Next(64)), .. bytes[at..]];
                break;
            case 3:
                bytes = [.. bytes[at..], .. bytes[..at]];
                break;
            default:
                bytes = [.. bytes, .. bytes[..at]];
                break;
        }
    }

    private static string DrainToEnd(QmpTestClient client)
    {
        var all = new StringBuilder();
        while (client.ReadLine() is { } line)
        {
            all.Append(line);
        }

        return all.ToString();
    }
}
