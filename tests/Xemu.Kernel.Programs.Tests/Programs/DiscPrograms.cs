using static Xemu.Kernel.Programs.Tests.FileFlags;
using static Xemu.Kernel.Programs.Tests.FileText;
using static Xemu.Kernel.Programs.Tests.Status;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Files of the disc, and the drive itself.</summary>
internal static class DiscPrograms
{
    private const int LargeWords = 0xC000;
    private const int Pieces = 3;
    private const int PieceWords = LargeWords / Pieces;
    private const uint DescriptorAt = 32 * 2048;
    private static readonly byte[] Large = [.. Filled(LargeWords, 0x0200_0000), .. "end"u8];

    private static readonly Dictionary<string, byte[]> Files = new()
    {
        ["a.txt"] = "on the disc"u8.ToArray(),
        ["empty.bin"] = [],
        ["media/large.bin"] = Large,
        ["media/sub/deep.txt"] = "deep"u8.ToArray(),
    };

    public static Dictionary<string, GuestCase> All { get; } = new[]
    {
        Case(
            "disc-large-reads",
            LargeReads,
            [
                Success, (uint)Large.Length, .. Enumerable.Range(0, Pieces).SelectMany(static i => new[] { Success, (uint)PieceWords * 4, Sum(Large.AsSpan(i * PieceWords * 4, PieceWords * 4)) }),
                Success, 3, Word("end"), EndOfFile, EndOfFile, Success, (uint)Large.Length, Sum(Large), Success, 3, EndOfFile,
            ]),
        Case(
            "disc-files-that-are-not-there",
            NotThere,
            [
                ObjectNameNotFound, ObjectPathNotFound, ObjectNameNotFound, ObjectPathNotFound, ObjectNameNotFound, NotADirectory, FileIsADirectory, ObjectNameInvalid, ObjectNameInvalid, ObjectNameInvalid,
                Success, Word("deep"), Success, ObjectPathNotFound,
            ]),
        Case(
            "disc-takes-no-writes",
            NoWrites,
            [
                AccessDenied, AccessDenied, AccessDenied, AccessDenied, AccessDenied, AccessDenied, Success, AccessDenied, AccessDenied, AccessDenied, MediaWriteProtected, Success, MediaWriteProtected, Success,
                Word("on t"),
            ]),
        Case(
            "disc-listing",
            Listing,
            [Success, Word("a.tx"), 11, Success, Word("defa"), Success, Word("empt"), 0, Success, Word("medi"), 0, NoMoreFiles, Success, Word("sub"), NoMoreFiles, NoSuchFile, Success, 2048, 2, 6, Word("XDVD"), BufferOverflow, 16, 6]),
        Case(
            "disc-drive",
            Drive,
            [Success, Word("MICR"), Word("OSOF"), InvalidParameter, InvalidParameter, Success, 24, 2048, InvalidDeviceRequest, Success, InvalidDeviceRequest, MediaWriteProtected, Success, EndOfFile]),
        Case("disc-copied-to-disk", Copied, [Success, Success, Sum(Large)], DiskListing.File(@"E:\copy.bin", Large), DiskListing.File(@"E:\text.txt", "on the disc")),
    }.ToDictionary(static c => c.Name, static c => c.Program);

    private static (string Name, GuestCase Program) Case(string name, Action<ProgramText, FileText> emit, uint[] expected, params string[] disk) =>
        (name, GuestCase.OfFiles(emit, expected, disk) with { Disc = Files });

    private static void LargeReads(ProgramText t, FileText f)
    {
        uint place = t.Data.Variable((uint)Large.Length);
        uint file = f.Open(Disc + @"\media\large.bin");
        f.Query(file, StandardInformation, 0x18);
        f.Result();
        f.Words(1, 8);
        for (int i = 0; i < Pieces; i++)
        {
            f.ReadTo(file, place, PieceWords * 4);
            f.ResultAndInformation();
            f.ReportSum(place, PieceWords);
        }

        f.ReadBytes(file, 512);
        f.ResultAndInformation();
        f.Words(1);
        f.ReadBytes(file, 512);
        f.Result();
        f.ReadBytes(file, 512, 0x1000_0000);
        f.Result();

        // In one piece that is longer than the file.
        f.ReadTo(file, place, 0x10_0000, 0);
        f.ResultAndInformation();
        f.ReportSum(place, LargeWords);
        uint unbuffered = f.Open(Disc + @"\media\large.bin", options: Synchronous | NoBuffering);
        f.ReadTo(unbuffered, place, 2048, LargeWords * 4);
        f.ResultAndInformation();
        uint empty = f.Open(Disc + @"\empty.bin");
        f.ReadBytes(empty, 1, 0);
        f.Result();
        t.Program.End();
    }

    private static void NotThere(ProgramText t, FileText f)
    {
        foreach (string path in (string[])[@"\none", @"\none\a.txt", @"\media\none", @"\a.txt\x", @"\media\sub\deep.tx"])
        {
            f.Open(Disc + path);
            f.Result();
        }

        f.Open(Disc + @"\a.txt", options: Folder);
        f.Result();
        f.Open(Disc + @"\media", options: Synchronous | NonDirectoryFile);
        f.Result();
        foreach (string path in (string[])[@"\media\\large.bin", @"\a.*", @"\a.txt\"])
        {
            f.Open(Disc + path);
            f.Result();
        }

        uint deep = f.Open(Disc + @"\MEDIA\Sub\DEEP.TXT");
        f.ReadBytes(deep, 4);
        f.Result();
        f.Words(1);
        f.QueryPath(Disc + @"\media\sub\deep.txt");
        f.Result();
        f.Open(@"\Device\CdRom1\a.txt");
        f.Result();
        t.Program.End();
    }

    private static void NoWrites(ProgramText t, FileText f)
    {
        string path = Disc + @"\a.txt";
        foreach (uint access in (uint[])[Write, Delete, Read | Write])
        {
            f.Open(path, access);
            f.Result();
        }

        foreach (uint disposition in (uint[])[CreateNew, OverwriteIf, Supersede])
        {
            f.Create(disposition == CreateNew ? Disc + @"\new" : path, disposition, Read);
            f.Result();
        }

        uint file = f.Open(path);
        f.Result();
        f.WriteText(file, "x", 0);
        f.Result();
        f.SetSize(file, 0);
        f.Result();
        f.MarkDeleted(file);
        f.Result();
        f.SetBasic(file, attributes: Hidden);
        f.Result();
        uint folder = f.Open(Disc + @"\media", options: Folder);
        f.Result();
        f.SetBasic(folder, attributes: Hidden);
        f.Result();
        f.ReadBytes(file, 4, 0);
        f.Result();
        f.Words(1);
        t.Program.End();
    }

    private static void Listing(ProgramText t, FileText f)
    {
        uint root = f.Open(Disc + @"\", options: Folder);
        for (int i = 0; i < 4; i++)
        {
            f.List(root);
            f.Result();
            f.Words(1, 0x40);

            // The size of the program itself is nobody's business here.
            f.Words(i == 1 ? 0 : 1, 0x28);
        }

        f.List(root);
        f.Result();
        uint media = f.Open(Disc + @"\media", options: Folder);
        f.List(media, "s*");
        f.Result();
        f.Words(1, 0x40);
        f.List(media);
        f.Result();
        media = f.Open(Disc + @"\media", options: Folder);
        f.List(media, "x*");
        f.Result();
        f.QueryVolume(media, SizeInformation, 0x18);
        f.Result();
        f.Words(1, 0x14);
        f.QueryVolume(media, DeviceInformation, 8);
        f.Words(1);
        f.QueryVolume(media, AttributeInformation, 0x20);
        f.Words(2, 8);
        f.QueryVolume(media, AttributeInformation, 16);
        f.ResultAndInformation();
        f.Words(1, 8);
        t.Program.End();
    }

    private static void Drive(ProgramText t, FileText f)
    {
        uint drive = f.Open(Disc, Read, Synchronous);
        f.ReadBytes(drive, 2048, DescriptorAt);
        f.Result();
        f.Words(2);
        f.ReadBytes(drive, 512, DescriptorAt);
        f.Result();
        f.ReadBytes(drive, 2048, DescriptorAt + 512);
        f.Result();
        f.Control(drive, GetCdRomGeometry, 24);
        f.ResultAndInformation();
        f.Words(1, 20);
        f.Control(drive, GetPartitionInfo, 32);
        f.Result();
        f.Control(drive, CheckVerifyDisk);
        f.Result();
        f.Control(drive, GetDriveGeometry, 24);
        f.Result();
        uint writer = f.Open(Disc, Read | Write, Synchronous);
        f.WriteFrom(writer, f.Buffer, 2048, 0);
        f.Result();
        f.ReadBytes(drive, 2048, 0);
        f.Result();
        f.ReadBytes(drive, 2048, 0x10_0000_0000);
        f.Result();
        t.Program.End();
    }

    private static void Copied(ProgramText t, FileText f)
    {
        uint place = t.Data.Variable((uint)Large.Length);
        uint source = f.Open(Disc + @"\media\large.bin");
        f.ReadTo(source, place, (uint)Large.Length);
        f.Result();
        uint target = f.Create(Disk + @"\copy.bin");
        f.WriteFrom(target, place, (uint)Large.Length);
        f.Result();
        t.Call("RtlZeroMemory", place, Large.Length);
        f.ReadTo(target, place, (uint)Large.Length, 0);
        f.ReportSum(place, LargeWords);
        uint text = f.Open(Disc + @"\a.txt");
        f.ReadBytes(text, 100);
        uint copy = f.Create(Disk + @"\text.txt");
        f.WriteFrom(copy, f.Buffer, 11);
        t.Program.End();
    }
}
