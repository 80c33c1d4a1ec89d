using System.Text.Json;
using System.Text.Json.Serialization;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>A layer that was sealed: nobody writes it any more.</summary>
/// <param name="Id">The layer.</param>
/// <param name="Generation">The medium's generation when it was sealed.</param>
/// <param name="File">Its file in the layers folder, or null for the image itself.</param>
internal sealed record SealedLayer(Guid Id, ulong Generation, string? File);

/// <summary>The written file as it was when a machine let go of the medium.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="WrittenTicks">When it was last written, in UTC ticks.</param>
internal sealed record LeftFile(ulong Bytes, long WrittenTicks);

/// <summary>What is known about a medium between runs; the file <c>medium.json</c> of its layers folder.</summary>
internal sealed record MediumRecord
{
    /// <summary>Stands for a medium that nobody has opened yet.</summary>
    public static MediumRecord Unknown { get; } = new() { Medium = Guid.Empty, Layer = Guid.Empty, Generation = 0 };

    /// <summary>Version of this record.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The medium.</summary>
    public required Guid Medium { get; init; }

    /// <summary>The layer that is written.</summary>
    public required Guid Layer { get; init; }

    /// <summary>Counts openings for writing and seals.</summary>
    public required ulong Generation { get; init; }

    /// <summary>The file in the layers folder that is written, or null for the image itself.</summary>
    public string? Active { get; init; }

    /// <summary>Size in bytes of the image file when it began to be read only.</summary>
    public ulong ImageBytes { get; init; }

    /// <summary>When the image file was last written, in UTC ticks, at that time.</summary>
    public long ImageWrittenTicks { get; init; }

    /// <summary>The sealed layers, oldest first.</summary>
    public IReadOnlyList<SealedLayer> Sealed { get; init; } = [];

    /// <summary>Set while the medium waits to be taken over; gone with the next opening for writing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LeftFile? Left { get; init; }

    /// <summary>Reads a record.</summary>
    /// <exception cref="ComponentException">It is damaged, or newer.</exception>
    public static MediumRecord? Load(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            MediumRecord? record = new FileInfo(path).Length > 16 << 20 ? null : JsonSerializer.Deserialize(File.ReadAllText(path), MediumRecordContext.Default.MediumRecord);
            if (record is not { Format: 1, Sealed: not null } || !IsFileName(record.Active) || record.Sealed.Any(static l => l is null || !IsFileName(l.File)))
            {
                throw new ComponentException($"Record '{path}' of a disk's layers is damaged or newer; move its folder away to start again from the image, without what the guest wrote.");
            }

            return record;
        }
        catch (JsonException e)
        {
            throw new ComponentException($"Record '{path}' of a disk's layers is no JSON of ours; move its folder away to start again from the image, without what the guest wrote.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComponentException($"Record '{path}' of a disk's layers cannot be read; check its permissions.", e);
        }
    }

    /// <summary>Writes the record so that a kill leaves the old or the new one.</summary>
    /// <exception cref="IOException">The host could not write.</exception>
    public void Save(string path)
    {
        string next = path + ".next";
        using (var stream = new FileStream(next, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(stream, this, MediumRecordContext.Default.MediumRecord);
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
        UnlockedFile.FlushFolder(Path.GetDirectoryName(path)!);
    }

    private static bool IsFileName(string? name) => name is null || (name.Length > 0 && name == Path.GetFileName(name) && name != "..");
}

/// <summary>Reads and writes the record without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(MediumRecord))]
internal sealed partial class MediumRecordContext : JsonSerializerContext
{
}
