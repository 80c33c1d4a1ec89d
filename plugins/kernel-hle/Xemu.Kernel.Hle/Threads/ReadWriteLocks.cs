namespace Xemu.Kernel.Hle;

/// <summary>ERWLOCK: many readers or one writer. A writer that leaves lets all waiting readers in, the last reader lets a writer in.</summary>
internal static class ReadWriteLocks
{
    private const uint LockCount = 0;
    private const uint WritersWaiting = 4;
    private const uint ReadersWaiting = 8;
    private const uint ReadersEntered = 12;
    private const uint WriterEvent = 16;
    private const uint ReaderSemaphore = 32;

    /// <summary>Makes a lock.</summary>
    public static uint Initialize(KernelCall call)
    {
        uint place = call[0];
        call.Memory.Write32(place + LockCount, uint.MaxValue);
        call.Memory.Write32(place + WritersWaiting, 0);
        call.Memory.Write32(place + ReadersWaiting, 0);
        call.Memory.Write32(place + ReadersEntered, 0);
        call.Kernel.Dispatcher.Initialize(place + WriterEvent, DispatcherType.SynchronizationEvent, 0x10, 0);
        call.Kernel.Dispatcher.Initialize(place + ReaderSemaphore, DispatcherType.Semaphore, 0x14, 0);
        call.Memory.Write32(place + ReaderSemaphore + DispatcherHeader.SemaphoreLimit, int.MaxValue);
        return 0;
    }

    /// <summary>Enters as the writer.</summary>
    public static uint AcquireExclusive(KernelCall call)
    {
        uint place = call[0];
        if (call.IsAgain)
        {
            return WaitForTurn(call, place + WriterEvent);
        }

        bool free = Read(call, place + LockCount) == -1;
        if (!free && !call.CanWait)
        {
            return call.RestartWaitable();
        }

        Add(call, place + LockCount, 1);
        if (free)
        {
            return 0;
        }

        Add(call, place + WritersWaiting, 1);
        return WaitForTurn(call, place + WriterEvent);
    }

    /// <summary>Enters as a reader, unless a writer is in or waits.</summary>
    public static uint AcquireShared(KernelCall call)
    {
        uint place = call[0];
        if (call.IsAgain)
        {
            return WaitForTurn(call, place + ReaderSemaphore);
        }

        bool free = Read(call, place + LockCount) == -1;
        bool waits = !free && (Read(call, place + ReadersEntered) == 0 || Read(call, place + WritersWaiting) != 0);
        if (waits && !call.CanWait)
        {
            return call.RestartWaitable();
        }

        Add(call, place + LockCount, 1);
        if (!waits)
        {
            Add(call, place + ReadersEntered, 1);
            return 0;
        }

        Add(call, place + ReadersWaiting, 1);
        return WaitForTurn(call, place + ReaderSemaphore);
    }

    /// <summary>Leaves.</summary>
    public static uint Release(KernelCall call)
    {
        uint place = call[0];
        Add(call, place + LockCount, -1);
        if (Read(call, place + LockCount) == -1)
        {
            call.Memory.Write32(place + ReadersEntered, 0);
            return 0;
        }

        int waitingReaders = Read(call, place + ReadersWaiting);
        if (Read(call, place + ReadersEntered) == 0 && waitingReaders != 0)
        {
            call.Memory.Write32(place + ReadersWaiting, 0);
            call.Memory.Write32(place + ReadersEntered, (uint)waitingReaders);
            _ = call.Kernel.Dispatcher.TryReleaseSemaphore(place + ReaderSemaphore, waitingReaders, 0, out _);
            return 0;
        }

        if (Read(call, place + ReadersEntered) != 0)
        {
            Add(call, place + ReadersEntered, -1);
            if (Read(call, place + ReadersEntered) != 0)
            {
                return 0;
            }
        }

        if (Read(call, place + WritersWaiting) != 0)
        {
            Add(call, place + WritersWaiting, -1);
            _ = call.Kernel.Dispatcher.SetEvent(place + WriterEvent, 0);
        }

        return 0;
    }

    private static uint WaitForTurn(KernelCall call, uint obj) =>
        call.Kernel.Waits.One(call, obj, alertable: false, userMode: false, timeout: 0, WaitReason.Executive);

    private static int Read(KernelCall call, uint address) => (int)call.Memory.Read32(address);

    private static void Add(KernelCall call, uint address, int amount) => call.Memory.Write32(address, call.Memory.Read32(address) + (uint)amount);
}
