using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Xemu.Abstractions;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary><c>snapshot list [FOLDER] [--json]</c>: the snapshots of a folder.</summary>
internal static class ListCommand
{
    public static Command Create(IVerbContext context)
    {
        var folder = new Argument<string>("FOLDER") { Description = "The folder; the present one when left out.", DefaultValueFactory = _ => "." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("list", "Lists the snapshots of a folder: name, machine, size, date, pages, parent.") { folder, json };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(folder), parsed.GetValue(json)));
        return command;
    }

    private static int Run(IVerbContext context, string folder, bool asJson)
    {
        List<SnapshotSummary> list;
        using (var progress = new ProgressLine(context, "reading"))
        {
            list = [.. SnapshotSummary.List(folder, progress.Report, context.Cancellation)];
        }

        if (asJson)
        {
            JsonOutput.Write(context, json => Write(json, list));
        }
        else
        {
            int width = list.Select(entry => entry.FileName.Length).DefaultIfEmpty(0).Max();
            foreach (SnapshotSummary entry in list)
            {
                string rest = entry.Problem ?? $"{entry.Pages} pages{(entry.Parent is null ? "" : $", on {entry.Parent}")}";
                context.Output.WriteLine($"{entry.FileName.PadRight(width)}  {entry.Machine,-12}  {entry.SizeBytes,13}  {Date(entry)}  {rest}");
            }
        }

        return SnapshotVerb.ExitCode(isGood: true);
    }

    private static string Date(SnapshotSummary entry) => entry.Written.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter json, List<SnapshotSummary> list)
    {
        json.WriteStartArray();
        foreach (SnapshotSummary entry in list)
        {
            json.WriteStartObject();
            json.WriteString("name", entry.FileName);
            json.WriteString("machine", entry.Machine);
            json.WriteNumber("size", entry.SizeBytes);
            json.WriteString("date", Date(entry));
            json.WriteNumber("pages", entry.Pages);
            json.WriteString("parent", entry.Parent);
            json.WriteString("problem", entry.Problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
