namespace Xemu.Kernel.Hle;

/// <summary>Registrations of the kernel's own, which stand at the head of the chain while a handler of the program runs.</summary>
/// <remarks>
/// <code>
/// +0   next registration
/// +4   handler: an address of the kernel's, by which the two kinds are known
/// +8   the registration whose handler runs
/// +12  the dispatcher context, which the handler gets the address of
/// </code>
/// By them an exception of a handler's own meets what it came from, as in NT (ReactOS lib/rtl/i386/except_asm.s): one that is raised while handlers are asked is nested up to the registration that
/// was being asked; one that is raised while frames are unwound leaves the frame out that was being unwound.
/// </remarks>
internal sealed class HandlerMarkers(Kernel kernel)
{
    private const uint Handler = 4;
    private const uint Registration = 8;
    private const uint DispatcherContextOffset = 12;
    private const uint Bytes = 16;

    /// <summary>Handlers within handlers: more than a stack has room for is a ring.</summary>
    private const int Most = 0x1000;

    private GuestMemory Memory => kernel.Memory;

    private uint AskingHandler => kernel.Code.HandlerReturn;

    private uint UnwindingHandler => kernel.Code.CallbackReturn;

    /// <summary>Address of the dispatcher context of a marker.</summary>
    public static uint DispatcherContext(uint marker) => marker + DispatcherContextOffset;

    /// <summary>Puts a marker at the head of the chain.</summary>
    /// <param name="below">Where the stack is free, downwards.</param>
    /// <param name="registration">The registration whose handler is called.</param>
    /// <param name="unwinds">Whether its frame is unwound.</param>
    /// <returns>Its address.</returns>
    public uint Push(uint below, uint registration, bool unwinds)
    {
        uint marker = below - Bytes;
        Memory.Write32(marker, Memory.Read32(Pcr.ExceptionList));
        Memory.Write32(marker + Handler, unwinds ? UnwindingHandler : AskingHandler);
        Memory.Write32(marker + Registration, registration);
        Memory.Write32(DispatcherContext(marker), 0);
        Memory.Write32(Pcr.ExceptionList, marker);
        return marker;
    }

    /// <summary>Takes a marker off the chain.</summary>
    public void Pop(uint marker) => Memory.Write32(Pcr.ExceptionList, Memory.Read32(marker));

    /// <summary>The first registration of the program's that an exception is shown.</summary>
    /// <param name="registration">Where the search is.</param>
    /// <param name="nested">The outermost registration that was being asked.</param>
    /// <param name="isNested">Whether there was such a one.</param>
    public uint SkipToAsk(uint registration, ref uint nested, out bool isNested)
    {
        isNested = false;
        for (int i = 0; i < Most && IsMarker(registration); i++)
        {
            if (Memory.Read32(registration + Handler) == AskingHandler)
            {
                isNested = true;
                nested = Math.Max(nested, Memory.Read32(registration + Registration));
            }

            registration = Memory.Read32(registration);
        }

        return registration;
    }

    /// <summary>The first registration of the program's that is still to be unwound, which becomes the head of the chain.</summary>
    /// <param name="target">Where the unwinding ends.</param>
    public uint SkipToUnwind(uint target)
    {
        uint registration = Memory.Read32(Pcr.ExceptionList);
        for (int i = 0; i < Most && registration != target && IsMarker(registration); i++)
        {
            registration = Memory.Read32(registration + Handler) == AskingHandler
                ? Memory.Read32(registration)
                : Memory.Read32(Memory.Read32(registration + Registration));
            Memory.Write32(Pcr.ExceptionList, registration);
        }

        return registration;
    }

    private bool IsMarker(uint registration) =>
        kernel.Exceptions.IsOnStack(registration) && (Memory.Read32(registration + Handler) == AskingHandler || Memory.Read32(registration + Handler) == UnwindingHandler);
}
