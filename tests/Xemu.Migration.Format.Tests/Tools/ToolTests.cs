using System.Text.Json;

namespace Xemu.Migration.Format.Tests;

public sealed class ToolTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-format");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Verify_DamagedPage_NamesBlockAndMiB()
    {
        byte[] file = TestSnapshots.Mapped();
        file[(1 << 20) + 4096 * 15 + 7] ^= 0x10;

        string finding = Assert.Single(SnapshotVerifier.Verify(new MemorySnapshotSource(file), null, Token));

        Assert.StartsWith("RAM block 'ram' is damaged in the MiB at 0x0", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_DamagedBitmap_IsFoundTwice()
    {
        byte[] file = TestSnapshots.Mapped();
        file[TestSnapshots.Open(file).Blocks[0].BitmapPosition] ^= 2;

        IReadOnlyList<string> findings = SnapshotVerifier.Verify(new MemorySnapshotSource(file), null, Token);

        Assert.Equal(2, findings.Count);
        Assert.Contains(findings, finding => finding.StartsWith("The bitmap of RAM block 'ram'", StringComparison.Ordinal));
    }

    [Fact]
    public void Verify_TruncatedFile_IsOneSentence() =>
        Assert.Contains("no description at its end", Assert.Single(SnapshotVerifier.Verify(new MemorySnapshotSource(TestSnapshots.Mapped().AsMemory(..^9)), null, Token)), StringComparison.Ordinal);

    [Fact]
    public void Verify_Cancelled_Stops() =>
        Assert.Throws<OperationCanceledException>(() =>
            SnapshotVerifier.Verify(new MemorySnapshotSource(TestSnapshots.Mapped()), null, new CancellationToken(canceled: true)));

    [Fact]
    public void Compare_FieldAndPage_AreBothListed()
    {
        SnapshotFile a = TestSnapshots.Open(TestSnapshots.Mapped());
        SnapshotFile b = TestSnapshots.Open(TestSnapshots.Mapped(eip: 5, firstByte: 9));

        SnapshotDifference[] differences = [.. SnapshotDiffer.Compare(a, b, null, Token)];

        Assert.Equal(
            [
                new("cpu.eip", -1, 0, "0x12345678", "0x00000005"),
                new("ram ram", 0, 1, "", ""),
                new("ram rom", 0, 1, "", ""),
            ],
            differences);
    }

    [Fact]
    public void Compare_MappedWithStream_DiffersOnlyInTheRomThatTheStreamLacks()
    {
        SnapshotFile a = TestSnapshots.Open(TestSnapshots.Mapped());
        SnapshotFile b = TestSnapshots.Open(TestSnapshots.Stream());

        Assert.Equal([new("ram rom", 0, 1, "", "")], SnapshotDiffer.Compare(a, b, null, Token));
    }

    [Fact]
    public void Extract_Block_HasPagesAndZeros()
    {
        string path = Path.Combine(_folder.FullName, "ram.bin");
        SnapshotFile file = TestSnapshots.Open(TestSnapshots.Mapped());

        using (var sink = new FileRamSink(path))
        {
            RamExtractor.Extract(file, file.Blocks[0], sink, null, Token);
        }

        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal(16 * 4096, bytes.Length);
        Assert.Equal(TestSnapshots.Page(4), bytes[(4 * 4096)..(5 * 4096)]);
        Assert.Equal(new byte[4096], bytes[4096..8192]);
        Assert.Throws<IOException>(() => new FileRamSink(path));
    }

    [Fact]
    public void WriteText_Snapshot_ShowsFieldsAsATree()
    {
        using var text = new StringWriter();

        SnapshotInspector.WriteText(TestSnapshots.Open(TestSnapshots.Mapped()), text, null, Token);

        Assert.Contains("ram           ram: 65536 bytes, 4 of 16 pages in the file, bitmap at", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("  fpu (version 3)", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("    control = 0x037F", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("  x86.interpreter/pending (subsection, version 1)", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WriteJson_Snapshot_IsJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            SnapshotInspector.WriteJson(TestSnapshots.Open(TestSnapshots.Mapped()), json, null, Token);
        }

        using var document = JsonDocument.Parse(bytes.ToArray());
        JsonElement cpu = document.RootElement.GetProperty("devices")[0];
        Assert.Equal("0x12345678", cpu.GetProperty("state").GetProperty("eip").GetString());
        Assert.Equal(1, document.RootElement.GetProperty("xemu").GetProperty("format").GetInt32());
    }

    [Fact]
    public void List_Folder_HasSnapshotsDamagedOnesAndNothingElse()
    {
        File.WriteAllBytes(Path.Combine(_folder.FullName, "a.snap"), TestSnapshots.Mapped());
        File.WriteAllBytes(Path.Combine(_folder.FullName, "b.snap"), TestSnapshots.Mapped()[..^1]);
        File.WriteAllBytes(Path.Combine(_folder.FullName, "c.txt"), [1, 2, 3, 4, 5]);

        SnapshotSummary[] list = [.. SnapshotSummary.List(_folder.FullName, null, Token)];

        Assert.Equal(["a.snap", "b.snap"], list.Select(entry => entry.FileName));
        Assert.Equal((TestSnapshots.Machine, 5L, "earlier", null), (list[0].Machine, list[0].Pages, list[0].Parent, list[0].Problem));
        Assert.NotNull(list[1].Problem);
    }
}
