using System.CommandLine;
using Xemu.Abstractions;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary><c>snapshot verify FILE [--json]</c>: everything that is wrong with a snapshot; exit 1 when anything is.</summary>
internal static class VerifyCommand
{
    public static Command Create(IVerbContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The snapshot, of ours or of QEMU." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("verify", "Checks every length, bitmap, page region, version and checksum.") { file, json };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(file), parsed.GetValue(json)));
        return command;
    }

    private static int Run(IVerbContext context, string path, bool asJson)
    {
        IReadOnlyList<string> findings;
        using (var source = new FileSnapshotSource(path))
        using (var progress = new ProgressLine(context, "verifying"))
        {
            findings = SnapshotVerifier.Verify(source, progress.Report, context.Cancellation);
        }

        if (asJson)
        {
            JsonOutput.Write(context, json =>
            {
                json.WriteStartObject();
                json.WriteString("file", path);
                json.WriteBoolean("good", findings.Count == 0);
                json.WriteStartArray("findings");
                foreach (string finding in findings)
                {
                    json.WriteStringValue(finding);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        }
        else
        {
            foreach (string line in findings.DefaultIfEmpty($"{path}: good"))
            {
                context.Output.WriteLine(line);
            }
        }

        return SnapshotVerb.ExitCode(findings.Count == 0);
    }
}
