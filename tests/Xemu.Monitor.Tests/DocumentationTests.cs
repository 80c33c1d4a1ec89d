using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Xemu.Monitor.Qmp;

namespace Xemu.Monitor.Tests;

/// <summary>docs/monitor.md lists what there is. XEMU_UPDATE_GOLDEN=1 writes the tables anew.</summary>
public sealed class DocumentationTests
{
    private const string Begin = "<!-- tables: written by DocumentationTests with XEMU_UPDATE_GOLDEN=1 -->\n";
    private const string End = "<!-- end of tables -->";

    [Fact]
    public void Documentation_OfTheCommands_IsTheirTable()
    {
        using var machine = new MonitorMachine();
        string path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "docs", "monitor.md"));
        string document = File.ReadAllText(path);
        int begin = document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = document.IndexOf(End, StringComparison.Ordinal);
        string tables = Tables(machine.Monitor.Table, new HumanMonitor(new QmpMachine(null, machine, static (_, _) => { })));

        if (Environment.GetEnvironmentVariable("XEMU_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, document[..begin] + tables + document[end..]);
            return;
        }

        Assert.Equal(tables, document[begin..end]);
    }

    private static string Tables(CommandTable table, HumanMonitor human)
    {
        var result = new StringBuilder("### Commands\n\n| Command | Arguments | |\n|---|---|---|\n");
        foreach (QmpCommand command in table.Commands)
        {
            string arguments = string.Join(", ", command.Arguments.Members.Select(static m => $"`{m.Name}`{(m.IsOptional ? "?" : string.Empty)}"));
            _ = result.Append(CultureInfo.InvariantCulture, $"| `{command.Name}`{(command.AllowsOob ? " (oob)" : string.Empty)} | {(arguments.Length == 0 ? "–" : arguments)} | {command.Description} |\n");
        }

        _ = result.Append("\n### Events\n\n| Event | Data | |\n|---|---|---|\n");
        foreach (QmpEvent item in table.Events)
        {
            string data = string.Join(", ", item.Data.Members.Select(static m => $"`{m.Name}`"));
            _ = result.Append(CultureInfo.InvariantCulture, $"| `{item.Name}` | {(data.Length == 0 ? "–" : data)} | {item.Description} |\n");
        }

        _ = result.Append("\n### Lines of `human-monitor-command`\n\n| Line | |\n|---|---|\n");
        foreach ((string usage, string description) in human.Commands)
        {
            _ = result.Append(CultureInfo.InvariantCulture, $"| `{usage}` | {description} |\n");
        }

        return result.Append('\n').ToString();
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
