using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Programs.Tests;

/// <summary>A program of the tests while it is written: the words that its parts are made of.</summary>
internal sealed class ProgramText
{
    private const uint StackBytes = 0x4000;

    public ProgramText()
    {
        Reports = new GuestReport(Program);
    }

    public GuestProgram Program { get; } = new();

    public GuestReport Reports { get; }

    public Assembler C => Program.Code;

    public GuestData Data => Program.Data;

    public static AssemblerMemoryOperand At(uint address) => __dword_ptr[address];

    /// <summary>Builds the program of an emitter, which writes what the first thread does; the routines that it needs come behind.</summary>
    public static byte[] Build(Action<ProgramText> emit, Action<GuestProgram>? configure = null)
    {
        var text = new ProgramText();
        configure?.Invoke(text.Program);
        emit(text);
        text.Reports.EmitRoutine();
        return text.Program.Build();
    }

    public void Report(GuestArgument value) => Reports.Add(value);

    public void Call(string export, params ReadOnlySpan<GuestArgument> arguments) => Program.Call(export, arguments);

    /// <summary>Calls, and reports what the call gives.</summary>
    public void ReportCall(string export, params ReadOnlySpan<GuestArgument> arguments)
    {
        Program.Call(export, arguments);
        Report(eax);
    }

    public GuestRoutine Routine(string name) => Program.NewRoutine(name);

    /// <summary>Makes a thread.</summary>
    /// <returns>The variable with its handle.</returns>
    public uint Thread(GuestRoutine routine, GuestArgument context, bool suspended = false)
    {
        uint handle = Data.Variable();
        Call("PsCreateSystemThreadEx", handle, 0, StackBytes, 0, 0, routine, context, suspended ? 1 : 0, 0, 0);
        return handle;
    }

    /// <summary>Makes an object by a call whose first argument is where its handle goes.</summary>
    /// <returns>The variable with the handle.</returns>
    public uint Object(string export, params ReadOnlySpan<GuestArgument> arguments)
    {
        uint handle = Data.Variable();
        Call(export, [handle, 0, .. arguments]);
        return handle;
    }

    /// <summary>An event that is reset by a wait.</summary>
    public uint AutoEvent() => Object("NtCreateEvent", 1, 0);

    public void Wait(uint handle, int? milliseconds = null) =>
        Call("NtWaitForSingleObject", At(handle), 0, milliseconds is { } time ? Data.Milliseconds(time) : 0);

    public void Set(uint handle) => Call("NtSetEvent", At(handle), 0);

    public void Delay(int milliseconds) => Call("KeDelayExecutionThread", 0, 0, Data.Milliseconds(milliseconds));

    /// <summary>Loads EAX with an object's address.</summary>
    public void LoadObject(uint handle)
    {
        uint place = Data.Variable();
        Call("ObReferenceObjectByHandle", At(handle), 0, place);
        C.mov(eax, At(place));
    }

    public void SetPriority(uint handle, int priority)
    {
        LoadObject(handle);
        Call("KeSetPriorityThread", eax, priority);
    }

    public void LoadTicks(AssemblerRegister32 register)
    {
        Program.LoadVariable(register, "KeTickCount");
        C.mov(register, __dword_ptr[register]);
    }

    /// <summary>Reports the ticks since a time in a register that calls keep.</summary>
    public void ReportTicksSince(AssemblerRegister32 start)
    {
        LoadTicks(eax);
        C.sub(eax, start);
        Report(eax);
    }

    /// <summary>Writes a thread's routine, which gets its context in EBX and ends with a status.</summary>
    public void ThreadBody(GuestRoutine routine, Action body, int status = 0)
    {
        routine.Begin();
        C.push(ebx);
        C.mov(ebx, __dword_ptr[esp + 8]);
        body();
        C.pop(ebx);
        C.mov(eax, status);
        C.ret(4);
    }

    /// <summary>Writes a routine that keeps its registers and takes its arguments off the stack; they are at EBP + 8.</summary>
    public void Callback(GuestRoutine routine, int arguments, Action body)
    {
        routine.Begin();
        C.push(ebp);
        C.mov(ebp, esp);
        body();
        C.pop(ebp);
        C.ret((short)(arguments * 4));
    }

    /// <summary>The argument of a routine that <see cref="Callback"/> writes.</summary>
    public static AssemblerMemoryOperand Argument(int index) => __dword_ptr[ebp + 8 + (index * 4)];

    /// <summary>Runs code below an exception handler.</summary>
    public void WithHandler(GuestRoutine handler, Action body)
    {
        C.push(At(handler.Cell));
        C.push(__dword_ptr.fs[0]);
        C.mov(__dword_ptr.fs[0], esp);
        body();
        C.pop(__dword_ptr.fs[0]);
        C.add(esp, 4);
    }

    /// <summary>Writes an exception handler: ESI is at the record, EDI at the context, EBX at the frame. EAX at the end of the body says what comes next.</summary>
    public void Handler(GuestRoutine routine, Action body)
    {
        routine.Begin();
        C.push(ebp);
        C.mov(ebp, esp);
        C.push(ebx);
        C.push(esi);
        C.push(edi);
        C.mov(esi, Argument(0));
        C.mov(ebx, Argument(1));
        C.mov(edi, Argument(2));
        body();
        C.pop(edi);
        C.pop(esi);
        C.pop(ebx);
        C.pop(ebp);
        C.ret();
    }
}
