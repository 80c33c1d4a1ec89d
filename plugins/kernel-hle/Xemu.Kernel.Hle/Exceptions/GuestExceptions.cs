using System.Text;

namespace Xemu.Kernel.Hle;

/// <summary>Structured exception handling: processor exceptions and raised ones go from handler to handler along FS:[0].</summary>
/// <remarks>
/// The exception's record and context lie on the thread's stack, and each handler is a routine that the platform calls; what it returns decides. An exception
/// that nobody handles is a bugcheck, as on a console without a debugger. Source for the protocol: Matt Pietrek, "A Crash Course on the Depths of Win32 Structured
/// Exception Handling" (MSJ, January 1997).
/// </remarks>
internal sealed class GuestExceptions(Kernel kernel)
{
    private const uint EndOfChain = uint.MaxValue;

    /// <summary>Places in a task state segment. Source: Intel SDM vol. 3, 7.2.1.</summary>
    private const uint TssEip = 0x20;
    private const uint TssEsp = 0x38;

    private const uint FlagsMask = 0x0027_FFD7;
    private const int MostDebugText = 512;

    private GuestMemory Memory => kernel.Memory;

    /// <summary>A processor exception has come.</summary>
    /// <param name="frame">The frame of the code that caused it.</param>
    /// <param name="vector">Its vector.</param>
    /// <returns>The frame that goes on.</returns>
    public uint Begin(uint frame, uint vector)
    {
        uint eip = Memory.Read32(frame + TrapFrame.Eip);
        uint error = Memory.Read32(frame + TrapFrame.Error);
        switch (vector)
        {
            case 0:
                return Raise(frame, NtStatus.IntegerDivideByZero, eip, []);
            case 1:
                return Raise(frame, NtStatus.SingleStep, eip, []);
            case 3:
                Memory.Write32(frame + TrapFrame.Eip, eip - 1);
                return Raise(frame, NtStatus.Breakpoint, eip - 1, [0]);
            case 4:
                return Raise(frame, NtStatus.IntegerOverflow, eip, []);
            case 5:
                return Raise(frame, NtStatus.ArrayBoundsExceeded, eip, []);
            case 6:
                return Raise(frame, NtStatus.IllegalInstruction, eip, []);
            case 8:
                return kernel.BugCheck(BugCheckCode.UnexpectedKernelModeTrap, vector, Memory.Read32(KernelLayout.Tss + TssEip), Memory.Read32(KernelLayout.Tss + TssEsp));
            case 14:
                return PageFault(frame, eip, error);
            case 16 or 19:
                return Raise(frame, FloatingStatus(vector), eip, [0]);
            case 17:
                return Raise(frame, NtStatus.DatatypeMisalignment, eip, []);
            case 0x2D:
                return DebugService(frame, eip);
            default:
                // General protection and what else a program in ring 0 can cause: the console tells an access violation at no address.
                return Raise(frame, NtStatus.AccessViolation, eip, [0, uint.MaxValue]);
        }
    }

    /// <summary>Begins an exception of the kernel's own.</summary>
    /// <param name="frame">The frame that goes on if a handler continues.</param>
    /// <param name="status">The exception's code.</param>
    /// <param name="address">Where it happened.</param>
    /// <param name="parameters">Its parameters.</param>
    public uint BeginSoftware(uint frame, uint status, uint address, ReadOnlySpan<uint> parameters) =>
        Raise(frame, WriteContext(frame, frame, hasFloating: false), status, 0, address, parameters);

    /// <summary>Begins an exception over what a handler did with another one. Nobody may continue it.</summary>
    /// <param name="frame">The frame that the other one came from.</param>
    /// <param name="status">The exception's code.</param>
    /// <param name="exception">The record of the other one, which the new record names.</param>
    /// <param name="context">Its context.</param>
    public uint BeginWithin(uint frame, uint status, uint exception, uint context) => Raise(
        frame, WriteContext(frame, StackBelow(frame, exception, context), hasFloating: false), status, ExceptionRecord.Noncontinuable, Memory.Read32(frame + TrapFrame.Eip), [], exception);

    /// <summary>Serves RtlRaiseStatus and its like, within a call. Nobody may continue the exception, as in NT (ReactOS lib/rtl/exception.c).</summary>
    public uint RaiseStatus(KernelCall call, uint status)
    {
        if (!call.CanWait)
        {
            return call.RestartWaitable();
        }

        uint address = call.ReturnAddress;
        kernel.Traps.FinishCall(call.Frame, call.Row, status, out uint frame);
        uint context = WriteContext(frame, frame, hasFloating: false);
        kernel.Traps.ResumeAt(Raise(frame, context, status, ExceptionRecord.Noncontinuable, address, []));
        return call.Suspend();
    }

    /// <summary>Serves RtlRaiseException: the caller's record, with its address filled in.</summary>
    public uint RaiseRecord(KernelCall call, uint record)
    {
        if (!call.CanWait)
        {
            return call.RestartWaitable();
        }

        Memory.Write32(record + ExceptionRecord.Address, call.ReturnAddress);
        kernel.Traps.FinishCall(call.Frame, call.Row, 0, out uint frame);
        uint context = WriteContext(frame, Math.Min(frame, call.Frame), hasFloating: false);
        kernel.Traps.ResumeAt(Search(frame, record, context, Memory.Read32(Pcr.ExceptionList)));
        return call.Suspend();
    }

    /// <summary>A handler has returned.</summary>
    /// <param name="record">What the platform knew of it.</param>
    /// <param name="disposition">What it returned.</param>
    public uint HandlerReturned(CallbackRecord record, uint disposition)
    {
        (uint registration, uint exception, uint context, uint nested, uint marker) = (record.A, record.B, record.C, record.D, record.E);
        kernel.HandlerMarkers.Pop(marker);
        uint flags = Memory.Read32(exception + ExceptionRecord.Flags);
        if (registration == nested)
        {
            flags &= ~ExceptionRecord.Nested;
            Memory.Write32(exception + ExceptionRecord.Flags, flags);
            nested = 0;
        }

        switch (disposition)
        {
            case 0 when (flags & ExceptionRecord.Noncontinuable) == 0:
                return Continue(context);
            case 0:
                return BeginWithin(record.Frame, NtStatus.NoncontinuableException, exception, context);
            case 1:
                return Search(record.Frame, exception, context, Memory.Read32(registration), nested);
            case 2:
                Memory.Write32(exception + ExceptionRecord.Flags, flags | ExceptionRecord.Nested);
                return Search(record.Frame, exception, context, Memory.Read32(registration), Math.Max(nested, Memory.Read32(HandlerMarkers.DispatcherContext(marker))));
            default:
                return BeginWithin(record.Frame, NtStatus.InvalidDisposition, exception, context);
        }
    }

    /// <summary>Where the stack is free below a frame, its context and the exception's record, which a program may have anywhere.</summary>
    public uint StackBelow(uint frame, uint exception, uint context)
    {
        uint below = Math.Min(frame, context);
        return (IsOnStack(exception) ? Math.Min(exception, below) : below) & ~3U;
    }

    /// <summary>Writes the context of a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="below">Where the stack is free, downwards.</param>
    /// <param name="hasFloating">Whether the thread's floating-point state was just stored.</param>
    /// <returns>Its address.</returns>
    public uint WriteContext(uint frame, uint below, bool hasFloating)
    {
        uint context = (below & ~3U) - ContextRecord.Bytes;
        FillContext(context, frame, frame + TrapFrame.Bytes);
        if (hasFloating)
        {
            Span<byte> floating = stackalloc byte[(int)ContextRecord.FloatingBytes];
            Memory.Read(Memory.Read32(ResumeSlot.CurrentFloating), floating);
            Memory.Write(context + ContextRecord.Floating, floating);
            Memory.Write32(context + ContextRecord.Flags, ContextRecord.ControlAndInteger | ContextRecord.FloatingFlag);
        }

        return context;
    }

    /// <summary>Fills a CONTEXT with a frame's registers.</summary>
    private void FillContext(uint context, uint frame, uint esp)
    {
        Memory.Write32(context + ContextRecord.Flags, ContextRecord.ControlAndInteger);
        foreach ((uint to, uint from) in Registers)
        {
            Memory.Write32(context + to, Memory.Read32(frame + from));
        }

        Memory.Write32(context + ContextRecord.SegCs, KernelLayout.CodeSelector);
        Memory.Write32(context + ContextRecord.Esp, esp);
        Memory.Write32(context + ContextRecord.SegSs, KernelLayout.DataSelector);
    }

    /// <summary>Whether a registration lies on the running thread's stack, or the stack of deferred calls.</summary>
    public bool IsOnStack(uint registration)
    {
        uint thread = kernel.Threads.Current;
        return registration % 4 == 0
            && ((registration >= Memory.Read32(thread + Kthread.StackLimit) && registration <= Memory.Read32(thread + Kthread.StackBase) - 8)
                || registration is >= KernelLayout.DpcStackLimit and <= KernelLayout.DpcStackTop - 8);
    }

    private static readonly (uint Context, uint Frame)[] Registers =
    [
        (ContextRecord.Edi, TrapFrame.Edi), (ContextRecord.Esi, TrapFrame.Esi), (ContextRecord.Ebx, TrapFrame.Ebx), (ContextRecord.Edx, TrapFrame.Edx), (ContextRecord.Ecx, TrapFrame.Ecx),
        (ContextRecord.Eax, TrapFrame.Eax), (ContextRecord.Ebp, TrapFrame.Ebp), (ContextRecord.Eip, TrapFrame.Eip), (ContextRecord.Eflags, TrapFrame.Eflags),
    ];

    private uint Raise(uint frame, uint status, uint address, ReadOnlySpan<uint> parameters) =>
        Raise(frame, WriteContext(frame, frame, hasFloating: true), status, 0, address, parameters);

    private uint Raise(uint frame, uint context, uint status, uint flags, uint address, ReadOnlySpan<uint> parameters, uint chained = 0)
    {
        uint record = context - ExceptionRecord.Bytes;
        Memory.Fill(record, ExceptionRecord.Bytes, 0);
        Memory.Write32(record + ExceptionRecord.Code, status);
        Memory.Write32(record + ExceptionRecord.Next, chained);
        Memory.Write32(record + ExceptionRecord.Flags, flags);
        Memory.Write32(record + ExceptionRecord.Address, address);
        Memory.Write32(record + ExceptionRecord.ParameterCount, (uint)parameters.Length);
        for (int i = 0; i < parameters.Length; i++)
        {
            Memory.Write32(record + ExceptionRecord.Parameters + (uint)(i * 4), parameters[i]);
        }

        return Search(frame, record, context, Memory.Read32(Pcr.ExceptionList));
    }

    /// <summary>Calls the handler of a registration.</summary>
    private uint Search(uint frame, uint exception, uint context, uint registration, uint nested = 0)
    {
        registration = kernel.HandlerMarkers.SkipToAsk(registration, ref nested, out bool isNested);
        if (isNested)
        {
            Memory.Write32(exception + ExceptionRecord.Flags, Memory.Read32(exception + ExceptionRecord.Flags) | ExceptionRecord.Nested);
        }

        if (registration == EndOfChain || !IsOnStack(registration))
        {
            return kernel.BugCheck(BugCheckCode.KmodeExceptionNotHandled, Memory.Read32(exception), Memory.Read32(exception + ExceptionRecord.Address), frame);
        }

        uint marker = kernel.HandlerMarkers.Push(StackBelow(frame, exception, context), registration, unwinds: false);
        var record = new CallbackRecord(CallbackKind.ExceptionHandler, frame, registration, exception, context, nested, marker);
        return CallHandler(record);
    }

    /// <summary>Calls the handler of a record's registration (A) with its exception (B) and context (C), below its marker (E).</summary>
    public uint CallHandler(CallbackRecord record) => kernel.Callbacks.Build(
        record.E, record, Memory.Read32(record.A + 4), [record.B, record.A, record.C, HandlerMarkers.DispatcherContext(record.E)], kernel.Code.HandlerReturn);

    /// <summary>Goes on where a context says.</summary>
    private uint Continue(uint context)
    {
        Span<uint> values = stackalloc uint[Registers.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Memory.Read32(context + Registers[i].Context);
        }

        if ((Memory.Read32(context) & ContextRecord.FloatingFlag) == ContextRecord.FloatingFlag)
        {
            Span<byte> floating = stackalloc byte[(int)ContextRecord.FloatingBytes];
            Memory.Read(context + ContextRecord.Floating, floating);
            uint area = Memory.Read32(ResumeSlot.CurrentFloating);
            Memory.Write(area, floating);
            Memory.Write32(area + 24, Memory.Read32(area + 24) & 0xFFBF);
            Memory.Write32(ResumeSlot.LoadFloating, area);
        }

        uint frame = Memory.Read32(context + ContextRecord.Esp) - TrapFrame.Bytes;
        for (int i = 0; i < values.Length; i++)
        {
            uint value = Registers[i].Frame == TrapFrame.Eflags ? (values[i] & FlagsMask) | 2 : values[i];
            Memory.Write32(frame + Registers[i].Frame, value);
        }

        Memory.Write32(frame + TrapFrame.Cs, KernelLayout.CodeSelector);
        Memory.Write32(frame + TrapFrame.Code, 0);
        return frame;
    }

    private uint PageFault(uint frame, uint eip, uint error)
    {
        // The processor's CR2 is read by the trap code into the frame's spare word.
        uint address = Memory.Read32(frame + TrapFrame.ExceptionList);
        if (kernel.Tables.TryTripGuard(address))
        {
            return Raise(frame, NtStatus.GuardPageViolation, eip, [(error >> 1) & 1, address]);
        }

        return Raise(frame, NtStatus.AccessViolation, eip, [(error >> 1) & 1, address]);
    }

    /// <summary>INT 2D: a message for the debugger; an INT 3 behind it belongs to it.</summary>
    private uint DebugService(uint frame, uint eip)
    {
        if (Memory.Read32(frame + TrapFrame.Eax) == 1)
        {
            PrintCounted(Memory.Read32(frame + TrapFrame.Ecx));
        }

        if (Memory.TryTranslate(eip, isWrite: false) is not null && Memory.Read8(eip) == 0xCC)
        {
            Memory.Write32(frame + TrapFrame.Eip, eip + 1);
        }

        return frame;
    }

    /// <summary>Prints a STRING. One that is not there is not printed, and nothing comes of it: without a debugger nobody looks at it.</summary>
    private void PrintCounted(uint text)
    {
        try
        {
            byte[] bytes = new byte[Math.Min(Memory.Read16(text), (ushort)MostDebugText)];
            Memory.Read(Memory.Read32(text + 4), bytes);
            kernel.DebugText(Encoding.Latin1.GetString(bytes));
        }
        catch (GuestFaultException)
        {
            kernel.Note("The program printed a text for a debugger that is not in its memory.");
        }
    }

    /// <summary>The first exception that is flagged and not masked: x87's status word, or MXCSR.</summary>
    private uint FloatingStatus(uint vector)
    {
        uint area = Memory.Read32(ResumeSlot.CurrentFloating);
        uint pending = vector == 16
            ? Memory.Read16(area + 2) & ~(uint)Memory.Read16(area) & 0x3F
            : Memory.Read32(area + 24) is var mxcsr ? mxcsr & ~(mxcsr >> 7) & 0x3F : 0;
        return vector == 16 && (Memory.Read16(area + 2) & 0x41) == 0x41 ? NtStatus.FloatStackCheck
            : (pending & 1) != 0 ? NtStatus.FloatInvalidOperation
            : (pending & 4) != 0 ? NtStatus.FloatDivideByZero
            : (pending & 2) != 0 ? NtStatus.FloatDenormalOperand
            : (pending & 8) != 0 ? NtStatus.FloatOverflow
            : (pending & 16) != 0 ? NtStatus.FloatUnderflow
            : NtStatus.FloatInexactResult;
    }
}
