using Xemu.Abstractions;

namespace Xemu.Gpu.Nv2a;

/// <summary>The options that <c>run</c> gets.</summary>
internal static class CaptureRunOptions
{
    private const string Component = "components.gpu";

    public static RunOptionDefinition Frames { get; } = new(
        "--capture-frames",
        "N FILE",
        "Capture N frames into a file, for 'replay'.",
        static values => values.Split('\n') is [var count, var file] ? [$"{Component}.capture-frames={count}", Text("capture", file)] : []);

    public static RunOptionDefinition Start { get; } = new(
        "--capture-start", "TIME", "With --capture-frames: begin no frame before this guest time, such as 3s.", static time => [$"{Component}.capture-start={time}"]);

    // A literal TOML string, unless the path has a quote: then the override's value is taken as it stands.
    private static string Text(string key, string value) =>
        value.Contains('\'', StringComparison.Ordinal) ? $"{Component}.{key}={value}" : $"{Component}.{key}='{value}'";
}
