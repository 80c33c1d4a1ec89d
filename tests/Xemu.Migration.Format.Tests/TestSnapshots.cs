using System.IO.Compression;

namespace Xemu.Migration.Format.Tests;

/// <summary>Small snapshots: 16 pages of RAM, of which 0, 3, 4 and 15 are present, a ROM of one page, and two devices.</summary>
internal static class TestSnapshots
{
    public const string Machine = "test";

    public static readonly RamBlockShape[] Blocks = [new("ram", 16 * 4096), new("rom", 4096)];

    public static readonly ulong[] PresentPages = [0, 3, 4, 15];

    public static byte[] Page(ulong page)
    {
        byte[] bytes = new byte[4096];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(i * 7 + (int)page * 13 + 1);
        }

        return bytes;
    }

    public static VmStateSection Cpu(uint eip = 0x1234_5678)
    {
        var state = new VmStateWriter("x86.interpreter", 2);
        state.Field("halted", true);
        state.Field("eip", eip);
        state.Words("gpr", [1, 2, 3, 4, 5, 6, 7, 0xFFFF_FFFF]);
        state.BeginPart("fpu", 3);
        state.Field("control", (ushort)0x037F);
        state.Bytes("registers", new byte[80]);
        state.End();
        state.BeginSubsection("pending");
        state.Field("vector", (byte)0x20);
        state.End();
        state.Field("tsc", 0x0102_0304_0506_0708UL);
        return state.Finish();
    }

    public static VmStateSection Timer()
    {
        var state = new VmStateWriter("timer", 1);
        state.Timer("tick", true, 1000);
        state.Timer("idle", false, 77);
        state.Text("note", "läuft");
        state.Blob("fifo", []);
        state.Field("signed", -5);
        state.Field("wide", -6L);
        return state.Finish();
    }

    public static byte[] Mapped(uint eip = 0x1234_5678, byte firstByte = 1, RamBlockShape[]? blocks = null)
    {
        var layout = new MappedRamLayout(Machine, blocks ?? Blocks);
        var checksums = new List<BlockChecksums>();
        var pieces = new List<SnapshotPiece>(layout.Pieces);
        foreach (MappedRamBlock block in layout.Blocks)
        {
            var present = new PageBitmap(block.Pages);
            var hashes = new PageChecksums(block.Pages);
            foreach (ulong page in PresentPages.Where(page => page < block.Pages))
            {
                byte[] bytes = Page(page);
                bytes[0] = page == 0 ? firstByte : bytes[0];
                present.Set(page);
                hashes.Set(page, bytes);
                pieces.Add(new SnapshotPiece(block.PagePosition(page), bytes));
            }

            pieces.Add(new SnapshotPiece(block.BitmapPosition, present.Bytes.ToArray()));
            checksums.Add(hashes.ToBlock(block.Name, present));
        }

        var tail = new SnapshotTailWriter(layout);
        tail.AddDevice("cpu", 0, Cpu(eip));
        tail.AddDevice("timer", 0, Timer());
        pieces.Add(new SnapshotPiece(layout.TailPosition, tail.Finish(checksums, json => json.WriteString("parent", "earlier"))));
        byte[] file = new byte[pieces.Max(piece => piece.Position + piece.Bytes.Length)];
        foreach (SnapshotPiece piece in pieces)
        {
            piece.Bytes.CopyTo(file.AsMemory((int)piece.Position));
        }

        return file;
    }

    public static byte[] Stream()
    {
        using var file = new MemoryStream();
        var prefix = new StreamPrefix(Machine, Blocks);
        file.Write(prefix.Bytes.Span);
        byte[] header = new byte[RamStream.MaxHeaderBytes];
        var present = new PageBitmap(16);
        var hashes = new PageChecksums(16);
        file.Write(header, 0, RamStream.WriteSection(header, isLast: true));
        ReadOnlySpan<byte> name = "ram"u8;
        for (ulong page = 0; page < 16; page++)
        {
            if (!PresentPages.Contains(page))
            {
                file.Write(header, 0, RamStream.WriteZeroPage(header, page * 4096, name));
            }
            else
            {
                file.Write(header, 0, RamStream.WritePage(header, page * 4096, name));
                file.Write(Page(page));
                present.Set(page);
                hashes.Set(page, Page(page));
            }

            name = [];
        }

        file.Write(header, 0, RamStream.WriteMark(header, RamStreamFlags.EndOfSection));
        file.Write(header, 0, RamStream.WriteFooter(header));
        var tail = new SnapshotTailWriter(prefix);
        tail.AddDevice("cpu", 0, Cpu());
        tail.AddDevice("timer", 0, Timer());
        BlockChecksums rom = new PageChecksums(1).ToBlock("rom", new PageBitmap(1));
        file.Write(tail.Finish([hashes.ToBlock("ram", present), rom]).Span);
        return file.ToArray();
    }

    public static SnapshotFile Open(byte[] bytes) => SnapshotFile.Open(new MemorySnapshotSource(bytes));

    public static byte[] Golden(string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "golden", name + ".gz"));
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        unpacked.CopyTo(bytes);
        return bytes.ToArray();
    }
}
