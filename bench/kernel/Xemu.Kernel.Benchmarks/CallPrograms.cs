using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Benchmarks;

/// <summary>Guest programs that make calls of the kernel, as many as they are built for, and turn the console off.</summary>
internal static class CallPrograms
{
    private const int BlockBytes = 4096;
    private const uint GenericRead = 0x8000_0000;
    private const uint Synchronize = 0x0010_0000;
    private const uint SynchronousNonalert = 0x20;

    /// <summary>Every program by name.</summary>
    public static IReadOnlyDictionary<string, Func<int, GuestProgram>> All { get; } = new Dictionary<string, Func<int, GuestProgram>>(StringComparer.Ordinal)
    {
        ["NtYieldExecution"] = count => Repeat(count, static (_, _) => { }, static p => p.Call("NtYieldExecution")),
        ["KeQuerySystemTime"] = count => Repeat(count, static (_, _) => { }, static p => p.Call("KeQuerySystemTime", p.Data.Variable(8))),
        ["RtlEnter/LeaveCriticalSection"] = CriticalSections,
        ["NtSetEvent"] = Events,
        ["Switches of two threads"] = Switches,
        ["NtReadFile, 4 KiB of the disc"] = Reads,
    };

    private static GuestProgram Repeat(int count, Action<GuestProgram, Assembler> prepare, Action<GuestProgram> call)
    {
        var program = new GuestProgram();
        Assembler c = program.Code;
        Label again = c.CreateLabel();
        Label done = c.CreateLabel();
        prepare(program, c);
        c.mov(ebx, count);
        c.test(ebx, ebx);
        c.je(done);
        c.Label(ref again);
        call(program);
        c.dec(ebx);
        c.jne(again);
        c.Label(ref done);
        program.End();
        c.jmp(done);
        return program;
    }

    private static GuestProgram CriticalSections(int count)
    {
        uint section = 0;
        return Repeat(
            count,
            (p, _) => p.Call("RtlInitializeCriticalSection", section = p.Data.Variable(0x1C)),
            p =>
            {
                p.Call("RtlEnterCriticalSection", section);
                p.Call("RtlLeaveCriticalSection", section);
            });
    }

    private static GuestProgram Events(int count)
    {
        uint handle = 0;
        return Repeat(
            count,
            (p, _) => p.Call("NtCreateEvent", handle = p.Data.Variable(), 0, 0, 0),
            p => p.Call("NtSetEvent", __dword_ptr[handle], 0));
    }

    /// <summary>Two threads hand two events to each other: a turn is two switches.</summary>
    private static GuestProgram Switches(int count)
    {
        uint ping = 0;
        uint pong = 0;
        return Repeat(
            (count + 1) / 2,
            (p, c) =>
            {
                GuestRoutine other = p.NewRoutine("other");
                Label start = c.CreateLabel();
                ping = p.Data.Variable(0x10);
                pong = p.Data.Variable(0x10);
                c.jmp(start);
                other.Begin();
                p.Call("KeWaitForSingleObject", ping, 0, 0, 0, 0);
                p.Call("KeSetEvent", pong, 0, 0);
                c.jmp(other.Label);
                c.Label(ref start);
                p.Call("KeInitializeEvent", ping, 1, 0);
                p.Call("KeInitializeEvent", pong, 1, 0);
                p.Call("PsCreateSystemThreadEx", p.Data.Variable(), 0, 0x4000, 0, 0, other, 0, 0, 0, 0);
            },
            p =>
            {
                p.Call("KeSetEvent", ping, 0, 0);
                p.Call("KeWaitForSingleObject", pong, 0, 0, 0, 0);
            });
    }

    private static GuestProgram Reads(int count)
    {
        uint handle = 0;
        uint status = 0;
        uint buffer = 0;
        uint offset = 0;
        return Repeat(
            count,
            (p, _) =>
            {
                handle = p.Data.Variable();
                status = p.Data.Variable(8);
                buffer = p.Data.Variable(BlockBytes);
                offset = p.Data.Variable(8);
                uint attributes = p.Data.Dwords(0, p.Data.CountedText(@"\Device\CdRom0\block.bin"), 0x40);
                p.Call("NtOpenFile", handle, GenericRead | Synchronize, attributes, status, 1, SynchronousNonalert);
            },
            p => p.Call("NtReadFile", __dword_ptr[handle], 0, 0, 0, status, buffer, BlockBytes, offset));
    }
}
