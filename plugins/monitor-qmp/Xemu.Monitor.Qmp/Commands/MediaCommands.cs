using System.Text.Json.Nodes;
using Xemu.Block.Xdvdfs;

namespace Xemu.Monitor.Qmp;

/// <summary>Media of drives.</summary>
internal static class MediaCommands
{
    public static IEnumerable<QmpCommand> All(QmpMachine machine) =>
    [
        new("eject", "Opens a drive's tray and takes the medium out.",
            new QmpStruct("eject-arg", new("device", QmpScalar.Text, IsOptional: true), new("id", QmpScalar.Text, IsOptional: true), new("force", QmpScalar.Bool, IsOptional: true)),
            QmpStruct.Empty,
            call =>
            {
                machine.Media.Eject(Device(call), call.Flag("force") == true, call.Cancellation);
                return null;
            }),
        new("blockdev-change-medium", "Puts an image into a drive; `format` is `raw`, `qcow2`, `folder`, `cso`, `cci` or `chd`; without it the content decides, and what looks like none is `raw`.",
            new QmpStruct("blockdev-change-medium-arg",
                new("device", QmpScalar.Text, IsOptional: true), new("id", QmpScalar.Text, IsOptional: true), new("filename", QmpScalar.Text),
                new("format", QmpScalar.Text, IsOptional: true), new("force", QmpScalar.Bool, IsOptional: true),
                new("read-only-mode", new QmpEnum("BlockdevChangeReadOnlyMode", "retain", "read-only", "read-write"), IsOptional: true)),
            QmpStruct.Empty,
            call => Change(machine, call)),
    ];

    private static JsonNode? Change(QmpMachine machine, CommandCall call)
    {
        string device = Device(call);
        if (call.Text("read-only-mode") == "read-write")
        {
            throw new QmpException("A medium that is put into a drive is read-only here; leave 'read-only-mode' out.");
        }

        string file = call.RequiredText("filename");
        string format = call.Text("format") ?? FormatOf(Path.GetFullPath(file));
        if (format is not ("raw" or "qcow2" or "folder" or "cso" or "cci" or "chd"))
        {
            throw new QmpException($"Unknown driver '{format}'");
        }

        machine.Media.Change(device, file, format, call.Flag("force") == true, call.Cancellation);
        return null;
    }

    private static string FormatOf(string path)
    {
        try
        {
            return DiscKinds.TypeOf(path)?["block.".Length..] ?? "raw";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Opening it as a medium says what is wrong with it.
            return "raw";
        }
    }

    private static string Device(CommandCall call)
    {
        string? device = call.Text("device");
        string? id = call.Text("id");
        return device is null == id is null ? throw new QmpException("Need exactly one of 'device' and 'id'") : device ?? id!;
    }
}
