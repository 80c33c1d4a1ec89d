namespace Xemu.Kernel.Hle;

/// <summary>The body of a timer object that NtCreateTimer makes: a KTIMER, then the KAPC and the KDPC of its routine.</summary>
internal static class TimerObject
{
    public const uint Apc = 0x28;
    public const uint Dpc = Apc + Apcs.Bytes;
    public const uint Bytes = Dpc + 0x1C;

    /// <summary>Whether a timer queues APCs to a thread.</summary>
    public static bool IsOf(GuestMemory memory, uint timer, uint thread) =>
        memory.TryTranslate(timer, isWrite: false) is not null && memory.TryTranslate(timer + Bytes - 1, isWrite: false) is not null
        && memory.Read32(timer + DispatcherHeader.TimerDpc) == timer + Dpc && memory.Read32(timer + Apc + Apcs.Thread) == thread;
}
