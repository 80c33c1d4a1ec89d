namespace Xemu.Kernel.Hle;

/// <summary>What happens when the guest's trap code calls the platform, and which frame goes on afterwards.</summary>
internal sealed class Traps(Kernel kernel)
{
    [Xemu.Abstractions.State.Derived("meaningful within a trap")]
    private readonly KernelCall _call = new(kernel);

    [Xemu.Abstractions.State.Derived("meaningful within a trap")]
    private uint _resumeAt;

    private GuestMemory Memory => kernel.Memory;

    /// <summary>Serves a call of an export that came through its stub.</summary>
    /// <param name="frame">Address of the call frame.</param>
    public void OnCall(uint frame)
    {
        try
        {
            ServeCall(frame);
        }
        catch (GuestFaultException)
        {
            // The frame or the kernel's own memory is gone: the stub's next instruction meets the same, and becomes a double fault.
        }
    }

    /// <summary>Serves a trap.</summary>
    /// <param name="frame">Address of the trap frame.</param>
    public void OnTrap(uint frame)
    {
        try
        {
            Memory.Write32(ResumeSlot.SaveFloating, 0);
            Memory.Write32(ResumeSlot.LoadFloating, 0);
            Exit(Dispatch(frame, Memory.Read32(frame + TrapFrame.Code)));
        }
        catch (GuestFaultException fault)
        {
            StopOnFault(frame, fault.Address);
        }
    }

    /// <summary>Turns the trap frame of a call into its return.</summary>
    /// <param name="frame">The call's trap frame.</param>
    /// <param name="row">The export.</param>
    /// <param name="result">EAX.</param>
    /// <param name="returned">The frame that goes on behind the call.</param>
    public void FinishCall(uint frame, ExportRow row, uint result, out uint returned)
    {
        Span<byte> bytes = stackalloc byte[(int)TrapFrame.Bytes];
        Memory.Read(frame, bytes);
        uint caller = Memory.Read32(frame + TrapFrame.Bytes);
        returned = frame + 4 + row.PoppedBytes;
        Memory.Write(returned, bytes);
        Memory.Write32(returned + TrapFrame.Eax, result);
        Memory.Write32(returned + TrapFrame.Code, 0);
        Memory.Write32(returned + TrapFrame.Eip, caller);
    }

    /// <summary>Turns the trap frame of a call into one that makes it again.</summary>
    public void RepeatCall(uint frame, ExportRow row)
    {
        Memory.Write32(frame + TrapFrame.Eip, kernel.Code.Waitable);
        Memory.Write32(frame + TrapFrame.Eax, TrapCode.Export + (uint)row.Ordinal);
        Memory.Write32(frame + TrapFrame.Code, 0);
    }

    /// <summary>Says which frame goes on after the handler of a call that was suspended without leaving the processor.</summary>
    public void ResumeAt(uint frame) => _resumeAt = frame;

    /// <summary>Ends the program after a fault in the kernel's own work, if there is still a kernel.</summary>
    private void StopOnFault(uint frame, uint address)
    {
        try
        {
            _ = kernel.BugCheck(BugCheckCode.InvalidKernelStack, address, frame);
            Resume(kernel.BugChecks.Frame);
        }
        catch (GuestFaultException)
        {
            // The guest has unmapped the kernel: the trap code meets the same, and the processor shuts down.
        }
    }

    private void ServeCall(uint frame)
    {
        uint ordinal = Memory.Read32(frame + TrapFrame.Eax);
        if (kernel.Exports.FindRoutine(ordinal) is not { } row)
        {
            Redirect(frame, kernel.Code.Waitable, TrapCode.Export + ExportTable.Count);
            return;
        }

        _call.Begin(row, frame, frame + TrapFrame.CallerReturn + 4, canWait: false);
        uint result;
        try
        {
            result = row.Handler is { } handler ? handler(_call) : _call.RestartWaitable();
        }
        catch (GuestFaultException fault)
        {
            Memory.Write32(frame + TrapFrame.Ecx, fault.Address);
            Memory.Write32(frame + TrapFrame.Edx, fault.IsWrite ? 1U : 0);
            Redirect(frame, kernel.Code.Fault, ordinal);
            return;
        }

        if (_call.RestartsWaitable)
        {
            Redirect(frame, kernel.Code.Waitable, TrapCode.Export + ordinal);
            return;
        }

        Memory.Write32(frame + TrapFrame.Eax, result);
        if (_call.CallsAgain)
        {
            // The stub returns to its own start: the stack is again as the caller left it.
            Memory.Write32(frame + TrapFrame.StubReturn, row.Address);
        }

        if (!_call.ReturnsBeforeWork && kernel.HasWork())
        {
            Detour(frame, kernel.Code.Dispatch);
        }
        else if (kernel.Tables.NeedsFlush)
        {
            kernel.Tables.NeedsFlush = false;
            Detour(frame, kernel.Code.Flush);
        }
    }

    private uint Dispatch(uint frame, uint code)
    {
        switch (code)
        {
            case TrapCode.Start:
                return kernel.Start(frame);
            case TrapCode.CallbackReturned:
                return CallbackReturned(frame);
            case TrapCode.Dispatch:
                return frame;
            case TrapCode.Fault:
                return CallFaulted(frame);
            case >= TrapCode.Export:
                return ServeWaitable(frame, code - TrapCode.Export);
            default:
                return code - KernelLayout.InterruptVector < 16
                    ? kernel.Interrupts.Begin(frame, (int)(code - KernelLayout.InterruptVector))
                    : kernel.Exceptions.Begin(frame, code);
        }
    }

    private uint ServeWaitable(uint frame, uint ordinal)
    {
        if (kernel.Exports.FindRoutine(ordinal) is not { } row || row.Handler is null)
        {
            return kernel.Unserved(ordinal, Memory.Read32(frame + TrapFrame.Bytes));
        }

        _resumeAt = 0;
        _call.Begin(row, frame, frame + TrapFrame.Bytes + 4, canWait: true);
        try
        {
            uint result = row.Handler(_call);
            if (_call.IsSuspended)
            {
                return _resumeAt;
            }

            FinishCall(frame, row, result, out uint returned);
            return returned;
        }
        catch (GuestFaultException fault)
        {
            return Fault(frame, row, fault.Address, fault.IsWrite);
        }
    }

    private uint CallFaulted(uint frame)
    {
        uint ordinal = Memory.Read32(frame + TrapFrame.Eax);
        return kernel.Exports.FindRoutine(ordinal) is { } row
            ? Fault(frame, row, Memory.Read32(frame + TrapFrame.Ecx), Memory.Read32(frame + TrapFrame.Edx) != 0)
            : kernel.BugCheck(BugCheckCode.InvalidKernelStack, frame, ordinal);
    }

    /// <summary>The kernel met a wrong address of the program's. A guard page is met but once, whoever meets it.</summary>
    private uint Fault(uint frame, ExportRow row, uint address, bool isWrite)
    {
        uint status = kernel.Tables.TryTripGuard(address) ? NtStatus.GuardPageViolation : NtStatus.AccessViolation;
        FinishCall(frame, row, status, out uint returned);
        return kernel.Exceptions.BeginSoftware(returned, status, row.Address, [isWrite ? 1U : 0, address]);
    }

    private uint CallbackReturned(uint frame)
    {
        CallbackRecord record = kernel.Callbacks.ReadRecord(frame);
        uint place = frame + TrapFrame.Bytes;
        uint result = Memory.Read32(frame + TrapFrame.Eax);
        return record.Kind switch
        {
            CallbackKind.Interrupt => kernel.Interrupts.End(record, (byte)result != 0),
            CallbackKind.Dpc => kernel.Dpcs.End(record),
            CallbackKind.ApcKernelRoutine or CallbackKind.ApcNormalRoutine => kernel.Apcs.Continue(record, place),
            CallbackKind.ExceptionHandler => kernel.Exceptions.HandlerReturned(record, result),
            CallbackKind.UnwindHandler => kernel.Unwinding.HandlerReturned(record, result, place),
            CallbackKind.ThreadNotify => kernel.ThreadNotifications.Continue(record),
            CallbackKind.Shutdown => kernel.Shutdown.Continue(record),
            CallbackKind.ApcRundown => kernel.Threads.Finish(record.Frame, record.A),
            _ => kernel.BugCheck(BugCheckCode.InvalidKernelStack, place, (uint)record.Kind),
        };
    }

    /// <summary>Lets go on what should: deferred calls, then the thread of highest priority, then its APCs, then the frame itself.</summary>
    private void Exit(uint frame)
    {
        if (kernel.BugChecks.HasStopped)
        {
            Resume(kernel.BugChecks.Frame);
            return;
        }

        if (kernel.Interrupts.TryBeginDeferred(frame) is { } interrupt)
        {
            Resume(interrupt);
            return;
        }

        if (kernel.Irql < Irql.Dispatch)
        {
            if (kernel.Dpcs.HasPending)
            {
                Resume(kernel.Dpcs.Begin(frame == 0 ? SwitchThread(0) : frame));
                return;
            }

            frame = ChooseThread(frame);
        }

        if (frame == 0)
        {
            _ = kernel.BugCheck(BugCheckCode.IrqlNotLessOrEqual, kernel.Irql);
            frame = kernel.BugChecks.Frame;
        }

        kernel.ClearPendingIfIdle();
        Resume(frame);
    }

    /// <summary>The thread that should run, and of it an APC that should come first. A thread whose wait was only interrupted may wait again: then it is another's turn.</summary>
    private uint ChooseThread(uint frame)
    {
        while (true)
        {
            if (kernel.Threads.ShouldSwitch)
            {
                frame = SwitchThread(frame);
            }

            if (kernel.Irql < Irql.Apc && frame != 0 && kernel.Apcs.TryBegin(frame) is { } apc)
            {
                return apc;
            }

            if (frame == 0 || !kernel.Waits.IsCall(frame))
            {
                return frame;
            }

            if (kernel.Exports.FindRoutine(Memory.Read32(frame + TrapFrame.Code) - TrapCode.Export) is not { } row)
            {
                return kernel.BugCheck(BugCheckCode.InvalidKernelStack, frame);
            }

            if (kernel.Waits.Again(frame) is { } status)
            {
                return EndWait(frame, row, status);
            }

            frame = 0;
        }
    }

    private uint SwitchThread(uint frame) => CompleteWait(kernel.Threads.Switch(frame));

    /// <summary>A thread that waited in a call goes on behind it, or makes the call again; after a kernel APC its frame stays as it is, and it waits again.</summary>
    private uint CompleteWait(uint frame)
    {
        uint code = Memory.Read32(frame + TrapFrame.Code);
        if (code < TrapCode.Export)
        {
            return frame;
        }

        if (kernel.Exports.FindRoutine(code - TrapCode.Export) is not { } row)
        {
            return kernel.BugCheck(BugCheckCode.InvalidKernelStack, frame, code);
        }

        uint status = Memory.Read32(kernel.Threads.Current + Kthread.WaitStatus);
        return status == NtStatus.KernelApc ? frame : EndWait(frame, row, status);
    }

    /// <summary>Has a call that waited return, or makes it again.</summary>
    private uint EndWait(uint frame, ExportRow row, uint status)
    {
        if (status == NtStatus.Restart)
        {
            RepeatCall(frame, row);
            return frame;
        }

        FinishCall(frame, row, status, out uint returned);
        return returned;
    }

    private void Resume(uint frame)
    {
        Memory.Write32(ResumeSlot.FlushTranslations, kernel.Tables.NeedsFlush ? 1U : 0);
        kernel.Tables.NeedsFlush = false;
        Memory.Write32(ResumeSlot.Frame, frame);
    }

    private void Redirect(uint frame, uint target, uint eax)
    {
        Memory.Write32(frame + TrapFrame.Eax, eax);
        Memory.Write32(frame + TrapFrame.StubReturn, target);
    }

    /// <summary>Has a call return by way of other code, which goes on where ECX says.</summary>
    private void Detour(uint frame, uint target)
    {
        Memory.Write32(frame + TrapFrame.Ecx, Memory.Read32(frame + TrapFrame.StubReturn));
        Memory.Write32(frame + TrapFrame.StubReturn, target);
    }
}
