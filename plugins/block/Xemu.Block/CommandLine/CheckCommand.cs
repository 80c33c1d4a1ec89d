using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Xemu.Abstractions;
using Xemu.Block.Fatx;

namespace Xemu.Block;

/// <summary><c>disk check IMAGE</c>: looks for what a power cut or a bad program left, and repairs it.</summary>
internal static class CheckCommand
{
    /// <summary>The subcommand.</summary>
    public static Command Create(IVerbContext context)
    {
        var image = new Argument<string>("IMAGE") { Description = "The image file." };
        var partition = new Argument<string?>("PARTITION") { Description = "One partition: E:. Without it, all that are formatted.", Arity = ArgumentArity.ZeroOrOne };
        var repair = new Option<bool>("--repair") { Description = "Repair: free lost clusters, cut chains where they break, give entries without a name one." };
        Option<string?> layers = DiskVerb.LayersOption();
        Option<bool> json = DiskVerb.JsonOption();
        var command = new Command("check", "Checks the volumes of a disk: lost clusters, cross-links, loops, bad names, sizes. Exits with 1 while something is wrong.") { image, partition, repair, layers, json };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(image), parsed.GetValue(partition), parsed.GetValue(layers), parsed.GetValue(repair), parsed.GetValue(json)));
        return command;
    }

    private static int Run(IVerbContext context, string image, string? partition, string? layers, bool repair, bool asJson)
    {
        using DiskFile disk = DiskFile.Open(image, layers, writable: repair);
        List<XboxPartition> partitions = partition is null
            ? [.. disk.Layout.Partitions.Where(p => disk.Layout.TryMount(p.Number, out _) != FatxStatus.NotFound)]
            : [disk.PartitionOf(DiskPath.ParseInner(image, partition))];
        if (partitions.Count == 0)
        {
            throw new ComponentException($"Disk '{disk.FullPath}' has no formatted partition; it is no disk of the console, or a new one.");
        }

        List<(XboxPartition Partition, FatxCheckReport Report)> reports = [.. partitions.Select(p => (p, Check(disk, p, repair, context.Cancellation)))];
        if (repair)
        {
            disk.Flush();
        }

        if (asJson)
        {
            JsonOutput.Write(context, json => Write(json, reports));
        }
        else
        {
            reports.ForEach(r => Print(context, r.Partition, r.Report));
        }

        return DiskVerb.ExitCode(reports.All(static r => r.Report.Count == r.Report.Repaired));
    }

    private static FatxCheckReport Check(DiskFile disk, XboxPartition partition, bool repair, CancellationToken cancellation)
    {
        DiskText.Require(FatxChecker.Check(disk.Mount(partition), repair, out FatxCheckReport report, cancellation), $"{DiskFile.NameOf(partition)}:/");
        return report;
    }

    private static void Print(IVerbContext context, XboxPartition partition, FatxCheckReport report)
    {
        string name = DiskFile.NameOf(partition);
        string verdict = report.Count == 0 ? "good" : report.Count == report.Repaired ? $"{report.Count} findings, all repaired" : $"{report.Count} findings";
        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {verdict}; {report.Files} files, {report.Folders} folders, {report.UsedClusters} clusters in use"));
        foreach (FatxFinding finding in report.Findings)
        {
            context.Output.WriteLine($"  {KindOf(finding)}  {name}:{DiskText.Printable(finding.Path)}  {finding.Detail}");
        }

        if (report.Count > report.Findings.Count)
        {
            context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {report.Count - report.Findings.Count} more"));
        }
    }

    private static string KindOf(FatxFinding finding) => finding.Kind switch
    {
        FatxFindingKind.LostClusters => "lost-clusters",
        FatxFindingKind.CrossLink => "cross-link",
        FatxFindingKind.Loop => "loop",
        FatxFindingKind.BrokenChain => "broken-chain",
        FatxFindingKind.SizeTooLarge => "size",
        FatxFindingKind.BadName => "bad-name",
        _ => "duplicate-name",
    };

    private static void Write(Utf8JsonWriter json, List<(XboxPartition Partition, FatxCheckReport Report)> reports)
    {
        json.WriteStartArray();
        foreach ((XboxPartition partition, FatxCheckReport report) in reports)
        {
            json.WriteStartObject();
            json.WriteString("partition", DiskFile.NameOf(partition));
            json.WriteNumber("files", report.Files);
            json.WriteNumber("folders", report.Folders);
            json.WriteNumber("used-clusters", report.UsedClusters);
            json.WriteNumber("lost-clusters", report.LostClusters);
            json.WriteNumber("count", report.Count);
            json.WriteNumber("repaired", report.Repaired);
            json.WriteStartArray("findings");
            foreach (FatxFinding finding in report.Findings)
            {
                json.WriteStartObject();
                json.WriteString("kind", KindOf(finding));
                json.WriteString("path", finding.Path);
                json.WriteString("detail", finding.Detail);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
