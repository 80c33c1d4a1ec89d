namespace Xemu.Kernel.Hle;

/// <summary>Calls routines of the guest: builds the frame that starts one, and reads the record when it has returned.</summary>
/// <remarks>
/// <code>
/// frame:   registers, code, error, EIP = routine, CS, EFLAGS     (popped by IRETD)
///          return address = the trap code's callback return
///          arguments
/// record:  eight words
/// </code>
/// Nothing is kept on the host: a snapshot may be taken while routines run, however deep.
/// </remarks>
internal sealed class Callbacks(Kernel kernel)
{
    private const uint EnabledFlags = GuestCode.InterruptFlag | 2;

    private GuestMemory Memory => kernel.Memory;

    /// <summary>Builds the frame of a routine that takes its arguments off.</summary>
    /// <param name="stack">Where the stack is free, downwards.</param>
    /// <param name="record">What is known when it returns.</param>
    /// <param name="routine">The routine.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Address of the frame.</returns>
    public uint Build(uint stack, CallbackRecord record, uint routine, ReadOnlySpan<uint> arguments) =>
        Build(stack, record, routine, arguments, kernel.Code.CallbackReturn);

    /// <summary>Builds the frame of a routine with a return address of its own.</summary>
    public uint Build(uint stack, CallbackRecord record, uint routine, ReadOnlySpan<uint> arguments, uint returnAddress)
    {
        uint place = (stack & ~3U) - CallbackRecord.Bytes;
        WriteRecord(place, record);
        for (int i = arguments.Length - 1; i >= 0; i--)
        {
            place -= 4;
            Memory.Write32(place, arguments[i]);
        }

        place -= 4;
        Memory.Write32(place, returnAddress);
        return BuildFrame(place, routine);
    }

    /// <summary>Builds a frame that goes on in a routine, which takes its arguments off, and then where another frame would.</summary>
    /// <param name="frame">The other frame, whose place is taken.</param>
    /// <param name="routine">The routine.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Address of the frame.</returns>
    public uint BuildJump(uint frame, uint routine, ReadOnlySpan<uint> arguments)
    {
        Span<byte> registers = stackalloc byte[(int)TrapFrame.Bytes];
        Memory.Read(frame, registers);
        uint caller = Memory.Read32(frame + TrapFrame.Eip);
        uint place = frame + TrapFrame.Bytes;
        for (int i = arguments.Length - 1; i >= 0; i--)
        {
            place -= 4;
            Memory.Write32(place, arguments[i]);
        }

        place -= 4;
        Memory.Write32(place, caller);
        Memory.Write(place - TrapFrame.Bytes, registers);
        Memory.Write32(place - TrapFrame.Bytes + TrapFrame.Eip, routine);
        return place - TrapFrame.Bytes;
    }

    /// <summary>Builds the frame that starts code with a given stack.</summary>
    public uint BuildFrame(uint stack, uint entry)
    {
        uint frame = stack - TrapFrame.Bytes;
        Memory.Fill(frame, TrapFrame.Bytes, 0);
        Memory.Write32(frame + TrapFrame.Eip, entry);
        Memory.Write32(frame + TrapFrame.Cs, KernelLayout.CodeSelector);
        Memory.Write32(frame + TrapFrame.Eflags, EnabledFlags);
        return frame;
    }

    /// <summary>Reads the record of a routine that has returned.</summary>
    /// <param name="frame">The trap frame of its return.</param>
    public CallbackRecord ReadRecord(uint frame)
    {
        uint place = frame + TrapFrame.Bytes;
        return new CallbackRecord(
            (CallbackKind)Memory.Read32(place), Memory.Read32(place + 4), Memory.Read32(place + 8), Memory.Read32(place + 12), Memory.Read32(place + 16), Memory.Read32(place + 20), Memory.Read32(place + 24), Memory.Read32(place + 28));
    }

    private void WriteRecord(uint place, CallbackRecord record)
    {
        Memory.Write32(place, (uint)record.Kind);
        Memory.Write32(place + 4, record.Frame);
        Memory.Write32(place + 8, record.A);
        Memory.Write32(place + 12, record.B);
        Memory.Write32(place + 16, record.C);
        Memory.Write32(place + 20, record.D);
        Memory.Write32(place + 24, record.E);
        Memory.Write32(place + 28, record.F);
    }
}
