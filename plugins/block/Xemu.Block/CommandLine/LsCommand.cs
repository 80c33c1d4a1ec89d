using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Xemu.Abstractions;
using Xemu.Block.Fatx;

namespace Xemu.Block;

/// <summary><c>disk ls IMAGE [E:/path]</c>: what is in a folder.</summary>
internal static class LsCommand
{
    /// <summary>The subcommand.</summary>
    public static Command Create(IVerbContext context)
    {
        var image = new Argument<string>("IMAGE") { Description = "The image file; or a place in it, IMAGE::E:/path." };
        var place = new Argument<string?>("PLACE") { Description = "A partition's letter or number, a colon and a path: E:/UDATA. Without it, the partitions are listed.", Arity = ArgumentArity.ZeroOrOne };
        var recursive = new Option<bool>("--recursive", "-r") { Description = "List folders with all that is in them." };
        Option<string?> layers = DiskVerb.LayersOption();
        Option<bool> json = DiskVerb.JsonOption();
        var command = new Command("ls", "Lists a folder on a disk: attributes (d folder, h hidden, r read only, s system, a archive), size, time (UTC), name.") { image, place, recursive, layers, json };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(image), parsed.GetValue(place), parsed.GetValue(layers), parsed.GetValue(recursive), parsed.GetValue(json)));
        return command;
    }

    private static int Run(IVerbContext context, string image, string? place, string? layers, bool recursive, bool asJson)
    {
        DiskPath path = place is not null ? DiskPath.ParseInner(image, place) : DiskPath.Parse(image);
        using DiskFile disk = DiskFile.Open(path.Image ?? path.Host, layers, writable: false);
        List<DiskPath> places = path.IsInImage ? [path]
            : [.. disk.Layout.Partitions.Where(p => disk.Layout.TryMount(p.Number, out _) == FatxStatus.Ok).Select(p => DiskPath.ParseInner(path.Host, $"{DiskFile.NameOf(p)}:/"))];
        bool listRoots = path.IsInImage || recursive;
        IEnumerable<DiskEntry> entries = listRoots ? places.SelectMany(p => DiskWalk.List(disk, p, recursive, context.Cancellation)) : places.Select(static p => new DiskEntry(p.ToString(), default, 0));
        if (asJson)
        {
            List<DiskEntry> all = [.. entries];
            JsonOutput.Write(context, json => Write(json, all));
            return DiskVerb.ExitCode(all.All(static e => e.Problem is null));
        }

        bool isWhole = true;
        foreach (DiskEntry entry in entries)
        {
            isWhole &= entry.Problem is null;
            if (entry.Problem is { } problem)
            {
                context.Error.WriteLine(problem);
            }
            else
            {
                context.Output.WriteLine(listRoots ? Line(entry, recursive) : entry.Path);
            }
        }

        return DiskVerb.ExitCode(isWhole);
    }

    private static string Line(DiskEntry entry, bool isLong) => string.Create(
        CultureInfo.InvariantCulture,
        $"{JsonOutput.Attributes(entry.Node)}  {entry.Node.Size,10}  {entry.Node.Modified.ToDateTime():yyyy-MM-dd HH:mm:ss}  {DiskText.Printable(isLong ? entry.Path : entry.Node.Name)}");

    private static void Write(Utf8JsonWriter json, IEnumerable<DiskEntry> entries)
    {
        json.WriteStartArray();
        foreach (DiskEntry entry in entries)
        {
            json.WriteStartObject();
            json.WriteString("path", entry.Path);
            if (entry.Problem is not null)
            {
                json.WriteString("problem", entry.Problem);
            }
            else if (entry.Node.Name is not null)
            {
                json.WriteString("name", entry.Node.Name);
                json.WriteBoolean("folder", entry.Node.IsDirectory);
                json.WriteNumber("size", entry.Node.Size);
                json.WriteString("attributes", JsonOutput.Attributes(entry.Node));
                json.WriteString("created", entry.Node.Created.ToDateTime());
                json.WriteString("modified", entry.Node.Modified.ToDateTime());
                json.WriteString("accessed", entry.Node.Accessed.ToDateTime());
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
