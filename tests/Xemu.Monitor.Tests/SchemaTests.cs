using System.Text.Json.Nodes;
using Xemu.Monitor.Qmp;

namespace Xemu.Monitor.Tests;

/// <summary>What is told about commands is what they do.</summary>
public sealed class SchemaTests
{
    private static readonly string[] References = ["arg-type", "ret-type", "element-type"];

    [Fact]
    public void Schema_OfAllCommands_NamesEveryTypeItUses()
    {
        using var machine = new MonitorMachine();
        JsonArray schema = machine.Monitor.Table.Introspect();
        HashSet<string> names = [.. schema.Select(static e => (string)e!["name"]!)];

        IEnumerable<string> used = schema.SelectMany(static e => References
            .Select(key => (string?)e![key])
            .Concat((e!["members"] as JsonArray ?? []).Select(static m => (string?)m!["type"])))
            .OfType<string>();

        Assert.Equal(schema.Count, names.Count);
        Assert.Empty(used.Except(names));
    }

    [Fact]
    public void Schema_OfTypesWithOneName_IsOneShape()
    {
        using var machine = new MonitorMachine();
        Dictionary<string, string> shapes = [];

        foreach (QmpCommand command in machine.Monitor.Table.Commands)
        {
            Walk(command.Arguments, shapes);
            Walk(command.Returns, shapes);
        }

        Assert.NotEmpty(shapes);
    }

    /// <summary>Every command without required arguments, save those that end or change something.</summary>
    public static TheoryData<string> Questions()
    {
        using var machine = new MonitorMachine();
        return [.. machine.Monitor.Table.Commands.Select(static c => c.Name).Where(static n => n.Contains("query-", StringComparison.Ordinal))];
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void Question_OfEachKind_AnswersAsItsTypeSays(string name)
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        machine.Drive.Insert(new FakeMedium("/disc.iso"));
        machine.Store.AddToSet(2, OpenNull(), "note");
        client.Run("x-xemu-save", """{"uri":"file:x"}""");

        JsonNode result = client.Run(name);

        machine.Monitor.Table.Find(name)!.Returns.Check(result, "return");
        Assert.True(result is not JsonArray list || list.Count > 0, "The answer is empty, so nothing was checked.");
    }

    [Fact]
    public void Events_OfEachKind_CarryWhatTheirTypeSays()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        client.Run("migrate-set-capabilities", """{"capabilities":[{"capability":"events","state":true}]}""");
        client.Run("stop");
        client.Run("cont");
        client.Run("system_reset");
        client.Run("system_powerdown");
        client.Run("eject", """{"device":"dvd"}""");
        client.Run("x-xemu-save", """{"uri":"file:x"}""");
        machine.Engine.Go(machine.Engine.Status with { RemainingBytes = 5 });
        client.Run("dump-guest-memory", $$"""{"paging":false,"protocol":"file:{{machine.Folder}}/core"}""");
        client.Run("quit");
        client.Expect("SHUTDOWN");

        using var other = new MonitorMachine();
        foreach (JsonObject item in client.Events)
        {
            QmpEvent kind = Assert.Single(machine.Monitor.Table.Events, e => e.Name == (string?)item["event"]);
            kind.Data.Check(item["data"] ?? new JsonObject(), "data");
            Assert.InRange((long)item["timestamp"]!["microseconds"]!, 0, 999_999);
        }

        Assert.Equal(
            machine.Monitor.Table.Events.Select(static e => e.Name).Except(["SHUTDOWN"]).Order(StringComparer.Ordinal),
            client.Events.Select(static e => (string)e["event"]!).Distinct().Order(StringComparer.Ordinal));
    }

    internal static int OpenNull() => Open("/dev/null", FileAccess.Read);

    internal static int Open(string path, FileAccess access)
    {
        using var handle = File.OpenHandle(path, access: access, share: FileShare.ReadWrite);
        return dup((int)handle.DangerousGetHandle());
    }

    [System.Runtime.InteropServices.DllImport("libc")]
    private static extern int dup(int descriptor);

    private static void Walk(QmpType type, Dictionary<string, string> shapes)
    {
        string shape = type.Describe().ToJsonString();
        if (shapes.TryGetValue(type.Name, out string? known))
        {
            Assert.Equal(known, shape);
            return;
        }

        shapes.Add(type.Name, shape);
        foreach (QmpType part in type.Parts)
        {
            Walk(part, shapes);
        }
    }
}
