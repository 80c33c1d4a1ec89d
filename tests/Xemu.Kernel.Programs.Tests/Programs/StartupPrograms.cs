using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>How compiled programs start: thread-local storage by the directory of their own header, a main thread, initialisers before it and what is registered for its end.</summary>
/// <remarks>
/// Storage as nxdk's startup code (lib/winapi/thread.c) and clang's code for thread-local variables want it: the index is minus the storage's words, FS:[4] is the storage's end, and the first word
/// of it, which that index finds, holds the address of the variables behind it.
/// </remarks>
internal static class StartupPrograms
{
    private const uint HeaderTlsDirectory = 0x1_012C;
    private const int DirectoryStart = 0;
    private const int DirectoryEnd = 4;
    private const int DirectoryIndex = 8;
    private const int DirectoryZeroFill = 16;
    private const int ThreadTlsData = 0x28;

    private const uint First = 0x1111;
    private const uint Second = 0x2222;
    private const int SecondOffset = 4;
    private const int ZeroOffset = 24;
    private const uint ZeroFill = 24;

    /// <summary>Two words and 24 bytes of zeros, 16 bytes being the unit, and the word that tells where.</summary>
    private const int TlsBytes = 36;

    private const uint StackBytes = 0x4000;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        ["initialisers"] = new(Initialisers, [TlsBytes, 1, 2, 3, 9, 5, 4]),
        ["thread-local-storage"] = new(
            ThreadLocal,
            [TlsBytes, 0, TlsBytes, First, Second, 0, 0, TlsBytes, First, Second, 0, 7, 8, 7, 8]),
        ["no-thread-local-storage"] = new(WithoutStorage, [0, 0, 0, 1]),
    };

    /// <summary>A table of initialisers with gaps runs in the main thread, before its function; what they register for the end runs backwards.</summary>
    private static void Initialisers(ProgramText t)
    {
        const int Registered = 2;
        GuestRoutine main = t.Routine("main");
        uint table = t.Data.Dwords(0);
        GuestRoutine[] initialisers = [t.Routine("initialiser"), t.Routine("initialiser")];
        uint gap = t.Data.Dwords(0, 0);
        GuestRoutine last = t.Routine("initialiser");
        GuestRoutine[] finishers = [t.Routine("finisher"), t.Routine("finisher")];
        (uint atEnd, uint count) = (t.Data.Variable(Registered * 4), t.Data.Variable());
        var storage = new Storage(t);
        storage.EmitStart(main);
        t.C.ret();
        storage.EmitThreadStartup(reports: false);
        t.ThreadBody(main, () =>
        {
            EmitRunTable(t, table, gap + 12);
            t.Report(9);
            for (int i = 0; i < Registered; i++)
            {
                t.C.dec(At(count));
                t.C.mov(eax, At(count));
                t.C.call(__dword_ptr[(eax * 4) + atEnd]);
            }

            t.Program.End();
        });
        Emit(t, initialisers[0], () => EmitInitialiser(t, 1, finishers[0], atEnd, count));
        Emit(t, initialisers[1], () => t.Report(2));
        Emit(t, last, () => EmitInitialiser(t, 3, finishers[1], atEnd, count));
        Emit(t, finishers[0], () => t.Report(4));
        Emit(t, finishers[1], () => t.Report(5));
    }

    /// <summary>Two threads find their storage as the header describes it, change it, and still find their own when the other has run.</summary>
    private static void ThreadLocal(ProgramText t)
    {
        (GuestRoutine main, GuestRoutine worker) = (t.Routine("main"), t.Routine("worker"));
        var storage = new Storage(t);
        (uint thread, uint kept) = (t.Data.Variable(), t.Data.Variable(4 * 4));
        storage.EmitStart(main);
        t.C.ret();
        storage.EmitThreadStartup(reports: true);
        t.ThreadBody(main, () =>
        {
            storage.EmitCreate(thread, worker, 8);
            EmitWork(t, storage, 7, kept);
            t.Wait(thread);
            for (uint i = 0; i < 4; i++)
            {
                t.Report(At(kept + (i * 4)));
            }

            t.Program.End();
        });
        t.ThreadBody(worker, () =>
        {
            t.Delay(2);
            EmitWork(t, storage, 8, kept + 4);
        });
    }

    /// <summary>A thread that asks for no storage has none, and its stack ends at FS:[4].</summary>
    private static void WithoutStorage(ProgramText t)
    {
        GuestRoutine body = t.Routine("body");
        uint thread = t.Thread(body, 0);
        t.Wait(thread);
        t.Program.End();
        t.ThreadBody(body, () =>
        {
            t.Call("KeGetCurrentThread");
            t.Report(__dword_ptr[eax + ThreadTlsData]);
            t.C.mov(ecx, __dword_ptr.fs[4]);
            t.C.mov(edx, ecx);
            t.C.and(edx, 15);
            t.Report(edx);
            t.C.mov(edx, __dword_ptr[eax + 0x1C]);
            t.C.sub(edx, ecx);
            t.Report(edx);
            t.C.xor(edx, edx);
            t.C.cmp(esp, ecx);
            t.C.setb(dl);
            t.Report(edx);
        });
    }

    private static void EmitWork(ProgramText t, Storage storage, uint value, uint kept)
    {
        storage.LoadBlock(eax);
        t.Report(__dword_ptr[eax]);
        t.Report(__dword_ptr[eax + SecondOffset]);
        t.Report(__dword_ptr[eax + ZeroOffset]);
        t.C.mov(__dword_ptr[eax], value);
        t.C.mov(__dword_ptr[eax + ZeroOffset], value);
        t.Delay(5);
        storage.LoadBlock(eax);
        t.C.mov(ecx, __dword_ptr[eax]);
        t.C.mov(At(kept), ecx);
        t.C.mov(ecx, __dword_ptr[eax + ZeroOffset]);
        t.C.mov(At(kept + 8), ecx);
    }

    private static void EmitInitialiser(ProgramText t, uint id, GuestRoutine finisher, uint atEnd, uint count)
    {
        t.Report(id);
        t.C.mov(ecx, At(count));
        t.C.mov(eax, At(finisher.Cell));
        t.C.mov(__dword_ptr[(ecx * 4) + atEnd], eax);
        t.C.inc(At(count));
    }

    private static void EmitRunTable(ProgramText t, uint table, uint end)
    {
        (Label next, Label skip) = (t.C.CreateLabel(), t.C.CreateLabel());
        t.C.mov(esi, table);
        t.C.Mark(ref next);
        t.C.mov(eax, __dword_ptr[esi]);
        t.C.test(eax, eax);
        t.C.je(skip);
        t.C.call(eax);
        t.C.Mark(ref skip);
        t.C.add(esi, 4);
        t.C.cmp(esi, end);
        t.C.jb(next);
    }

    private static void Emit(ProgramText t, GuestRoutine routine, Action body)
    {
        routine.Begin();
        body();
        t.C.ret();
    }

    /// <summary>A program's thread-local storage.</summary>
    private sealed class Storage
    {
        private readonly ProgramText _t;
        private readonly uint _index;
        private readonly uint _bytes;
        private readonly GuestRoutine _startup;

        public Storage(ProgramText t)
        {
            _t = t;
            _index = t.Data.Variable();
            _bytes = t.Data.Variable();
            _startup = t.Routine("thread-startup");
            uint start = t.Data.Dwords(First, Second);
            _ = t.Program.Xbe.SetTls(start, start + 8, _index, ZeroFill);
        }

        /// <summary>Reads the directory, sets the index, and makes the main thread.</summary>
        public void EmitStart(GuestRoutine main)
        {
            Assembler c = _t.C;
            c.mov(ebx, At(HeaderTlsDirectory));
            c.mov(eax, __dword_ptr[ebx + DirectoryEnd]);
            c.sub(eax, __dword_ptr[ebx + DirectoryStart]);
            c.add(eax, __dword_ptr[ebx + DirectoryZeroFill]);
            c.add(eax, 15);
            c.and(eax, ~15);
            c.add(eax, 4);
            c.mov(At(_bytes), eax);
            _t.Report(eax);
            c.shr(eax, 2);
            c.neg(eax);
            c.mov(ecx, __dword_ptr[ebx + DirectoryIndex]);
            c.mov(__dword_ptr[ecx], eax);
            EmitCreate(_t.Data.Variable(), main, 0);
        }

        public void EmitCreate(uint handle, GuestRoutine routine, uint context) =>
            _t.Call("PsCreateSystemThreadEx", handle, 0, StackBytes, At(_bytes), 0, routine, context, 0, 0, _startup);

        /// <summary>Loads the address of the running thread's variables, as compiled code does. ECX is lost.</summary>
        public void LoadBlock(AssemblerRegister32 to)
        {
            _t.C.mov(ecx, At(_index));
            _t.C.mov(to, __dword_ptr.fs[4]);
            _t.C.mov(to, __dword_ptr[to + (ecx * 4)]);
        }

        /// <summary>Writes what each thread begins with: (routine, context). It fills the storage, and ends the thread with what the routine gives.</summary>
        /// <param name="reports">Whether it reports the variables' alignment, and how far they are from FS:[4].</param>
        public void EmitThreadStartup(bool reports)
        {
            Assembler c = _t.C;
            _startup.Begin();
            c.push(ebp);
            c.mov(ebp, esp);
            _t.Call("KeGetCurrentThread");
            c.mov(edi, __dword_ptr[eax + ThreadTlsData]);
            if (reports)
            {
                c.lea(eax, __[edi + 4]);
                c.and(eax, 15);
                _t.Report(eax);
                c.mov(eax, __dword_ptr.fs[4]);
                c.sub(eax, edi);
                _t.Report(eax);
            }

            c.lea(eax, __[edi + 4]);
            c.mov(__dword_ptr[edi], eax);
            c.mov(edi, eax);
            c.mov(ebx, At(HeaderTlsDirectory));
            c.mov(esi, __dword_ptr[ebx + DirectoryStart]);
            c.mov(ecx, __dword_ptr[ebx + DirectoryEnd]);
            c.sub(ecx, esi);
            c.rep.movsb();
            c.mov(ecx, __dword_ptr[ebx + DirectoryZeroFill]);
            c.xor(eax, eax);
            c.rep.stosb();
            c.push(Argument(1));
            c.call(Argument(0));
            _t.Call("PsTerminateSystemThread", eax);
        }
    }
}
