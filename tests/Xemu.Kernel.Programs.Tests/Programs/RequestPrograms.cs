using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.FileFlags;
using static Xemu.Kernel.Programs.Tests.FileText;
using static Xemu.Kernel.Programs.Tests.ProgramText;
using static Xemu.Kernel.Programs.Tests.Status;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Requests on files and how programs learn of their end: events, APCs, the file itself, completion ports.</summary>
/// <remarks>A console may give STATUS_PENDING or success for a request on an asynchronous file: what such a call gives is not reported, but what the status block says in the end.</remarks>
internal static class RequestPrograms
{
    private const uint Port = 0x55;
    private const uint Context = 0x66;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        // A request resets the event at its start, also one that fails.
        ["request-event"] = GuestCase.OfFiles(
            Event, [Success, Success, 0, 5, TimedOut, Success, 0, 4, Word("abcd"), EndOfFile, TimedOut, InvalidHandle, InvalidParameter], DiskListing.File(@"E:\e", "abcde")),

        // The routine runs in an alertable wait and not before, once a request, and not for one that failed.
        ["request-apc"] = GuestCase.OfFiles(
            Apc, [TimedOut, 1, 0x77, 1, 0, 0, 5, UserApc, 0x78, 1, 0, 0, 2, UserApc, EndOfFile, Success, InvalidHandle, Success], DiskListing.File(@"E:\apc", "abcde")),

        // As ReadFileEx of the Windows interface has it: error, length and status block.
        ["request-completion-routine"] = GuestCase.OfFiles(CompletionRoutine, [0, 4, 1, UserApc, Word("word")], DiskListing.File(@"E:\r", "words")),

        // A thread waits for the file; the request of another one wakes it, and the file stays signaled until the next one.
        ["request-wait-for-file"] = GuestCase.OfFiles(WaitForFile, [TimedOut, 10, 11, Success, 0, TimedOut, Success], DiskListing.File(@"E:\w", "waited")),
        ["request-completion-port"] = GuestCase.OfFiles(
            CompletionPort,
            [Success, InvalidParameter, Success, InvalidParameter, Success, Port, Context, 0, 6, Success, Port, Context + 1, 0, 3, TimedOut, EndOfFile, TimedOut, InvalidParameter],
            DiskListing.File(@"E:\p", "ported")),
        ["request-port-of-a-thread"] = GuestCase.OfFiles(
            PortOfThread, [1, Port, Context, 4, 2, Port, Context + 1, 4, 3, Port, Context + 2, 4, 99], DiskListing.File(@"E:\p", "one!two!six!")),
    };

    private static void Event(ProgramText t, FileText f)
    {
        uint signal = t.Object("NtCreateEvent", 0, 1);
        uint file = f.Create(Disk + @"\e", options: Asynchronous);
        f.Result();
        f.Request("NtWriteFile", file, t.Data.Text("abcde"), 5, 0, At(signal));
        ReportEnd();
        t.Call("NtClearEvent", At(signal));
        t.Wait(signal, 0);
        f.Result();
        f.Request("NtReadFile", file, f.Buffer, 4, 0, At(signal));
        ReportEnd();
        f.Words(1);
        f.Request("NtReadFile", file, f.Buffer, 4, 5, At(signal));
        f.Result();
        t.Wait(signal, 0);
        f.Result();
        f.Request("NtReadFile", file, f.Buffer, 4, 0, 0x1234_5678);
        f.Result();

        // There is no position from which it could go on.
        f.ReadBytes(file, 4);
        f.Result();
        t.Program.End();

        void ReportEnd()
        {
            t.Wait(signal);
            f.Result();
            t.Report(At(f.Block));
            t.Report(At(f.Block + 4));
        }
    }

    private static void Apc(ProgramText t, FileText f)
    {
        GuestRoutine done = t.Routine("done");
        uint never = t.AutoEvent();
        uint file = f.Create(Disk + @"\apc", options: Asynchronous);
        f.Request("NtWriteFile", file, t.Data.Text("abcde"), 5, 0, 0, done, 0x77);
        t.Wait(never, 1);
        f.Result();
        t.Report(1);
        ReportAlertableWait(t);
        f.Request("NtReadFile", file, f.Buffer, 2, 0, 0, done, 0x78);
        ReportAlertableWait(t);
        f.Request("NtReadFile", file, f.Buffer, 2, 5, 0, done, 0x79);
        f.Result();
        ReportAlertableWait(t);
        f.Close(file);
        f.Request("NtReadFile", file, f.Buffer, 2, 0, 0, done, 0x7A);
        f.Result();
        ReportAlertableWait(t);
        t.Program.End();
        t.Callback(done, 3, () =>
        {
            t.Report(Argument(0));
            ReportIsBlock(t, f, 1);
            t.Report(Argument(2));
            t.Report(At(f.Block));
            t.Report(At(f.Block + 4));
        });
    }

    private static void CompletionRoutine(ProgramText t, FileText f)
    {
        GuestRoutine done = t.Routine("done");
        f.MakeFile(Disk + @"\r", "words");
        uint file = f.Open(Disk + @"\r", options: Asynchronous);
        t.Program.LoadVariable(eax, "NtUserIoApcDispatcher");
        f.Request("NtReadFile", file, f.Buffer, 4, 0, 0, eax, done);
        ReportAlertableWait(t);
        f.Words(1);
        t.Program.End();
        t.Callback(done, 3, () =>
        {
            t.Report(Argument(0));
            t.Report(Argument(1));
            ReportIsBlock(t, f, 2);
        });
    }

    private static void WaitForFile(ProgramText t, FileText f)
    {
        GuestRoutine waiter = t.Routine("waiter");
        uint file = f.Create(Disk + @"\w", options: Asynchronous);
        t.Wait(file, 0);
        f.Result();
        uint thread = t.Thread(waiter, 0);
        t.Delay(2);
        t.Report(10);
        f.Request("NtWriteFile", file, t.Data.Text("waited"), 6, 0);
        t.Wait(thread);
        t.Wait(file, 0);
        f.Result();
        t.Report(At(f.Block));
        f.Request("NtReadFile", file, f.Buffer, 2, 6);
        t.Wait(file, 0);
        f.Result();
        uint synchronous = f.Open(Disk + @"\w");
        f.ReadBytes(synchronous, 4);
        t.Wait(synchronous, 0);
        f.Result();
        t.Program.End();
        t.ThreadBody(waiter, () =>
        {
            t.Wait(file);
            t.Report(11);
        });
    }

    private static void CompletionPort(ProgramText t, FileText f)
    {
        uint port = MakePort(t);
        f.Result();
        f.MakeFile(Disk + @"\p", string.Empty);
        Associate(t, f, f.Open(Disk + @"\p"), port);
        f.Result();
        uint file = f.Open(Disk + @"\p", Read | Write, Asynchronous);
        Associate(t, f, file, port);
        f.Result();
        Associate(t, f, file, port);
        f.Result();
        f.Request("NtWriteFile", file, t.Data.Text("ported"), 6, 0, 0, 0, Context);
        f.Request("NtWriteFile", file, t.Data.Text("por"), 3, 0, 0, 0, Context + 1);
        ReportPacket();
        ReportPacket();

        // Who names no context wants no packet, and a request that fails gives none.
        f.Request("NtWriteFile", file, t.Data.Text("ed"), 2, 4);
        Remove(t, port, f.Buffer, 0);
        f.Result();
        f.Request("NtReadFile", file, f.Buffer, 2, 6, 0, 0, Context);
        f.Result();
        Remove(t, port, f.Buffer, 0);
        f.Result();
        f.Request("NtReadFile", file, f.Buffer, 2, 0, 0, f.Buffer, Context);
        f.Result();
        t.Program.End();

        void ReportPacket()
        {
            Remove(t, port, f.Buffer, 0);
            f.Result();
            f.Words(4);
        }
    }

    private static void PortOfThread(ProgramText t, FileText f)
    {
        GuestRoutine server = t.Routine("server");
        uint port = MakePort(t);
        uint packet = t.Data.Variable(16);
        uint file = f.Create(Disk + @"\p", options: Asynchronous);
        Associate(t, f, file, port);
        uint thread = t.Thread(server, 0);
        t.Delay(2);
        string[] words = ["one!", "two!", "six!"];
        for (uint i = 0; i < words.Length; i++)
        {
            t.Report(i + 1);
            f.Request("NtWriteFile", file, t.Data.Text(words[i]), 4, i * 4, 0, 0, Context + i);
            t.Delay(1);
        }

        t.Wait(thread);
        t.Report(99);
        t.Program.End();
        t.ThreadBody(server, () =>
        {
            for (int i = 0; i < words.Length; i++)
            {
                Remove(t, port, packet);
                t.Report(At(packet));
                t.Report(At(packet + 4));
                t.Report(At(packet + 12));
            }
        });
    }

    private static uint MakePort(ProgramText t) => t.Object("NtCreateIoCompletion", 0, 0);

    private static void Associate(ProgramText t, FileText f, uint file, uint port)
    {
        uint information = t.Data.Variable(8);
        t.C.mov(eax, At(port));
        t.C.mov(At(information), eax);
        t.C.mov(At(information + 4), Port);
        t.Call("NtSetInformationFile", At(file), f.Block, information, 8, CompletionInformation);
    }

    /// <summary>Takes a packet: key, context and status block go to a place.</summary>
    private static void Remove(ProgramText t, uint port, uint place, int? milliseconds = null) => t.Call(
        "NtRemoveIoCompletion", At(port), place, place + 4, place + 8, milliseconds is { } time ? t.Data.Milliseconds(time) : 0);

    private static void ReportAlertableWait(ProgramText t) => t.ReportCall("KeDelayExecutionThread", 1, 1, t.Data.Milliseconds(1));

    /// <summary>Reports whether an argument of a callback is the address of the status block.</summary>
    private static void ReportIsBlock(ProgramText t, FileText f, int argument)
    {
        t.C.mov(eax, Argument(argument));
        t.C.cmp(eax, f.Block);
        t.C.sete(al);
        t.C.movzx(eax, al);
        t.Report(eax);
    }
}
