using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.FileFlags;
using static Xemu.Kernel.Programs.Tests.FileText;
using static Xemu.Kernel.Programs.Tests.ProgramText;
using static Xemu.Kernel.Programs.Tests.Status;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Files that get another name, other attributes and times, or go.</summary>
internal static class FileChangePrograms
{
    /// <summary>2001-03-04 05:06:08 in units of 100 ns since 1601, and two later times, before the machine's own; entries keep even seconds.</summary>
    private const long CreatedAt = 126_281_559_680_000_000;
    private const long ReadAt = CreatedAt + (86_400L * 10_000_000);
    private const long WrittenAt = CreatedAt + (3_600L * 10_000_000);

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        ["file-rename"] = GuestCase.OfFiles(
            Rename,
            [
                Success, Success, Success, ObjectNameNotFound, Success, ObjectNameCollision, Success, NotSameDevice, ObjectPathNotFound, ObjectNameInvalid, ObjectNameInvalid, AccessDenied, AccessDenied,
                Success, Success,
            ],
            DiskListing.File(@"E:\C.TXT", "other"),
            DiskListing.Folder(@"E:\moved"),
            DiskListing.File(@"E:\moved\b.txt", "first")),
        ["file-rename-over-another"] = GuestCase.OfFiles(
            RenameOver,
            [ObjectNameCollision, Success, ObjectNameNotFound, Word("from"), AccessDenied, AccessDenied],
            DiskListing.Folder(@"E:\dir"),
            DiskListing.File(@"E:\kept", "kept", "R"),
            DiskListing.File(@"E:\to", "from")),
        ["file-delete"] = GuestCase.OfFiles(
            DeleteFiles,
            [Success, DeletePending, DeletePending, Success, 0, 1, Success, Success, Success, DeletePending, Success, ObjectNameNotFound, CannotDelete, CannotDelete, AccessDenied],
            DiskListing.File(@"E:\kept", "kept", "R")),
        ["folder-delete"] = GuestCase.OfFiles(
            DeleteFolders,
            [DirectoryNotEmpty, Success, Success, ObjectNameNotFound, ObjectPathNotFound, CannotDelete, Success, DeletePending, DeletePending, Success, ObjectNameNotFound]),
        ["file-delete-on-close"] = GuestCase.OfFiles(
            DeleteWhenClosed,
            [Success, Success, Success, 5, Success, ObjectNameNotFound, InvalidParameter, CannotDelete, CannotDelete, Success, DirectoryNotEmpty, Success],
            DiskListing.Folder(@"E:\full"),
            DiskListing.File(@"E:\full\x", "x"),
            DiskListing.File(@"E:\kept", "kept", "R")),
        ["file-attributes"] = GuestCase.OfFiles(
            AttributesOfFiles,
            [
                Success, Normal, Success, Success, ReadOnly | Hidden, AccessDenied, AccessDenied, AccessDenied, Success, Success, Archive | SystemFile, Success, Success, Normal, InvalidParameter,
                Success, Success, DirectoryAttribute | Hidden, Success, Hidden | Archive,
            ],
            DiskListing.File(@"E:\a", string.Empty),
            DiskListing.File(@"E:\b", string.Empty, "HA"),
            DiskListing.Folder(@"E:\dir", "H")),
        ["file-times"] = GuestCase.OfFiles(
            Times,
            [
                Success, .. Halves(CreatedAt, ReadAt, WrittenAt, WrittenAt), Success, .. Halves(CreatedAt, ReadAt, WrittenAt, WrittenAt), 0x4000, 0, 4, 0, Normal, Success,
                .. Halves(CreatedAt, CreatedAt, WrittenAt, WrittenAt), 1,
            ],
            DiskListing.File(@"E:\t", "text")),
    };

    private static void Rename(ProgramText t, FileText f)
    {
        f.MakeFile(Disk + @"\a.txt", "first");
        f.MakeFile(Disk + @"\c.txt", "other");
        f.MakeFolder(Disk + @"\dir");
        uint file = f.Create(Disk + @"\a.txt", OpenExisting);
        f.Rename(file, "b.txt");
        f.Result();
        f.ReadBytes(file, 4, 0);
        f.Result();
        f.Rename(file, Disk + @"\dir\b.txt");
        f.Result();
        f.QueryPath(Disk + @"\b.txt");
        f.Result();
        f.QueryPath(Disk + @"\dir\b.txt");
        f.Result();
        uint other = f.Create(Disk + @"\c.txt", OpenExisting);
        foreach (string name in (string[])[Disk + @"\dir\b.txt", "C.TXT", @"\Device\Harddisk0\Partition2\c.txt", Disk + @"\none\c.txt", "c?.txt", @"dir\c.txt"])
        {
            f.Rename(other, name);
            f.Result();
        }

        f.Rename(other, Disk + @"\dir\b.txt", replaces: true);
        f.Result();
        uint folder = f.Create(Disk + @"\dir", OpenExisting, options: Folder);
        f.Rename(folder, "moved");
        f.Result();
        f.Close(file);
        f.Rename(folder, "moved");
        f.Result();
        f.QueryPath(Disk + @"\moved\b.txt");
        f.Result();
        t.Program.End();
    }

    /// <summary>A file takes another one's name only if it is asked to, and never that of a folder or of a file that is read-only.</summary>
    private static void RenameOver(ProgramText t, FileText f)
    {
        f.MakeFile(Disk + @"\from", "from");
        f.MakeFile(Disk + @"\to", "to");
        f.MakeFile(Disk + @"\kept", "kept", ReadOnly);
        f.MakeFolder(Disk + @"\dir");
        uint file = f.Create(Disk + @"\from", OpenExisting);
        f.Rename(file, "to");
        f.Result();
        f.Rename(file, "to", replaces: true);
        f.Result();
        f.QueryPath(Disk + @"\from");
        f.Result();
        uint renamed = f.Open(Disk + @"\to");
        f.ReadBytes(renamed, 4);
        f.Words(1);
        f.Rename(file, "dir", replaces: true);
        f.Result();
        f.Rename(file, "kept", replaces: true);
        f.Result();
        t.Program.End();
    }

    private static void DeleteFiles(ProgramText t, FileText f)
    {
        f.MakeFile(Disk + @"\gone", "gone");
        f.MakeFile(Disk + @"\kept", "kept", ReadOnly);
        uint first = f.Create(Disk + @"\gone", OpenExisting);
        f.MarkDeleted(first);
        f.Result();
        f.Open(Disk + @"\gone");
        f.Result();
        f.QueryPath(Disk + @"\gone");
        f.Result();
        f.Query(first, StandardInformation, 0x18);
        f.Result();
        f.Words(2, 16);
        f.MarkDeleted(first, isDeleted: false);
        f.Result();
        uint second = f.Open(Disk + @"\gone");
        f.Result();
        f.MarkDeleted(first);
        f.Result();
        f.Close(first);
        f.Open(Disk + @"\gone");
        f.Result();
        f.ReadBytes(second, 4);
        f.Result();
        f.Close(second);
        f.Open(Disk + @"\gone");
        f.Result();
        f.DeletePath(Disk + @"\kept");
        f.Result();
        uint kept = f.Open(Disk + @"\kept", Read | Delete);
        f.MarkDeleted(kept);
        f.Result();
        uint reader = f.Open(Disk + @"\kept");
        f.MarkDeleted(reader);
        f.Result();
        t.Program.End();
    }

    private static void DeleteFolders(ProgramText t, FileText f)
    {
        f.MakeFolder(Disk + @"\dir");
        f.MakeFile(Disk + @"\dir\x", "x");
        foreach (string path in (string[])[@"\dir", @"\dir\x", @"\dir", @"\dir", @"\dir\x", @"\"])
        {
            f.DeletePath(Disk + path);
            f.Result();
        }

        f.MakeFolder(Disk + @"\going");
        uint folder = f.Create(Disk + @"\going", OpenExisting, options: Folder);
        f.MarkDeleted(folder);
        f.Result();
        f.Create(Disk + @"\going\x");
        f.Result();
        f.Create("x", root: folder);
        f.Result();
        f.Close(folder);
        f.Result();
        f.QueryPath(Disk + @"\going");
        f.Result();
        t.Program.End();
    }

    private static void DeleteWhenClosed(ProgramText t, FileText f)
    {
        uint file = f.Create(Disk + @"\brief", options: Synchronous | DeleteOnClose);
        f.Result();
        uint second = f.Open(Disk + @"\brief", Read | Write);
        f.Result();
        f.WriteText(second, "brief");
        f.ResultAndInformation();
        f.Close(second);
        f.QueryPath(Disk + @"\brief");
        f.Result();
        f.Close(file);
        f.QueryPath(Disk + @"\brief");
        f.Result();
        f.Create(Disk + @"\other", access: Read, options: Synchronous | DeleteOnClose);
        f.Result();
        f.MakeFile(Disk + @"\kept", "kept", ReadOnly);
        f.Open(Disk + @"\kept", Delete, Synchronous | DeleteOnClose);
        f.Result();
        f.Create(Disk + @"\new", attributes: ReadOnly, options: Synchronous | DeleteOnClose);
        f.Result();
        f.MakeFolder(Disk + @"\full");
        f.MakeFile(Disk + @"\full\x", "x");
        uint folder = f.Create(Disk + @"\full", OpenExisting, options: Folder | DeleteOnClose);
        f.Result();
        f.MarkDeleted(folder);
        f.Result();
        f.Close(folder);
        f.QueryPath(Disk + @"\full\x");
        f.Result();
        t.Program.End();
    }

    private static void AttributesOfFiles(ProgramText t, FileText f)
    {
        f.MakeFile(Disk + @"\a", string.Empty);
        ReportAttributes("a");
        uint file = f.Create(Disk + @"\a", OpenExisting);
        f.SetBasic(file, attributes: ReadOnly | Hidden);
        f.Result();
        ReportAttributes("a");
        foreach (uint disposition in (uint[])[OpenExisting, OverwriteIf, Supersede])
        {
            f.Create(Disk + @"\a", disposition);
            f.Result();
        }

        f.SetBasic(file, attributes: Archive | SystemFile);
        f.Result();
        ReportAttributes("a");
        f.SetBasic(file, attributes: Normal);
        f.Result();
        ReportAttributes("a");
        f.SetBasic(file, attributes: DirectoryAttribute);
        f.Result();
        f.MakeFolder(Disk + @"\dir");
        uint folder = f.Create(Disk + @"\dir", OpenExisting, options: Folder);
        f.SetBasic(folder, attributes: Hidden);
        f.Result();
        ReportAttributes("dir");
        f.MakeFile(Disk + @"\b", string.Empty, Hidden | Archive);
        ReportAttributes("b");
        t.Program.End();

        void ReportAttributes(string name)
        {
            f.QueryPath($@"{Disk}\{name}");
            f.Result();
            f.Words(1, 0x30);
        }
    }

    /// <summary>Times are set, told alike by handle and by path, and stay where 0 or -1 is given. A write changes the time of writing.</summary>
    private static void Times(ProgramText t, FileText f)
    {
        uint file = f.Create(Disk + @"\t");
        f.WriteText(file, "text");
        f.SetBasic(file, CreatedAt, ReadAt, WrittenAt);
        f.Query(file, BasicInformation, 0x28);
        f.Result();
        f.Words(8);
        f.QueryPath(Disk + @"\t");
        f.Result();
        f.Words(13);
        f.SetBasic(file, accessed: CreatedAt, modified: -1);
        f.Query(file, BasicInformation, 0x28);
        f.Result();
        f.Words(8);
        f.WriteText(file, "text", 0);
        f.Query(file, BasicInformation, 0x28);
        t.C.cmp(At(f.Buffer + 0x14), (int)(WrittenAt >> 32));
        t.C.seta(al);
        t.C.movzx(eax, al);
        f.Result();
        t.Program.End();
    }

    private static uint[] Halves(params long[] times) => [.. times.SelectMany(static t => new[] { (uint)t, (uint)(t >> 32) })];
}
