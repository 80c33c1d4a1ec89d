using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.FileFlags;
using static Xemu.Kernel.Programs.Tests.FileText;
using static Xemu.Kernel.Programs.Tests.ProgramText;
using static Xemu.Kernel.Programs.Tests.Status;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Folders and their listings.</summary>
internal static class FolderPrograms
{
    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        ["folder-listing"] = GuestCase.OfFiles(
            Listing,
            [
                Success, Word("a.tx"), 5, 3, Normal, Success, Word("b.bi"), 5, 4, Hidden, Success, Word("c.tx"), 5, 5, Normal, Success, Word("dir"), 3, 0, DirectoryAttribute, NoMoreFiles, NoMoreFiles,
                Success, Word("a.tx"), 5, 3, Normal, Success, Word("b.bi"), 5, 4, Hidden,
            ],
            DiskListing.Folder(@"E:\list"),
            DiskListing.File(@"E:\list\a.txt", "one"),
            DiskListing.File(@"E:\list\b.bin", "four", "H"),
            DiskListing.File(@"E:\list\c.txt", "fifth"),
            DiskListing.Folder(@"E:\list\dir")),
        ["folder-masks"] = GuestCase.OfFiles(
            Masks,
            [
                Success, Word("a.tx"), Success, Word("c.tx"), NoMoreFiles, Success, Word("dir"), NoMoreFiles, NoSuchFile, NoMoreFiles, Success, Word("a.tx"), Success, Word("b.bi"), Success,
                Word("b.bi"), NoMoreFiles, NoSuchFile,
            ],
            DiskListing.Folder(@"E:\list"),
            DiskListing.File(@"E:\list\a.txt", "one"),
            DiskListing.File(@"E:\list\b.bin", "four", "H"),
            DiskListing.File(@"E:\list\c.txt", "fifth"),
            DiskListing.Folder(@"E:\list\dir")),
        ["folder-listing-limits"] = GuestCase.OfFiles(
            ListingLimits,
            [InfoLengthMismatch, BufferOverflow, 0x48, 12, Word("a.lo"), Success, InvalidParameter, Success, AccessDenied, InvalidDeviceRequest, InvalidParameter],
            DiskListing.Folder(@"E:\list"),
            DiskListing.File(@"E:\list\a.longer.txt", "one"),
            DiskListing.File(@"E:\list\b.bin", "four")),
        ["folder-changes-under-listing"] = GuestCase.OfFiles(
            ListingOfChanges,
            [Success, Word("f0"), Success, Word("f1"), Success, Word("f3"), Success, Word("f4"), NoMoreFiles, Success, Word("f1"), Success, Word("f3"), Success, Word("f4"), NoMoreFiles],
            DiskListing.Folder(@"E:\list"),
            DiskListing.File(@"E:\list\f1", "1"),
            DiskListing.File(@"E:\list\f3", "3"),
            DiskListing.File(@"E:\list\f4", "4")),
        ["folder-relative-names"] = GuestCase.OfFiles(
            RelativeNames,
            [Success, Created, Success, Opened, Success, Word("near"), ObjectNameInvalid, ObjectNameInvalid, Success, DirectoryAttribute, ObjectPathNotFound],
            DiskListing.Folder(@"E:\base"),
            DiskListing.File(@"E:\base\near", "near")),
        ["folder-kinds"] = GuestCase.OfFiles(
            Kinds,
            [FileIsADirectory, NotADirectory, ObjectNameCollision, ObjectNameCollision, ObjectPathNotFound, ObjectPathNotFound, Success, ObjectNameInvalid, ObjectNameInvalid, InvalidDeviceRequest, Success],
            DiskListing.Folder(@"E:\dir"),
            DiskListing.File(@"E:\dir\file", "x"),
            DiskListing.Folder(@"E:\made")),
    };

    private static void MakeList(FileText f)
    {
        f.MakeFolder(Disk + @"\list");
        f.MakeFile(Disk + @"\list\a.txt", "one");
        f.MakeFile(Disk + @"\list\b.bin", "four", Hidden);
        f.MakeFile(Disk + @"\list\c.txt", "fifth");
        f.MakeFolder(Disk + @"\list\dir");
    }

    private static void Listing(ProgramText t, FileText f)
    {
        MakeList(f);
        uint folder = f.Open(Disk + @"\list", options: Folder);
        for (int i = 0; i < 4; i++)
        {
            f.List(folder);
            Entry();
        }

        f.List(folder);
        f.Result();
        f.List(folder);
        f.Result();
        f.List(folder, restarts: true);
        Entry();
        f.List(folder);
        Entry();
        t.Program.End();

        void Entry()
        {
            f.Result();
            f.Words(1, 0x40);
            f.Words(1, 0x3C);
            f.Words(1, 0x28);
            f.Words(1, 0x38);
        }
    }

    /// <summary>The first call's mask is the listing's. A listing that gives nothing tells so once, and then that it is over.</summary>
    private static void Masks(ProgramText t, FileText f)
    {
        MakeList(f);
        Listing("*.TXT", 3);
        Listing("d??", 2);
        Listing("*.none", 2);
        Listing("*.*", 1);
        uint folder = Listing("?.B*", 1);
        f.List(folder, "*", restarts: true);
        Entry();
        f.List(folder, "*");
        f.Result();
        Listing("a.tx", 1);
        t.Program.End();

        uint Listing(string mask, int calls)
        {
            uint opened = f.Open(Disk + @"\list", options: Folder);
            for (int i = 0; i < calls; i++)
            {
                f.List(opened, i == 0 ? mask : null);
                Entry();
            }

            return opened;
        }

        // The name stands in the buffer only when there is one.
        void Entry()
        {
            Label none = t.C.CreateLabel();
            f.Result();
            t.C.test(eax, eax);
            t.C.jnz(none);
            f.Words(1, 0x40);
            t.C.Mark(ref none);
        }
    }

    private static void ListingLimits(ProgramText t, FileText f)
    {
        f.MakeFolder(Disk + @"\list");
        f.MakeFile(Disk + @"\list\a.longer.txt", "one");
        f.MakeFile(Disk + @"\list\b.bin", "four");
        uint folder = f.Open(Disk + @"\list", options: Folder);
        f.List(folder, length: 0x47);
        f.Result();
        f.List(folder, length: 0x48);
        f.ResultAndInformation();
        f.Words(2, 0x3C);
        f.List(folder, restarts: true);
        f.Result();
        uint file = f.Open(Disk + @"\list\b.bin");
        f.List(file);
        f.Result();
        uint blind = f.Open(Disk + @"\list", ReadAttributes, Folder);
        f.Result();
        f.List(blind);
        f.Result();
        f.ReadBytes(folder, 4);
        f.Result();
        f.SetSize(folder, 0);
        f.Result();
        t.Program.End();
    }

    /// <summary>A listing goes on where it was while entries before and behind it go, and sees those that come.</summary>
    private static void ListingOfChanges(ProgramText t, FileText f)
    {
        f.MakeFolder(Disk + @"\list");
        for (int i = 0; i < 4; i++)
        {
            f.MakeFile($@"{Disk}\list\f{i}", $"{i}");
        }

        uint folder = f.Open(Disk + @"\list", options: Folder);
        f.List(folder);
        Entry();
        f.DeletePath(Disk + @"\list\f0");
        f.List(folder);
        Entry();
        f.DeletePath(Disk + @"\list\f2");
        f.List(folder);
        Entry();

        // The first free place is taken, which may lie before the listing's: so two.
        f.MakeFile(Disk + @"\list\tmp", "t");
        f.MakeFile(Disk + @"\list\tm2", "t");
        f.MakeFile(Disk + @"\list\f4", "4");
        f.DeletePath(Disk + @"\list\tmp");
        f.DeletePath(Disk + @"\list\tm2");
        f.List(folder);
        Entry();
        f.List(folder);
        f.Result();
        f.List(folder, restarts: true);
        Entry();
        f.List(folder);
        Entry();
        f.List(folder);
        Entry();
        f.List(folder);
        f.Result();
        t.Program.End();

        void Entry()
        {
            f.Result();
            t.C.and(At(f.Buffer + 0x40), 0xFFFF);
            f.Words(1, 0x40);
        }
    }

    private static void RelativeNames(ProgramText t, FileText f)
    {
        f.MakeFolder(Disk + @"\base");
        uint root = f.Open(Disk + @"\base", options: Folder);
        uint file = f.Create("near", root: root);
        f.ResultAndInformation();
        f.WriteText(file, "near");
        f.Create(string.Empty, OpenExisting, Read, root: root);
        f.ResultAndInformation();
        uint same = f.Create("NEAR", OpenExisting, root: root);
        f.ReadBytes(same, 4);
        f.Result();
        f.Words(1);
        f.Create(@"\near", OpenExisting, root: root);
        f.Result();
        f.Create("..", OpenExisting, root: root);
        f.Result();
        f.QueryPath(Disk + @"\base\");
        f.Result();
        f.Words(1, 0x30);
        f.Create("near", OpenExisting, root: file);
        f.Result();
        t.Program.End();
    }

    private static void Kinds(ProgramText t, FileText f)
    {
        f.MakeFolder(Disk + @"\dir");
        f.MakeFile(Disk + @"\dir\file", "x");
        Try(@"\dir", OpenExisting, Synchronous | NonDirectoryFile);
        Try(@"\dir\file", OpenExisting, Folder);
        Try(@"\dir", OverwriteIf, Synchronous);
        Try(@"\dir", CreateNew, Folder);
        Try(@"\dir\file\x", OpenExisting, Synchronous);
        Try(@"\none\x", OpenIf, Synchronous);
        uint folder = Try(@"\dir\", OpenExisting, Synchronous);
        Try(@"\dir\file\", OpenExisting, Synchronous);
        Try(@"\dir\new\", CreateNew, Synchronous);
        f.ReadBytes(folder, 4);
        f.Result();
        Try(@"\made\", CreateNew, Folder);
        t.Program.End();

        uint Try(string path, uint disposition, uint options)
        {
            uint handle = f.Create(Disk + path, disposition, options: options);
            f.Result();
            return handle;
        }
    }
}
