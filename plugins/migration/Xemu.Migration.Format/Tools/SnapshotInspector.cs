using System.Text.Json;

namespace Xemu.Migration.Format;

/// <summary>Shows what is in a snapshot.</summary>
public static class SnapshotInspector
{
    /// <summary>Writes it as text: blocks, then every device with its fields as a tree.</summary>
    /// <param name="file">The snapshot.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="progress">Told after each block and device, or none; counts bytes of state.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static void WriteText(SnapshotFile file, TextWriter output, Action<SnapshotProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine($"machine       {file.MachineName}");
        output.WriteLine($"written by    {(file.IsOurs ? "xemu-platform" : "QEMU")}");
        output.WriteLine($"form          {(file.IsMappedRam ? "mapped-ram" : "sequential")}, pages of {file.PageSize} bytes");
        output.WriteLine($"capabilities  {(file.Capabilities.Count == 0 ? "none" : string.Join(", ", file.Capabilities))}");
        foreach (SnapshotBlock block in file.Blocks)
        {
            cancellation.ThrowIfCancellationRequested();
            string where = block.IsMapped ? $", bitmap at {Wire.Hex(block.BitmapPosition)}, pages at {Wire.Hex(block.PagesPosition)}" : "";
            output.WriteLine($"ram           {block.Name}: {block.SizeBytes} bytes, {Present(file, block)} of {block.Pages} pages in the file{where}");
        }

        foreach (SnapshotDevice device in file.Devices)
        {
            cancellation.ThrowIfCancellationRequested();
            output.WriteLine($"device        {StateText.Name(device.Name)} {device.Instance}: version {device.Version}, {device.Payload.Length} bytes at {Wire.Hex(device.Position)}");
            if (device.State is null)
            {
                output.WriteLine($"  {device.Problem}");
            }
            else
            {
                Children(device.State, output, 1);
            }

            progress?.Invoke(new SnapshotProgress(device.Position, file.EndPosition));
        }

        foreach (string problem in file.Problems)
        {
            output.WriteLine($"problem       {problem}");
        }
    }

    /// <summary>Writes it as a JSON object.</summary>
    /// <inheritdoc cref="WriteText"/>
    public static void WriteJson(SnapshotFile file, Utf8JsonWriter output, Action<SnapshotProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(output);
        output.WriteStartObject();
        output.WriteString("machine", file.MachineName);
        output.WriteBoolean("ours", file.IsOurs);
        output.WriteBoolean("mapped_ram", file.IsMappedRam);
        output.WriteNumber("page_size", file.PageSize);
        output.WriteStartArray("capabilities");
        foreach (string capability in file.Capabilities)
        {
            output.WriteStringValue(capability);
        }

        output.WriteEndArray();
        output.WriteStartArray("blocks");
        foreach (SnapshotBlock block in file.Blocks)
        {
            cancellation.ThrowIfCancellationRequested();
            output.WriteStartObject();
            output.WriteString("name", block.Name);
            output.WriteNumber("size", block.SizeBytes);
            output.WriteNumber("pages", block.Pages);
            output.WriteNumber("pages_present", Present(file, block));
            output.WriteNumber("bitmap_position", block.BitmapPosition);
            output.WriteNumber("pages_position", block.PagesPosition);
            output.WriteEndObject();
        }

        output.WriteEndArray();
        output.WriteStartArray("devices");
        foreach (SnapshotDevice device in file.Devices)
        {
            cancellation.ThrowIfCancellationRequested();
            Device(device, output);
            progress?.Invoke(new SnapshotProgress(device.Position, file.EndPosition));
        }

        output.WriteEndArray();
        output.WriteStartArray("problems");
        foreach (string problem in file.Problems)
        {
            output.WriteStringValue(problem);
        }

        output.WriteEndArray();
        if (file.Xemu is { } xemu)
        {
            output.WritePropertyName(Wire.XemuKey);
            xemu.WriteTo(output);
        }

        output.WriteEndObject();
    }

    internal static long Present(SnapshotFile file, SnapshotBlock block)
    {
        long pages = 0;
        foreach ((ulong _, int count) in file.PresentRuns(block, int.MaxValue))
        {
            pages += count;
        }

        return pages;
    }

    private static void Device(SnapshotDevice device, Utf8JsonWriter output)
    {
        output.WriteStartObject();
        output.WriteString("name", device.Name);
        output.WriteNumber("instance", device.Instance);
        output.WriteNumber("version", device.Version);
        output.WriteNumber("position", device.Position);
        output.WriteNumber("bytes", device.Payload.Length);
        if (device.Problem is not null)
        {
            output.WriteString("problem", device.Problem);
        }

        if (device.State is not null)
        {
            output.WritePropertyName("state");
            Node(device.State, output);
        }

        output.WriteEndObject();
    }

    private static void Node(VmStateNode node, Utf8JsonWriter output)
    {
        if (node.Kind is VmStateNodeKind.Value or VmStateNodeKind.Values)
        {
            output.WriteStringValue(StateText.Value(node));
            return;
        }

        output.WriteStartObject();
        foreach (VmStateNode child in node.Children)
        {
            output.WritePropertyName(child.Name);
            Node(child, output);
        }

        output.WriteEndObject();
    }

    private static void Children(VmStateNode node, TextWriter output, int depth)
    {
        string indent = new(' ', depth * 2);
        foreach (VmStateNode child in node.Children)
        {
            if (child.Kind is VmStateNodeKind.Value or VmStateNodeKind.Values)
            {
                output.WriteLine($"{indent}{StateText.Name(child.Name)} = {StateText.Value(child)}");
                continue;
            }

            output.WriteLine($"{indent}{StateText.Name(child.Name)} ({(child.Kind == VmStateNodeKind.Subsection ? "subsection, " : "")}version {child.Version})");
            Children(child, output, depth + 1);
        }
    }
}
