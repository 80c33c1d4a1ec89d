using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.FileFlags;
using static Xemu.Kernel.Programs.Tests.FileText;
using static Xemu.Kernel.Programs.Tests.ProgramText;
using static Xemu.Kernel.Programs.Tests.Status;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Files of several threads, pages that lie apart, and files that nobody closes.</summary>
internal static class FileThreadPrograms
{
    private const int Records = 4;
    private const uint RecordBytes = 4;
    private const uint PageBytes = 0x1000;
    private const int PageWords = 0x400;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        ["threads-append-to-one-file"] = GuestCase.OfFiles(
            Appending,
            [Success, 2 * Records * RecordBytes, Success],
            DiskListing.File(@"E:\log", string.Concat(Enumerable.Range(0, Records).Select(static i => $"a{i}. b{i}. ")))),
        ["threads-race-for-a-name"] = GuestCase.OfFiles(
            Racing, [1, Created, 2, ObjectNameCollision, 3, ObjectNameCollision], DiskListing.File(@"E:\once", "1")),
        ["thread-ends-with-its-file-open"] = GuestCase.OfFiles(
            EndsWithFile, [Success, SharingViolation, Success, Success, Word("left")], DiskListing.File(@"E:\left", "left")),
        ["exit-with-open-files"] = GuestCase.OfFiles(
            ExitWithFiles, [Success, Success, Success], DiskListing.File(@"E:\doomed", "doomed"), DiskListing.File(@"E:\open", "open")),
        ["pages-gathered-and-scattered"] = GuestCase.OfFiles(
            Scatter,
            [Success, 2 * PageBytes, Success, 2 * PageBytes, 0x0300_0400, 0x0300_0000, InvalidParameter, InvalidParameter],
            DiskListing.File(@"E:\pages", [.. Filled(PageWords, 0x0300_0400), .. Filled(PageWords, 0x0300_0000)])),
    };

    /// <summary>Two threads write a record in turn, each at what is the end then.</summary>
    private static void Appending(ProgramText t, FileText f)
    {
        GuestRoutine writer = t.Routine("writer");
        uint file = f.Create(Disk + @"\log");
        uint[] threads = [.. "ab".Select(name => t.Thread(writer, t.Data.Text(string.Concat(Enumerable.Range(0, Records).Select(i => $"{name}{i}. ")))))];
        foreach (uint thread in threads)
        {
            t.Wait(thread);
        }

        f.Query(file, StandardInformation, 0x18);
        f.Result();
        f.Words(1, 8);
        f.Close(file);
        f.Result();
        t.Program.End();
        t.ThreadBody(writer, () =>
        {
            for (int i = 0; i < Records; i++)
            {
                f.WriteFrom(file, ebx, RecordBytes, AtEnd);
                t.C.add(ebx, (int)RecordBytes);
                t.Delay(2);
            }
        });
    }

    /// <summary>Of threads that make the same file one has made it.</summary>
    private static void Racing(ProgramText t, FileText f)
    {
        GuestRoutine racer = t.Routine("racer");
        uint[] threads = [.. Enumerable.Range(1, 3).Select(i => t.Thread(racer, i))];
        foreach (uint thread in threads)
        {
            t.Wait(thread);
        }

        t.Program.End();
        t.ThreadBody(racer, () =>
        {
            Label lost = t.C.CreateLabel();
            uint digits = t.Data.Text("0123");
            uint file = f.Create(Disk + @"\once");
            t.Report(ebx);
            t.C.test(eax, eax);
            t.C.jnz(lost);
            t.C.lea(eax, __[ebx + digits]);
            f.WriteFrom(file, eax, 1);
            t.C.mov(eax, Created);
            t.C.Mark(ref lost);
            f.Result();
        });
    }

    /// <summary>Handles belong to the program: a file stays open when the thread that opened it ends.</summary>
    private static void EndsWithFile(ProgramText t, FileText f)
    {
        GuestRoutine opener = t.Routine("opener");
        uint place = t.Data.Variable();
        uint thread = t.Thread(opener, 0);
        t.Wait(thread);
        f.Open(Disk + @"\left");
        f.Result();
        f.Close(place);
        f.Result();
        uint file = f.Open(Disk + @"\left");
        f.Result();
        f.ReadBytes(file, 4);
        f.Words(1);
        t.Program.End();
        t.ThreadBody(opener, () =>
        {
            uint made = f.Create(Disk + @"\left", share: ShareNone);
            f.Result();
            f.WriteText(made, "left");
            t.C.mov(eax, At(made));
            t.C.mov(At(place), eax);
        });
    }

    /// <summary>The console is turned off: what was to go with its last handle is still there.</summary>
    private static void ExitWithFiles(ProgramText t, FileText f)
    {
        uint open = f.Create(Disk + @"\open");
        f.Result();
        f.WriteText(open, "open");
        uint doomed = f.Create(Disk + @"\doomed", options: Synchronous | DeleteOnClose);
        f.Result();
        f.WriteText(doomed, "doomed");
        t.ReportCall("NtFlushBuffersFile", At(doomed), f.Block);
        t.Program.End();
    }

    /// <summary>A file's pages come from and go to pages of memory in any order.</summary>
    private static void Scatter(ProgramText t, FileText f)
    {
        uint first = (t.Data.Variable(3 * PageBytes) + PageBytes - 1) & ~(PageBytes - 1);
        uint second = first + PageBytes;
        uint segments = t.Data.Dwords(second, first);
        uint file = f.Create(Disk + @"\pages", options: Synchronous | NoBuffering);
        f.Fill(first, 2 * PageWords, 0x0300_0000);
        Transfer("NtWriteFileGather", file, 2 * PageBytes);
        f.ResultAndInformation();
        t.Call("RtlZeroMemory", first, 2 * PageBytes);
        Transfer("NtReadFileScatter", file, 2 * PageBytes);
        f.ResultAndInformation();
        t.Report(At(second));
        t.Report(At(first));
        Transfer("NtReadFileScatter", file, 100);
        f.Result();
        uint buffered = f.Open(Disk + @"\pages");
        Transfer("NtReadFileScatter", buffered, PageBytes);
        f.Result();
        t.Program.End();

        void Transfer(string export, uint handle, uint length) => t.Call(export, At(handle), 0, 0, 0, f.Block, segments, length, t.Data.Time(0));
    }
}
