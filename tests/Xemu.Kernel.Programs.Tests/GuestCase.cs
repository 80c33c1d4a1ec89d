namespace Xemu.Kernel.Programs.Tests;

/// <summary>A guest program, and what it reports on a console.</summary>
internal sealed record GuestCase(Action<ProgramText> Emit, uint[] Expected)
{
    /// <summary>What the volumes of the hard disk hold when the program has ended, as <see cref="DiskListing"/> tells it. Null: the disk is blank, and nobody looks at it.</summary>
    public string[]? Disk { get; init; }

    /// <summary>Files of the disc beside the program, by their paths.</summary>
    public IReadOnlyDictionary<string, byte[]> Disc { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>A program about files, which starts with empty volumes.</summary>
    public static GuestCase OfFiles(Action<ProgramText, FileText> emit, uint[] expected, params string[] disk) =>
        new(t => emit(t, new FileText(t)), expected) { Disk = [.. disk.Order(StringComparer.Ordinal)] };
}
