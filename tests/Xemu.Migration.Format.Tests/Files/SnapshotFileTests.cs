using System.Buffers.Binary;
using System.Text;

namespace Xemu.Migration.Format.Tests;

public class SnapshotFileTests
{
    [Fact]
    public void Open_MappedRam_GivesBlocksPagesAndDevices()
    {
        SnapshotFile file = TestSnapshots.Open(TestSnapshots.Mapped());

        AssertWhole(file);
        Assert.True(file.IsMappedRam);
        Assert.Equal(["mapped-ram"], file.Capabilities);
        Assert.Equal(1 << 20, file.Blocks[0].PagesPosition);
        Assert.Equal("earlier", file.Xemu!.Value.GetProperty("parent").GetString());
    }

    [Fact]
    public void Open_Stream_GivesBlocksPagesAndDevices()
    {
        SnapshotFile file = TestSnapshots.Open(TestSnapshots.Stream());

        AssertWhole(file);
        Assert.False(file.IsMappedRam);
    }

    [Fact]
    public void Open_LengthNotKnownAndBytesBehind_FindsTheEnd()
    {
        byte[] mapped = TestSnapshots.Mapped();
        byte[] stream = TestSnapshots.Stream();

        SnapshotFile a = SnapshotFile.Open(new EndlessSource(mapped));
        SnapshotFile b = SnapshotFile.Open(new EndlessSource(stream));

        AssertWhole(a);
        AssertWhole(b);
        Assert.Equal((mapped.Length, stream.Length), (a.EndPosition, b.EndPosition));
    }

    [Fact]
    public void TailPosition_OfBothForms_IsWhereRamEnds()
    {
        SnapshotFile mapped = TestSnapshots.Open(TestSnapshots.Mapped());
        SnapshotFile stream = TestSnapshots.Open(TestSnapshots.Stream());

        Assert.Equal(new MappedRamLayout(TestSnapshots.Machine, TestSnapshots.Blocks).TailPosition, mapped.TailPosition);
        // The first device's header: kind, id, name, instance, version.
        Assert.Equal(stream.Devices[0].Position - (1 + 4 + 4 + 4 + 4), stream.TailPosition);
    }

    [Fact]
    public void Open_PrefixWithFlush_HasItsChecksum()
    {
        var prefix = new StreamPrefix("m", [new("ram", 4096)], multifdFlush: true);
        byte[] bytes = [.. prefix.Bytes.Span, .. new SnapshotTailWriter(prefix).Finish([]).Span];

        SnapshotFile file = TestSnapshots.Open(bytes);

        file.CheckState();
    }

    [Fact]
    public void Open_SectionThatIsNotDescribed_IsRefusedInOursAndToldInQemus()
    {
        byte[] ours = TestSnapshots.Stream();
        byte[] qemus = [.. ours];
        Rename(ours, "\"name\":\"timer\"");
        Rename(qemus, "\"name\":\"timer\"");
        qemus[qemus.AsSpan().LastIndexOf("\"xemu\""u8) + 1] = (byte)'X';

        SnapshotFile file = TestSnapshots.Open(qemus);

        Assert.Throws<SnapshotFormatException>(() => TestSnapshots.Open(ours));
        Assert.Contains("'timer' 0", Assert.Single(file.Problems), StringComparison.Ordinal);
        Assert.Equal([("cpu", true), ("times", false)], file.Devices.Select(device => (device.Name, device.State is not null)));
        Assert.Equal([(0UL, 1), (3UL, 2), (15UL, 1)], file.PresentRuns(file.Blocks[0], 256));
    }

    [Fact]
    public void Open_PageSentTwice_TheLastOneCounts()
    {
        var prefix = new StreamPrefix("m", [new("ram", 8192)]);
        using var stream = new MemoryStream();
        byte[] header = new byte[RamStream.MaxHeaderBytes];
        stream.Write(prefix.Bytes.Span);
        stream.Write(header, 0, RamStream.WriteSection(header, isLast: false));
        stream.Write(header, 0, RamStream.WritePage(header, 0, "ram"u8));
        stream.Write(TestSnapshots.Page(1));
        stream.Write(header, 0, RamStream.WritePage(header, 4096, []));
        stream.Write(TestSnapshots.Page(2));
        stream.Write(header, 0, RamStream.WriteMark(header, RamStreamFlags.EndOfSection));
        stream.Write(header, 0, RamStream.WriteFooter(header));
        stream.Write(header, 0, RamStream.WriteSection(header, isLast: true));
        stream.Write(header, 0, RamStream.WritePage(header, 0, "ram"u8));
        stream.Write(TestSnapshots.Page(3));
        stream.Write(header, 0, RamStream.WriteZeroPage(header, 4096, []));
        stream.Write(header, 0, RamStream.WriteMark(header, RamStreamFlags.EndOfSection));
        stream.Write(header, 0, RamStream.WriteFooter(header));
        stream.Write(new SnapshotTailWriter(prefix).Finish([]).Span);

        SnapshotFile file = TestSnapshots.Open(stream.ToArray());

        byte[] page = new byte[4096];
        file.ReadPages(file.Blocks[0], 0, page);
        Assert.Equal(TestSnapshots.Page(3), page);
        Assert.Equal([(0UL, 1)], file.PresentRuns(file.Blocks[0], 256));
    }

    [Fact]
    public void Open_EveryTruncation_IsRefused()
    {
        byte[] file = TestSnapshots.Stream();

        Assert.All(
            Enumerable.Range(0, file.Length / 37).Select(i => i * 37),
            length => Assert.Throws<SnapshotFormatException>(() => TestSnapshots.Open(file[..length])));
    }

    [Fact]
    public void Open_BytesBehindTheDescription_IsRefused() =>
        Assert.Throws<SnapshotFormatException>(() => TestSnapshots.Open([.. TestSnapshots.Stream(), 0]));

    [Theory]
    [InlineData(0, "it is no snapshot")]
    [InlineData(7, "format 2; version 3 is read")]
    [InlineData(8, "kind 0x06")]
    public void Open_DamagedHeader_SaysWhatIsWrong(int at, string message)
    {
        byte[] file = TestSnapshots.Mapped();
        file[at] ^= 1;

        SnapshotFormatException e = Assert.Throws<SnapshotFormatException>(() => TestSnapshots.Open(file));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_PagesOutsideTheFile_IsRefused()
    {
        byte[] file = TestSnapshots.Mapped();
        int pagesAt = new MappedRamLayout(TestSnapshots.Machine, TestSnapshots.Blocks).Pieces[0].Bytes.Length - 8;
        BinaryPrimitives.WriteUInt64BigEndian(file.AsSpan(pagesAt), 0x7FFF_FFFF_FFF0_0000);

        SnapshotFormatException e = Assert.Throws<SnapshotFormatException>(() => TestSnapshots.Open(file));

        Assert.Contains("lie outside the file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckState_DamagedDevice_IsRefusedByName()
    {
        byte[] bytes = TestSnapshots.Mapped();
        SnapshotDevice cpu = TestSnapshots.Open(bytes).FindDevice("cpu")!;
        bytes[cpu.Position + 5] ^= 1;
        SnapshotFile file = TestSnapshots.Open(bytes);

        SnapshotFormatException e = Assert.Throws<SnapshotFormatException>(file.CheckState);

        Assert.StartsWith($"Device section 'cpu' at 0x{cpu.Position:X} is damaged", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckState_OtherTextInTheDescription_IsRefused()
    {
        byte[] bytes = TestSnapshots.Mapped();
        int at = bytes.AsSpan().LastIndexOf("earlier"u8);
        bytes[at] = (byte)'E';

        Assert.Throws<SnapshotFormatException>(TestSnapshots.Open(bytes).CheckState);
    }

    [Theory]
    [InlineData("\\ud800x", "has half a character at byte")]
    [InlineData("\u00ff      ", "is no UTF-8 text")]
    public void Open_TextOrNameThatIsNoUtf8_IsRefused(string name, string message)
    {
        byte[] bytes = TestSnapshots.Stream();
        Encoding.Latin1.GetBytes(name, bytes.AsSpan(bytes.AsSpan().LastIndexOf("instance"u8)));

        SnapshotFormatException e = Assert.Throws<SnapshotFormatException>(() => TestSnapshots.Open(bytes));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"struct\":{", "\"struct\":1,\"x\":{", "is no object")]
    [InlineData("\"devices\":[", "\"devices\":[7,", "lacks 'name'")]
    [InlineData("\"array_len\":8", "\"array_len\":-8", "'array_len' is -8")]
    [InlineData("\"xemu\":{", "\"xemu\":[],\"x\":{", "is no object")]
    [InlineData("\"checksums\":{", "\"checksums\":null,\"x\":{", "lacks 'sections'")]
    public void Open_DescriptionOfAnotherShape_IsRefused(string from, string to, string message)
    {
        byte[] sound = TestSnapshots.Stream();
        int start = (int)TestSnapshots.Open(sound).DescriptionPosition;
        byte[] json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(sound.AsSpan(start)).Replace(from, to, StringComparison.Ordinal));
        byte[] bytes = [.. sound.AsSpan(0, start), .. json];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(start - 4), json.Length);

        SnapshotFormatException e = Assert.Throws<SnapshotFormatException>(() => TestSnapshots.Open(bytes));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("snapshot-mapped-1")]
    [InlineData("snapshot-stream-1")]
    public void Open_GoldenFile_IsWhole(string name)
    {
        SnapshotFile file = TestSnapshots.Open(TestSnapshots.Golden(name));

        AssertWhole(file);
    }

    private static void Rename(byte[] file, string name) =>
        file[file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(name)) + name.Length - 2] = (byte)'s';

    private static void AssertWhole(SnapshotFile file)
    {
        file.CheckState();
        Assert.Empty(SnapshotVerifier.Verify(file));
        Assert.Empty(file.Problems);
        Assert.Equal(TestSnapshots.Machine, file.MachineName);
        Assert.Equal(TestSnapshots.Blocks, file.Blocks.Select(block => new RamBlockShape(block.Name, block.SizeBytes)));
        Assert.Equal(["cpu", "timer"], file.Devices.Select(device => device.Name));
        Assert.Equal([(0UL, 1), (3UL, 2), (15UL, 1)], file.PresentRuns(file.Blocks[0], 256));
        byte[] pages = new byte[8192];
        file.ReadPages(file.Blocks[0], 3, pages);
        Assert.Equal([.. TestSnapshots.Page(3), .. TestSnapshots.Page(4)], pages);
        Assert.Equal(0x1234_5678u, new VmStateReader(file.Devices[0].State!).UInt32("eip"));
    }
}
