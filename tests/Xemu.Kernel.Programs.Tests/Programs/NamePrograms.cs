using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.FileFlags;
using static Xemu.Kernel.Programs.Tests.FileText;
using static Xemu.Kernel.Programs.Tests.ProgramText;
using static Xemu.Kernel.Programs.Tests.Status;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Names that are odd, and links by which programs name volumes.</summary>
internal static class NamePrograms
{
    private const string TooLong = "a name of as many characters as there may b";
    private const string Longest = "a name of as many characters as there may ";

    /// <summary>Five names of 42 characters and one of 34, with a backslash before each, are a path of 250.</summary>
    private const int Levels = 5;
    private const string Last = "the last one of a path that's long";

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        ["names-that-are-refused"] = GuestCase.OfFiles(
            RefusedNames,
            [
                ObjectNameInvalid, ObjectNameInvalid, ObjectNameInvalid, ObjectNameInvalid, ObjectNameInvalid, ObjectNameInvalid, ObjectNameInvalid, ObjectNameInvalid, ObjectNameInvalid, ObjectNameInvalid,
                ObjectNameInvalid, ObjectPathNotFound, ObjectNameInvalid, ObjectPathNotFound, ObjectNameInvalid, ObjectNameInvalid, ObjectNameInvalid, ObjectTypeMismatch,
            ]),
        ["names-that-are-taken"] = GuestCase.OfFiles(
            TakenNames,
            [Success, Success, Success, Success, Success, Success, ObjectNameCollision, Success, Success, Word("case")],
            DiskListing.File(@"E:\CON", string.Empty),
            DiskListing.File(@"E:\Mixed.Case", "case"),
            DiskListing.File(@"E:\...", string.Empty),
            DiskListing.File(@"E:\.hidden", string.Empty),
            DiskListing.File($@"E:\{Longest}", string.Empty),
            DiskListing.File(@"E:\with blank $&'()", string.Empty)),
        ["paths-that-are-long"] = GuestCase.OfFiles(
            LongPaths,
            [Success, Success, Success, Success, Success, Success, Success, ObjectNameInvalid, ObjectNameInvalid, Success, ObjectNameInvalid],
            [.. Enumerable.Range(1, Levels).Select(static i => DiskListing.Folder("E:" + Nested(i))), DiskListing.File($@"E:{Nested(Levels)}\{Last}", string.Empty)]),
        ["drive-letters"] = GuestCase.OfFiles(
            DriveLetters,
            [
                Success, Success, ObjectNameCollision, Success, Created, Success, Success, Word("save"), Success, Word("save"), ObjectPathNotFound, Success, ObjectPathNotFound, ObjectNameNotFound, Success,
                Success, Word(@"\Dev"), 28,
            ],
            DiskListing.Folder(@"E:\TDATA"),
            DiskListing.Folder(@"E:\TDATA\4d530001"),
            DiskListing.File(@"E:\TDATA\4d530001\save", "save")),
        ["volumes-side-by-side"] = GuestCase.OfFiles(
            SideBySide,
            [Success, Success, Success, Success, Success, Word("vol5"), ObjectPathNotFound, ObjectPathNotFound, InvalidDeviceRequest],
            DiskListing.File(@"C:\v", "vol2"),
            DiskListing.File(@"E:\v", "vol1"),
            DiskListing.File(@"X:\v", "vol3"),
            DiskListing.File(@"Z:\v", "vol5")),
    };

    private static void RefusedNames(ProgramText t, FileText f)
    {
        foreach (string path in (string[])[@"\..", @"\.", @"\..\..\x", @"\a*", @"\a?", @"\a/b", @"\a:b", @"\a<b", @"\a|b", "\\a\tb", $@"\{TooLong}", @"\none\x", @"\..\x\y", @"\none\..\x", @"\\x", @"\\"])
        {
            f.Create(Disk + path);
            f.Result();
        }

        f.Create($@"{Disk}\{new string('x', 600)}");
        f.Result();
        f.Open(@"\Device");
        f.Result();
        t.Program.End();
    }

    /// <summary>A path has 250 characters at most, also one that is relative to a folder.</summary>
    private static void LongPaths(ProgramText t, FileText f)
    {
        for (int i = 1; i <= Levels; i++)
        {
            f.Close(f.Create(Disk + Nested(i), options: Folder));
            f.Result();
        }

        string parent = Disk + Nested(Levels);
        f.Create($@"{parent}\{Last}");
        f.Result();
        uint folder = f.Open(parent, options: Folder);
        f.Result();
        f.Create($@"{parent}\{Last}x");
        f.Result();
        f.Create($"{Last}x", root: folder);
        f.Result();
        f.Create(Last, OpenExisting, root: folder);
        f.Result();
        f.QueryPath($@"{parent}\{Last}x");
        f.Result();
        t.Program.End();
    }

    /// <summary>A path of folders with the longest names.</summary>
    private static string Nested(int levels) => string.Concat(Enumerable.Repeat($@"\{Longest}", levels));

    /// <summary>Names of devices of other systems, names of dots, the longest name, and letters of both cases.</summary>
    private static void TakenNames(ProgramText t, FileText f)
    {
        foreach (string path in (string[])[@"\CON", @"\...", @"\.hidden", $@"\{Longest}", @"\with blank $&'()"])
        {
            f.Close(f.Create(Disk + path));
            f.Result();
        }

        f.MakeFile(Disk + @"\Mixed.Case", "case");
        f.Result();
        f.Create(Disk + @"\mIXED.cASE");
        f.Result();
        uint file = f.Open(Disk + @"\MIXED.CASE");
        f.Result();
        f.ReadBytes(file, 4);
        f.Result();
        f.Words(1);
        t.Program.End();
    }

    /// <summary>Links that programs make: to a partition and to a folder of it, as a title's own data has.</summary>
    private static void DriveLetters(ProgramText t, FileText f)
    {
        f.MakeFolder(Disk + @"\TDATA");
        f.MakeFolder(Disk + @"\TDATA\4d530001");
        Link(@"\??\E:", Disk);
        Link(@"\??\T:", Disk + @"\TDATA\4d530001");
        Link(@"\??\E:", Disk);
        uint file = f.Create(@"\??\T:\save");
        f.ResultAndInformation();
        f.WriteText(file, "save");
        file = f.Open(@"\??\e:\tdata\4D530001\SAVE");
        f.Result();
        f.ReadBytes(file, 4);
        f.Result();
        f.Words(1);
        uint dos = t.Data.Variable();
        t.C.mov(At(dos), unchecked((int)0xFFFF_FFFD));
        file = f.Open(@"T:\save", root: dos);
        f.ReadBytes(file, 4);
        f.Result();
        f.Words(1);
        f.Open(@"\??\Q:\save");
        f.Result();
        t.ReportCall("IoDeleteSymbolicLink", t.Data.CountedText(@"\??\T:"));
        f.Open(@"\??\T:\save");
        f.Result();
        t.ReportCall("IoDeleteSymbolicLink", t.Data.CountedText(@"\??\T:"));
        ReadLink(t, f);
        t.Program.End();

        void Link(string name, string target) => t.ReportCall("IoCreateSymbolicLink", t.Data.CountedText(name), t.Data.CountedText(target));
    }

    private static void ReadLink(ProgramText t, FileText f)
    {
        (uint link, uint target, uint length) = (t.Data.Variable(), t.Data.Variable(8), t.Data.Variable());
        t.ReportCall("NtOpenSymbolicLinkObject", link, f.Attributes(@"\??\E:"));
        t.C.mov(At(target), 0x100 << 16);
        t.C.mov(At(target + 4), f.Buffer);
        t.ReportCall("NtQuerySymbolicLinkObject", At(link), target, length);
        f.Words(1);
        t.C.movzx(eax, __word_ptr[target]);
        f.Result();
    }

    private static void SideBySide(ProgramText t, FileText f)
    {
        foreach (int number in (int[])[1, 2, 3, 5])
        {
            uint file = f.Create($@"\Device\Harddisk0\Partition{number}\v");
            f.Result();
            f.WriteText(file, $"vol{number}");
        }

        uint last = f.Open(@"\Device\Harddisk0\Partition5\v");
        f.ReadBytes(last, 4);
        f.Result();
        f.Words(1);
        f.Open(@"\Device\Harddisk0\Partition9\v");
        f.Result();
        f.Open(@"\Device\Harddisk1\Partition1\v");
        f.Result();
        f.Open(@"\Device\Harddisk0");
        f.Result();
        t.Program.End();
    }
}
