using static Xemu.Kernel.Programs.Tests.FileFlags;
using static Xemu.Kernel.Programs.Tests.FileText;
using static Xemu.Kernel.Programs.Tests.ProgramText;
using static Xemu.Kernel.Programs.Tests.Status;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Files of the hard disk: made, written, read, cut, shared.</summary>
internal static class FilePrograms
{
    private const uint Unchanged = uint.MaxValue;
    private const int ManyWords = 0x5000;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        ["file-write-seek-read"] = GuestCase.OfFiles(
            WriteSeekRead,
            [
                Success, Created, Success, 10, Success, 4, Word("2345"), Success, 4, Word("6789"), EndOfFile, Success, Success, Success, 4, Word("1AB4"), Success, 5, Success, 2,
                Word("cd"), EndOfFile, InvalidParameter,
            ],
            DiskListing.File(@"E:\a.txt", "01AB456789abcd")),
        ["file-gap-and-cut"] = GuestCase.OfFiles(
            GapAndCut,
            [Success, Success, 3, Success, 5, Success, Success, 6, 0, Success, 0x4000, 6, Success, 4, 0, InvalidParameter, DiskFull, AccessDenied, Success],
            DiskListing.File(@"E:\a.bin", [(byte)'a', (byte)'b', 0, 0, 0, 0])),
        ["file-large"] = GuestCase.OfFiles(
            Large,
            [Success, ManyWords * 4, Success, ManyWords * 4, Sum(Filled(ManyWords, 0x0100_0000)), Success, 0x1000, Sum(Filled(0x400, 0x0100_0C00)), Success, ManyWords * 4, 0x1_4000, Success, 100],
            DiskListing.File(@"E:\large.bin", Filled(ManyWords, 0x0100_0000))),
        ["file-dispositions"] = GuestCase.OfFiles(
            Dispositions,
            [
                Success, Superseded, Success, Opened, ObjectNameCollision, Unchanged, Success, Opened, Success, Overwritten, Success, Overwritten, InvalidParameter, Unchanged,
                Success, Created, ObjectNameNotFound, Unchanged, Success, Created, Success, Created, ObjectNameNotFound, Unchanged, Success, Created, InvalidParameter, Unchanged,
            ],
            DiskListing.File(@"E:\new0", string.Empty),
            DiskListing.File(@"E:\new2", string.Empty),
            DiskListing.File(@"E:\new3", string.Empty),
            DiskListing.File(@"E:\new5", string.Empty),
            DiskListing.File(@"E:\old0", string.Empty),
            DiskListing.File(@"E:\old1", "old"),
            DiskListing.File(@"E:\old2", "old"),
            DiskListing.File(@"E:\old3", "old"),
            DiskListing.File(@"E:\old4", string.Empty),
            DiskListing.File(@"E:\old5", string.Empty),
            DiskListing.File(@"E:\old6", "old")),
        ["file-sharing"] = GuestCase.OfFiles(
            Sharing,
            [
                Success, SharingViolation, SharingViolation, SharingViolation, Success, Success, Success, SharingViolation, SharingViolation, Success, SharingViolation, Success, Success,
                SharingViolation, Success, Success,
            ],
            DiskListing.File(@"E:\s", "shared")),
        ["file-rights"] = GuestCase.OfFiles(
            Rights,
            [Success, AccessDenied, Success, AccessDenied, AccessDenied, AccessDenied, Success, AccessDenied, Success, InvalidHandle, InvalidHandle, ObjectTypeMismatch, Success, 7, 7],
            DiskListing.File(@"E:\r", "words")),
        ["file-of-two-handles"] = GuestCase.OfFiles(
            TwoHandles,
            [Success, Word("0123"), Word("4567"), Success, InvalidHandle, Word("89ab"), 12, 0, Success, Word("4567"), Success],
            DiskListing.File(@"E:\d", "0123456789abcdef")),
    };

    private static void WriteSeekRead(ProgramText t, FileText f)
    {
        uint file = f.Create(Disk + @"\a.txt");
        f.ResultAndInformation();
        f.WriteText(file, "0123456789");
        f.ResultAndInformation();
        f.ReadBytes(file, 4, 2);
        f.ResultAndInformation();
        f.Words(1);
        f.ReadBytes(file, 4);
        f.ResultAndInformation();
        f.Words(1);
        f.ReadBytes(file, 1);
        f.Result();
        f.Seek(file, 2);
        f.Result();
        f.WriteText(file, "AB");
        f.Result();
        f.ReadBytes(file, 4, 1);
        f.ResultAndInformation();
        f.Words(1);
        f.WriteText(file, "abcd", AtEnd);
        f.WriteText(file, string.Empty);
        f.Seek(file, 5);
        f.Query(file, PositionInformation, 8);
        f.Result();
        f.Words(1);
        t.C.mov(At(f.Buffer), 0);
        f.ReadBytes(file, 8, 12);
        f.ResultAndInformation();
        f.Words(1);
        f.ReadBytes(file, 8, 14);
        f.Result();
        f.ReadBytes(file, 8, -3);
        f.Result();
        t.Program.End();
    }

    /// <summary>What is written behind the end leaves zeros before it; a file can be made longer and shorter; its clusters come and go.</summary>
    private static void GapAndCut(ProgramText t, FileText f)
    {
        uint file = f.Create(Disk + @"\a.bin");
        f.Result();
        f.WriteText(file, "abc");
        f.ResultAndInformation();
        f.WriteText(file, "later", 0x1_0000);
        f.ResultAndInformation();
        f.SetSize(file, 2);
        f.Result();
        f.SetSize(file, 6);
        f.Query(file, StandardInformation, 0x18);
        f.Result();
        f.Words(2, 8);
        f.Query(file, NetworkOpenInformation, 0x38);
        f.Result();
        f.Words(1, 0x20);
        f.Words(1, 0x28);
        f.ReadBytes(file, 4, 2);
        f.ResultAndInformation();
        f.Words(1);
        f.Set(file, EndOfFileInformation, 0, 0x8000_0000);
        f.Result();
        f.Set(file, EndOfFileInformation, 0, 2);
        f.Result();
        uint reader = f.Open(Disk + @"\a.bin");
        f.SetSize(reader, 0);
        f.Result();
        f.Set(file, AllocationInformation, 0x2_0000, 0);
        f.Result();
        t.Program.End();
    }

    /// <summary>More than one cluster, in one call and in pieces, also past what a file has and without the cache.</summary>
    private static void Large(ProgramText t, FileText f)
    {
        uint words = t.Data.Variable(ManyWords * 4);
        uint file = f.Create(Disk + @"\large.bin");
        f.Fill(words, ManyWords, 0x0100_0000);
        f.WriteFrom(file, words, ManyWords * 4);
        f.ResultAndInformation();
        t.Call("RtlZeroMemory", words, ManyWords * 4);
        f.ReadTo(file, words, ManyWords * 4, 0);
        f.ResultAndInformation();
        f.ReportSum(words, ManyWords);
        uint unbuffered = f.Open(Disk + @"\large.bin", options: Synchronous | NoBuffering);
        f.ReadTo(unbuffered, words, 0x1000, 0x3000);
        f.ResultAndInformation();
        f.ReportSum(words, 0x400);
        f.Query(file, PositionInformation, 8);
        f.Result();
        f.Words(1);
        f.Query(file, StandardInformation, 0x18);
        f.Words(1);
        f.ReadTo(file, words, 0x1_0000, (ManyWords * 4) - 100);
        f.ResultAndInformation();
        t.Program.End();
    }

    /// <summary>Each disposition, and one that there is not, on a file that is there and on one that is not. An open that fails leaves the status block alone.</summary>
    private static void Dispositions(ProgramText t, FileText f)
    {
        for (uint i = 0; i <= OverwriteIf + 1; i++)
        {
            f.MakeFile($@"{Disk}\old{i}", "old");
            Open($@"{Disk}\old{i}", i);
        }

        for (uint i = 0; i <= OverwriteIf + 1; i++)
        {
            Open($@"{Disk}\new{i}", i);
        }

        t.Program.End();

        void Open(string path, uint disposition)
        {
            t.C.mov(At(f.Block + 4), Unchanged);
            uint file = f.Create(path, disposition);
            f.ResultAndInformation();
            f.Close(file);
        }
    }

    private static void Sharing(ProgramText t, FileText f)
    {
        string path = Disk + @"\s";
        f.MakeFile(path, "shared");
        uint alone = f.Open(path, Read, share: ShareNone);
        f.Result();
        Try(Read);
        Try(Write);
        f.DeletePath(path);
        f.Result();

        // Who only looks does not count.
        f.Close(Try(ReadAttributes, ShareNone));
        f.Close(alone);
        uint reader = Try(Read, ShareRead);
        uint second = Try(Read, ShareRead);
        Try(Write);
        f.Create(path, OverwriteIf, Read);
        f.Result();
        f.Close(second);
        f.Close(reader);
        uint writer = Try(Write, ShareRead | ShareWrite);
        Try(Read, ShareRead);
        f.Close(Try(Read | Write, ShareRead | ShareWrite));
        second = Try(Read, ShareRead | ShareWrite);
        Try(Delete);
        f.Close(second);
        f.Close(writer);
        Try(Write, ShareNone);
        f.QueryPath(path);
        f.Result();
        t.Program.End();

        uint Try(uint access, uint share = ShareAll)
        {
            uint handle = f.Open(path, access, share: share);
            f.Result();
            return handle;
        }
    }

    /// <summary>A handle can do what it was opened for; closed ones and those of other objects nothing. What fails leaves the status block alone.</summary>
    private static void Rights(ProgramText t, FileText f)
    {
        string path = Disk + @"\r";
        f.MakeFile(path, "words");
        uint reader = f.Open(path, Read);
        f.Result();
        f.WriteText(reader, "x");
        f.Result();
        f.Query(reader, StandardInformation, 0x18);
        f.Result();
        f.SetSize(reader, 0);
        f.Result();
        f.Rename(reader, "q");
        f.Result();
        f.MarkDeleted(reader);
        f.Result();
        uint writer = f.Open(path, Write);
        f.Result();
        f.ReadBytes(writer, 1);
        f.Result();
        f.WriteText(writer, "words");
        f.Result();
        f.Close(writer);
        f.WriteText(writer, "x");
        f.Result();
        f.Close(writer);
        f.Result();
        uint other = t.AutoEvent();
        f.ReadBytes(other, 1);
        f.Result();
        f.ReadBytes(reader, 0);
        f.Result();
        t.C.mov(At(f.Block), 7);
        t.C.mov(At(f.Block + 4), 7);
        f.ReadBytes(reader, 1, 5);
        t.Report(At(f.Block));
        t.Report(At(f.Block + 4));
        t.Program.End();
    }

    /// <summary>A duplicate of a handle shares the position and outlives the first handle; a further open has a position of its own.</summary>
    private static void TwoHandles(ProgramText t, FileText f)
    {
        uint twin = t.Data.Variable();
        f.MakeFile(Disk + @"\d", "0123456789abcdef");
        uint file = f.Open(Disk + @"\d");
        t.ReportCall("NtDuplicateObject", At(file), twin, 0);
        f.ReadBytes(file, 4);
        f.Words(1);
        f.ReadBytes(twin, 4);
        f.Words(1);
        f.Close(file);
        f.Result();
        f.ReadBytes(file, 4);
        f.Result();
        f.ReadBytes(twin, 4);
        f.Words(1);
        f.Query(twin, PositionInformation, 8);
        f.Words(2);
        uint own = f.Open(Disk + @"\d");
        f.Result();
        f.Seek(own, 4);
        f.ReadBytes(own, 4);
        f.Words(1);
        f.Close(twin);
        f.Result();
        t.Program.End();
    }
}
