using System.Text.Json.Nodes;
using Xemu.Abstractions;
using Xemu.Abstractions.Media;

namespace Xemu.Monitor.Qmp;

/// <summary>Drives with removable media, and the other media of the machine. Machine thread.</summary>
internal static class BlockList
{
    public static JsonArray Describe(QmpMachine machine)
    {
        var result = new JsonArray();
        HashSet<object> shown = new(ReferenceEqualityComparer.Instance);
        foreach ((string id, IComponent component) in machine.Components)
        {
            if (component is not IRemovableMedium drive)
            {
                continue;
            }

            var entry = Device(id, isRemovable: true);
            entry["locked"] = drive.IsTrayLocked;
            entry["tray_open"] = drive.IsTrayOpen;
            entry["io-status"] = "ok";
            if (drive.Medium is { } medium)
            {
                _ = shown.Add(medium);
                string owner = machine.Components.FirstOrDefault(c => ReferenceEquals(c.Value, medium)).Key ?? id;
                entry["inserted"] = Inserted(machine, owner, medium);
            }

            result.Add(entry);
        }

        foreach ((string id, IComponent component) in machine.Components)
        {
            if (component is IBlockDevice medium && shown.Add(medium))
            {
                JsonObject entry = Device(id, isRemovable: false);
                entry["inserted"] = Inserted(machine, id, medium);
                result.Add(entry);
            }
        }

        return result;
    }

    private static JsonObject Device(string id, bool isRemovable) => new()
    {
        ["device"] = id,
        ["qdev"] = id,
        ["type"] = "unknown",
        ["removable"] = isRemovable,
        ["locked"] = false,
    };

    private static JsonObject Inserted(QmpMachine machine, string id, IBlockDevice medium)
    {
        (string format, string file) = machine.Media.Source(medium, id);
        return new JsonObject
        {
            ["file"] = file,
            ["node-name"] = id,
            ["ro"] = medium.IsReadOnly,
            ["drv"] = format,
            ["backing_file_depth"] = 0,
            ["encrypted"] = false,
            ["detect_zeroes"] = "off",
            ["bps"] = 0,
            ["bps_rd"] = 0,
            ["bps_wr"] = 0,
            ["iops"] = 0,
            ["iops_rd"] = 0,
            ["iops_wr"] = 0,
            ["write_threshold"] = 0,
            ["image"] = new JsonObject { ["filename"] = file, ["format"] = format, ["virtual-size"] = medium.SizeBytes },
            ["cache"] = new JsonObject { ["writeback"] = true, ["direct"] = false, ["no-flush"] = false },
        };
    }
}
