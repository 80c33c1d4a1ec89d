using Xemu.Abstractions;

namespace Xemu.Migration;

/// <summary>The options that <c>run</c> gets. They also name the component type, so that they work with manifests that have no engine.</summary>
internal static class RunOptions
{
    private const string Component = "components.migration";
    private const string Type = $"{Component}.type=migration.engine";

    public static RunOptionDefinition Restore { get; } = new(
        "--restore", "FILE", "Go on from a snapshot.", static file => [Type, Text("restore", SnapshotPlaces.ToUri(file))]);

    public static RunOptionDefinition Lazy { get; } = new(
        "--lazy", null, "With --restore: run at once and read RAM as it is needed.", static _ => [Type, $"{Component}.lazy=true"]);

    public static RunOptionDefinition SaveOnExit { get; } = new(
        "--save-on-exit", "FILE", "Save the machine when its run has ended.", static file => [Type, Text("save-on-exit", SnapshotPlaces.ToUri(file))]);

    public static RunOptionDefinition Incoming { get; } = new(
        "--incoming", "ADDRESS", "Wait for a machine that comes from another process: unix:PATH, tcp:HOST:PORT, or defer until a monitor says where from.",
        static address => ["machine.incoming=true", Type, Text("incoming", address == "defer" ? address : SnapshotPlaces.ToUri(address))]);

    // A literal TOML string, unless the path has a quote: then the override's value is taken as it stands.
    private static string Text(string key, string value) =>
        value.Contains('\'', StringComparison.Ordinal) ? $"{Component}.{key}={value}" : $"{Component}.{key}='{value}'";
}
