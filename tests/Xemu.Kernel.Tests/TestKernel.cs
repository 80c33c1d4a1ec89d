using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Kernel.Hle;
using Xemu.Testing;

namespace Xemu.Kernel.Tests;

/// <summary>A kernel on a machine without a CPU, in which one thread of a program runs. Calls come as the guest's stubs make them, through <see cref="Traps"/>.</summary>
internal sealed class TestKernel : IDisposable
{
    /// <summary>Where the program's calls return.</summary>
    public const uint CallerReturn = 0x8001_F0F0;

    private const uint StubReturn = 0x8001_F0E0;
    private const uint PageBytes = KernelLayout.PageBytes;
    private const uint WritablePage = PageTables.Present | PageTables.Writable;
    private const uint ThreadRoutine = 0x8001_F0C0;
    private const uint StackBytes = 0x4000;
    private const uint StackReserve = 0x800;
    private const uint EnabledFlags = 0x202;

    private uint _stack;

    public TestKernel(IBlockDevice? disk = null, ulong ramBytes = 64 << 20, ILogger? log = null)
    {
        Machine = new TestMachine(ramBytes) { Log = log ?? NullLogger.Instance };
        Kernel = new Hle.Kernel(new KernelOptions { Disk = disk }, Machine);
        Restart();
    }

    public TestMachine Machine { get; }

    public Hle.Kernel Kernel { get; }

    public GuestMemory Memory => Kernel.Memory;

    /// <summary>The thread of the program.</summary>
    public uint Thread { get; private set; }

    /// <summary>Below it the thread's stack is free.</summary>
    public uint FreeStack => _stack;

    /// <summary>EDX after the last call.</summary>
    public uint High { get; private set; }

    /// <summary>The frame with which the processor goes on after the last trap.</summary>
    public uint ResumedFrame => Memory.Read32(ResumeSlot.Frame);

    /// <summary>Starts the kernel, and a thread that runs.</summary>
    public void Restart()
    {
        Kernel.Reset();
        Assert.Equal(NtStatus.Success, Kernel.ThreadMaker.Create(new ThreadRequest(0, StackBytes, 0, ThreadRoutine, 0, Suspended: false, SystemRoutine: 0), out uint thread));
        Thread = thread;
        uint frame = KernelLayout.IdleStackTop - 0x400 - TrapFrame.Bytes;
        Memory.Write32(frame + TrapFrame.Code, TrapCode.Start);
        Memory.Write32(frame + TrapFrame.Cs, KernelLayout.CodeSelector);
        Kernel.Traps.OnTrap(frame);
        Assert.Equal(thread, Kernel.Threads.Current);
        _stack = ResumedFrame + TrapFrame.Bytes - StackReserve;
    }

    /// <summary>Puts a handler of exceptions at the top of the thread's stack.</summary>
    /// <returns>Address of its registration.</returns>
    public uint RegisterHandler(uint handler)
    {
        uint registration = _stack + StackReserve - 16;
        Memory.Write32(registration, uint.MaxValue);
        Memory.Write32(registration + 4, handler);
        Memory.Write32(Pcr.ExceptionList, registration);
        return registration;
    }

    /// <summary>Calls an export that returns.</summary>
    /// <returns>EAX.</returns>
    public uint Call(string name, params uint[] arguments)
    {
        CallOutcome outcome = Invoke(name, arguments, out uint result);
        Assert.Equal(CallOutcome.Returned, outcome);
        return result;
    }

    /// <summary>Calls an export that returns 64 bits.</summary>
    public ulong CallQuad(string name, params uint[] arguments) => Call(name, arguments) | ((ulong)High << 32);

    /// <summary>Calls an export as its stub does; what it asks for next is done as the trap code does it.</summary>
    /// <param name="name">The export.</param>
    /// <param name="arguments">Its arguments, in words.</param>
    /// <param name="result">EAX when it returned; when it faulted, the address.</param>
    public CallOutcome Invoke(string name, ReadOnlySpan<uint> arguments, out uint result)
    {
        ExportRow row = Kernel.Exports[name];
        uint frame;
        uint next;
        do
        {
            // A call that is made again returns to the start of its own stub.
            frame = BuildCall(row, arguments);
            Enter(Kernel.Traps.OnCall, frame);
            next = Memory.Read32(frame + TrapFrame.StubReturn);
        }
        while (next == row.Address);

        result = Memory.Read32(frame + TrapFrame.Eax);
        High = Memory.Read32(frame + TrapFrame.Edx);
        if (next == StubReturn || next == Kernel.Code.Flush)
        {
            return CallOutcome.Returned;
        }

        if (next == Kernel.Code.Fault)
        {
            result = Memory.Read32(frame + TrapFrame.Ecx);
            EnterTrap(frame, TrapCode.Fault);
            return CallOutcome.Faulted;
        }

        uint returned = result;
        EnterTrap(frame, next == Kernel.Code.Dispatch ? TrapCode.Dispatch : result);
        bool isBack = Kernel.Threads.Current == Thread && !Kernel.BugChecks.HasStopped && Memory.Read32(ResumedFrame + TrapFrame.Eip) is CallerReturn or StubReturn;
        result = isBack && next == Kernel.Code.Waitable ? Memory.Read32(ResumedFrame + TrapFrame.Eax) : returned;
        return isBack ? CallOutcome.Returned : CallOutcome.Suspended;
    }

    /// <summary>Lets time pass, and interrupts the thread by the clock.</summary>
    public void Tick(ulong nanoseconds)
    {
        Machine.Advance(nanoseconds);
        uint frame = _stack - TrapFrame.Bytes;
        Memory.Fill(frame, TrapFrame.Bytes, 0);
        Memory.Write32(frame + TrapFrame.Code, KernelLayout.InterruptVector);
        Memory.Write32(frame + TrapFrame.Eip, CallerReturn);
        Memory.Write32(frame + TrapFrame.Cs, KernelLayout.CodeSelector);
        Memory.Write32(frame + TrapFrame.Eflags, EnabledFlags);
        Enter(Kernel.Traps.OnTrap, frame);
    }

    /// <summary>Takes zeroed pages.</summary>
    public uint Allocate(int bytes)
    {
        uint address = Kernel.System.Allocate((uint)bytes, WritablePage, PageUse.SystemMemory);
        Assert.NotEqual(0U, address);
        Memory.Fill(address, ((uint)bytes + PageBytes - 1) / PageBytes * PageBytes, 0);
        return address;
    }

    /// <summary>Takes bytes behind which there is no memory.</summary>
    public uint AllocateAtEnd(int bytes)
    {
        uint pages = ((uint)bytes + PageBytes - 1) / PageBytes;
        uint address = Allocate((int)((pages + 1) * PageBytes));
        _ = Kernel.Tables.TryWrite(address + (pages * PageBytes), 0);
        return address + (pages * PageBytes) - (uint)bytes;
    }

    /// <summary>Takes a page that cannot be written.</summary>
    public uint AllocateReadOnly()
    {
        uint address = Allocate((int)PageBytes);
        _ = Kernel.Tables.TryWrite(address, Kernel.Tables.Read(address) & ~PageTables.Writable);
        return address;
    }

    /// <summary>Puts bytes in memory of their own.</summary>
    public uint Place(ReadOnlySpan<byte> bytes)
    {
        uint address = Allocate(Math.Max(bytes.Length, 1));
        Memory.Write(address, bytes);
        return address;
    }

    /// <summary>Puts 8-bit text with a NUL in memory.</summary>
    public uint Text(string text) => Place([.. Encoding.Latin1.GetBytes(text), 0]);

    /// <summary>Puts 16-bit text with a NUL in memory.</summary>
    public uint WideText(string text) => Place([.. Encoding.Unicode.GetBytes(text), 0, 0]);

    /// <summary>Makes a counted string of 8-bit text.</summary>
    public uint Counted(string text, int? maximum = null) => Structure(text.Length, maximum ?? text.Length, Text(text.PadRight(maximum ?? 0, '\xAA')));

    /// <summary>Makes a counted string of 16-bit text.</summary>
    public uint WideCounted(string text, int? maximum = null) => Structure(2 * text.Length, maximum ?? (2 * text.Length), WideText(text.PadRight((maximum ?? 0) / 2, '\xAA')));

    /// <summary>Makes STRING or UNICODE_STRING.</summary>
    public uint Structure(int length, int maximum, uint buffer)
    {
        uint address = Allocate(8);
        Memory.Write16(address, (ushort)length);
        Memory.Write16(address + 2, (ushort)maximum);
        Memory.Write32(address + 4, buffer);
        return address;
    }

    /// <summary>The text of a counted string.</summary>
    public string TextOf(uint structure) => Encoding.Latin1.GetString(Bytes(Memory.Read32(structure + 4), Memory.Read16(structure)));

    /// <summary>The text of a counted 16-bit string.</summary>
    public string WideTextOf(uint structure) => Encoding.Unicode.GetString(Bytes(Memory.Read32(structure + 4), Memory.Read16(structure)));

    /// <summary>Reads bytes.</summary>
    public byte[] Bytes(uint address, int count)
    {
        byte[] bytes = new byte[count];
        Memory.Read(address, bytes);
        return bytes;
    }

    public void Dispose() => Machine.Dispose();

    /// <summary>The stack as a call of a stub leaves it: registers, the stub's return, the caller's, arguments.</summary>
    private uint BuildCall(ExportRow row, ReadOnlySpan<uint> arguments)
    {
        uint frame = _stack - TrapFrame.CallerReturn - 4;
        int registers = row.Kind == ExportKind.Fastcall ? Math.Min(arguments.Length, 2) : 0;
        Memory.Fill(frame, TrapFrame.StubReturn, 0);
        Memory.Write32(frame + TrapFrame.Eax, (uint)row.Ordinal);
        Memory.Write32(frame + TrapFrame.Ecx, registers > 0 ? arguments[0] : 0);
        Memory.Write32(frame + TrapFrame.Edx, registers > 1 ? arguments[1] : 0);
        Memory.Write32(frame + TrapFrame.StubReturn, StubReturn);
        Memory.Write32(frame + TrapFrame.CallerReturn, CallerReturn);
        for (int i = registers; i < arguments.Length; i++)
        {
            Memory.Write32(_stack + (uint)(4 * (i - registers)), arguments[i]);
        }

        return frame;
    }

    /// <summary>The trap code after a call: the same registers, in the frame that IRETD takes.</summary>
    private void EnterTrap(uint call, uint code)
    {
        byte[] registers = Bytes(call, (int)TrapFrame.StubReturn);
        uint frame = call + TrapFrame.CallerReturn - TrapFrame.Bytes;
        Memory.Write(frame, registers);
        Memory.Write32(frame + TrapFrame.Code, code);
        Memory.Write32(frame + TrapFrame.Error, 0);
        Memory.Write32(frame + TrapFrame.Eip, code == TrapCode.Dispatch ? Memory.Read32(frame + TrapFrame.Ecx) : 0);
        Memory.Write32(frame + TrapFrame.Cs, KernelLayout.CodeSelector);
        Memory.Write32(frame + TrapFrame.Eflags, EnabledFlags);
        Enter(Kernel.Traps.OnTrap, frame);
    }

    /// <summary>Calls the platform: no exception may come out, whatever the guest did. Other faults are those of this class, in a guest that has broken its own memory.</summary>
    private static void Enter(Action<uint> entry, uint frame)
    {
        try
        {
            entry(frame);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException("An exception left the kernel.", e);
        }
    }
}
