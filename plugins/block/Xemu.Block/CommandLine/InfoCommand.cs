using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Xemu.Abstractions;
using Xemu.Block.Fatx;

namespace Xemu.Block;

/// <summary><c>disk info IMAGE</c>: partitions and volumes.</summary>
internal static class InfoCommand
{
    /// <summary>The subcommand.</summary>
    public static Command Create(IVerbContext context)
    {
        var image = new Argument<string>("IMAGE") { Description = "The image file." };
        Option<string?> layers = DiskVerb.LayersOption();
        Option<bool> json = DiskVerb.JsonOption();
        var command = new Command("info", "Shows an image's format, its partitions and their volumes.") { image, layers, json };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(image), parsed.GetValue(layers), parsed.GetValue(json)));
        return command;
    }

    private static int Run(IVerbContext context, string image, string? layers, bool asJson)
    {
        using DiskFile disk = DiskFile.Open(image, layers, writable: false);
        if (asJson)
        {
            JsonOutput.Write(context, json => Write(json, disk));
        }
        else
        {
            Print(context, disk);
        }

        return DiskVerb.ExitCode(isGood: true);
    }

    private static void Print(IVerbContext context, DiskFile disk)
    {
        string table = disk.Layout.HasTable ? "partition table in sector 0" : disk.Layout.Partitions.Count > 0 ? "the console's own partitions" : "no partitions of the console";
        context.Output.WriteLine($"{disk.FullPath}: {disk.Format}, {new ByteSize(disk.SizeBytes)}, {table}");
        foreach (XboxPartition partition in disk.Layout.Partitions)
        {
            FatxStatus status = disk.Layout.TryMount(partition.Number, out FatxVolume? volume);
            string what = volume is null ? Problem(status) : string.Create(
                CultureInfo.InvariantCulture,
                $"FATX{(volume.Geometry.IsFat16 ? 16 : 32)}, clusters of {volume.ClusterBytes >> 10} KiB, {SizeText.Short((ulong)volume.FreeClusters * volume.ClusterBytes)} free, id {volume.VolumeId:X8}{(volume.VolumeName.Length > 0 ? $", '{DiskText.Printable(volume.VolumeName)}'" : string.Empty)}");
            context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {DiskFile.NameOf(partition),2}  partition {partition.Number,2}  at 0x{partition.Offset:X9}  {SizeText.Short(partition.Size),10}  {what}"));
        }
    }

    private static string Problem(FatxStatus status) => status == FatxStatus.NotFound ? "not formatted" : $"damaged header ({status})";

    private static void Write(Utf8JsonWriter json, DiskFile disk)
    {
        json.WriteStartObject();
        json.WriteString("image", disk.FullPath);
        json.WriteString("format", disk.Format);
        json.WriteNumber("size", disk.SizeBytes);
        json.WriteBoolean("partition-table", disk.Layout.HasTable);
        json.WriteStartArray("partitions");
        foreach (XboxPartition partition in disk.Layout.Partitions)
        {
            json.WriteStartObject();
            json.WriteNumber("number", partition.Number);
            json.WriteString("letter", partition.Letter == '\0' ? null : partition.Letter.ToString());
            json.WriteNumber("offset", partition.Offset);
            json.WriteNumber("size", partition.Size);
            FatxStatus status = disk.Layout.TryMount(partition.Number, out FatxVolume? volume);
            json.WriteString("volume", volume is null ? Problem(status) : volume.Geometry.IsFat16 ? "fatx16" : "fatx32");
            if (volume is not null)
            {
                json.WriteNumber("id", volume.VolumeId);
                json.WriteString("name", volume.VolumeName);
                json.WriteNumber("cluster-size", volume.ClusterBytes);
                json.WriteNumber("clusters", volume.TotalClusters);
                json.WriteNumber("free-clusters", volume.FreeClusters);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
