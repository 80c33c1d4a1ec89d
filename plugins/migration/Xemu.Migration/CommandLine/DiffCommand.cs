using System.CommandLine;
using System.Text.Json;
using Xemu.Abstractions;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary><c>snapshot diff A B [--json]</c>: fields and pages that differ; exit 1 when any do, as <c>diff</c> has it.</summary>
internal static class DiffCommand
{
    public static Command Create(IVerbContext context)
    {
        var a = new Argument<string>("A") { Description = "A snapshot." };
        var b = new Argument<string>("B") { Description = "Another one." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("diff", "Lists fields and pages that differ.") { a, b, json };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(a), parsed.GetRequiredValue(b), parsed.GetValue(json)));
        return command;
    }

    private static int Run(IVerbContext context, string pathA, string pathB, bool asJson)
    {
        List<SnapshotDifference> differences;
        using (var sourceA = new FileSnapshotSource(pathA))
        using (var sourceB = new FileSnapshotSource(pathB))
        using (var progress = new ProgressLine(context, "comparing"))
        {
            differences = [.. SnapshotDiffer.Compare(SnapshotFile.Open(sourceA), SnapshotFile.Open(sourceB), progress.Report, context.Cancellation)];
        }

        if (asJson)
        {
            JsonOutput.Write(context, json => Write(json, differences));
        }
        else
        {
            foreach (SnapshotDifference difference in differences)
            {
                context.Output.WriteLine(Line(difference));
            }
        }

        return SnapshotVerb.ExitCode(differences.Count == 0);
    }

    private static string Line(SnapshotDifference difference) => difference.FirstPage switch
    {
        < 0 => $"{difference.Where}: {difference.A} | {difference.B}",
        _ when difference.Pages == 1 => $"{difference.Where}: page {difference.FirstPage}",
        _ => $"{difference.Where}: pages {difference.FirstPage} to {difference.FirstPage + difference.Pages - 1}",
    };

    private static void Write(Utf8JsonWriter json, List<SnapshotDifference> differences)
    {
        json.WriteStartArray();
        foreach (SnapshotDifference difference in differences)
        {
            json.WriteStartObject();
            json.WriteString("where", difference.Where);
            if (difference.FirstPage >= 0)
            {
                json.WriteNumber("first_page", difference.FirstPage);
                json.WriteNumber("pages", difference.Pages);
            }
            else
            {
                json.WriteString("a", difference.A);
                json.WriteString("b", difference.B);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
