namespace Xemu.Kernel.Hle;

/// <summary>RtlUnwind: tells each handler from FS:[0] to the target that its frame goes, and takes it off the chain.</summary>
internal sealed class Unwinding(Kernel kernel)
{
    private const uint EndOfChain = uint.MaxValue;
    private const uint StatusUnwind = 0xC000_0027;

    private GuestMemory Memory => kernel.Memory;

    /// <summary>Begins: (TargetFrame, TargetIp, ExceptionRecord, ReturnValue).</summary>
    public uint Begin(KernelCall call)
    {
        if (!call.CanWait)
        {
            return call.RestartWaitable();
        }

        (uint target, uint exception, uint value) = (call[0], call[2], call[3]);
        uint address = call.ReturnAddress;
        uint below = call.Frame;
        kernel.Traps.FinishCall(call.Frame, call.Row, value, out uint frame);
        uint context = kernel.Exceptions.WriteContext(frame, Math.Min(frame, below), hasFloating: false);
        if (exception == 0)
        {
            exception = context - ExceptionRecord.Bytes;
            Memory.Fill(exception, ExceptionRecord.Bytes, 0);
            Memory.Write32(exception + ExceptionRecord.Code, StatusUnwind);
            Memory.Write32(exception + ExceptionRecord.Address, address);
        }

        uint flags = Memory.Read32(exception + ExceptionRecord.Flags) | ExceptionRecord.Unwinding | (target == 0 ? ExceptionRecord.ExitUnwind : 0);
        Memory.Write32(exception + ExceptionRecord.Flags, flags);
        kernel.Traps.ResumeAt(Next(frame, exception, context, target));
        return call.Suspend();
    }

    /// <summary>A handler has returned.</summary>
    public uint HandlerReturned(CallbackRecord record, uint disposition, uint place)
    {
        uint registration = record.A;
        if (disposition == 3)
        {
            // A handler that unwinds by itself met ours: go on behind the frame it names.
            registration = Memory.Read32(HandlerMarkers.DispatcherContext(record.E));
        }
        else if (disposition != 1)
        {
            return kernel.Exceptions.BeginWithin(record.Frame, NtStatus.InvalidDisposition, record.B, record.C);
        }

        if (!kernel.Exceptions.IsOnStack(registration))
        {
            return kernel.BugCheck(BugCheckCode.InvalidKernelStack, registration, place);
        }

        Memory.Write32(Pcr.ExceptionList, Memory.Read32(registration));
        return Next(record.Frame, record.B, record.C, record.D);
    }

    private uint Next(uint frame, uint exception, uint context, uint target)
    {
        uint registration = kernel.HandlerMarkers.SkipToUnwind(target);
        if (registration == target || registration == EndOfChain)
        {
            return frame;
        }

        if (target != 0 && registration > target)
        {
            return kernel.Exceptions.BeginWithin(frame, NtStatus.InvalidUnwindTarget, exception, context);
        }

        if (!kernel.Exceptions.IsOnStack(registration))
        {
            return kernel.Exceptions.BeginWithin(frame, NtStatus.BadStack, exception, context);
        }

        uint marker = kernel.HandlerMarkers.Push(kernel.Exceptions.StackBelow(frame, exception, context), registration, unwinds: true);
        var record = new CallbackRecord(CallbackKind.UnwindHandler, frame, registration, exception, context, target, marker);
        return kernel.Exceptions.CallHandler(record);
    }
}
