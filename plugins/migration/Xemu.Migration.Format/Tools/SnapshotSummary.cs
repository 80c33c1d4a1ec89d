using System.Text.Json;

namespace Xemu.Migration.Format;

/// <summary>A snapshot in a list.</summary>
/// <param name="FileName">The file's name.</param>
/// <param name="Machine">The machine's name.</param>
/// <param name="SizeBytes">The file's length.</param>
/// <param name="Written">When it was last written, UTC.</param>
/// <param name="Pages">Pages in it.</param>
/// <param name="Parent">The parent's name as the file records it (<c>xemu.parent.name</c>, or <c>xemu.parent</c> as text), or none.</param>
/// <param name="Problem">Why it cannot be read, or none.</param>
public sealed record SnapshotSummary(string FileName, string Machine, long SizeBytes, DateTime Written, long Pages, string? Parent, string? Problem)
{
    private const int MaxParentBytes = 4096;

    /// <summary>Lists the snapshots of a folder by name; files that do not begin as one are passed over.</summary>
    /// <param name="folder">The folder; those in it are not looked into.</param>
    /// <param name="progress">Told after each file, or none; counts files.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IEnumerable<SnapshotSummary> List(string folder, Action<SnapshotProgress>? progress = null, CancellationToken cancellation = default)
    {
        string[] files = Directory.GetFiles(folder);
        Array.Sort(files, StringComparer.Ordinal);
        for (int i = 0; i < files.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Read(files[i]) is { } summary)
            {
                yield return summary;
            }

            progress?.Invoke(new SnapshotProgress(i + 1, files.Length));
        }
    }

    /// <summary>Reads one; none when the file does not begin as a snapshot.</summary>
    public static SnapshotSummary? Read(string path)
    {
        var info = new FileInfo(path);
        if (info.Length < 8)
        {
            // Pipes and sockets have no length; opening one would wait for its other end.
            return null;
        }

        var empty = new SnapshotSummary(info.Name, "", info.Length, info.LastWriteTimeUtc, 0, null, null);
        try
        {
            using var source = new FileSnapshotSource(path);
            byte[] magic = new byte[4];
            if (source.Read(0, magic) < 4 || Wire.UInt32(magic) != Wire.Magic)
            {
                return null;
            }

            SnapshotFile file = SnapshotFile.Open(source);
            return empty with { Machine = file.MachineName, Pages = file.Blocks.Sum(block => SnapshotInspector.Present(file, block)), Parent = ParentOf(file) };
        }
        catch (Exception e) when (e is SnapshotFormatException or IOException or UnauthorizedAccessException)
        {
            return empty with { Problem = e.Message };
        }
    }

    private static string? ParentOf(SnapshotFile file)
    {
        if (file.Xemu is not { } xemu || !xemu.TryGetProperty("parent", out JsonElement parent))
        {
            return null;
        }

        return parent.ValueKind switch
        {
            JsonValueKind.String => StateText.Name(Json.Text(xemu, "parent", MaxParentBytes)),
            JsonValueKind.Object => StateText.Name(Json.Text(parent, "name", MaxParentBytes)),
            _ => null,
        };
    }
}
