namespace Xemu.Kernel.Hle;

/// <summary>What threads wait for: events, mutants, semaphores, timers, queues, threads. All of it is in guest memory; this changes it and wakes who waits.</summary>
/// <remarks>Nothing here changes the running thread: whoever calls it goes through the trap exit afterwards, when a thread was made ready.</remarks>
internal sealed class DispatcherObjects(Kernel kernel)
{
    /// <summary>A mutant that one thread owns so often overflows.</summary>
    private const int LowestMutant = int.MinValue;

    /// <summary>So many threads are woken without allocating.</summary>
    private const int FewWaiters = 16;

    private GuestMemory Memory => kernel.Memory;

    private GuestList Lists => kernel.Lists;

    /// <summary>Fills a header in.</summary>
    public void Initialize(uint obj, DispatcherType type, uint sizeBytes, int signal)
    {
        Memory.Write8(obj + DispatcherHeader.Type, (byte)type);
        Memory.Write8(obj + DispatcherHeader.Absolute, 0);
        Memory.Write8(obj + DispatcherHeader.Size, (byte)(sizeBytes / 4));
        Memory.Write8(obj + DispatcherHeader.Inserted, 0);
        Memory.Write32(obj + DispatcherHeader.SignalState, (uint)signal);
        Lists.Initialize(obj + DispatcherHeader.WaitList);
    }

    /// <summary>The type of an object.</summary>
    public DispatcherType TypeOf(uint obj) => (DispatcherType)Memory.Read8(obj + DispatcherHeader.Type);

    /// <summary>The signal state of an object.</summary>
    public int SignalOf(uint obj) => (int)Memory.Read32(obj + DispatcherHeader.SignalState);

    /// <summary>Sets an event.</summary>
    /// <param name="obj">The event.</param>
    /// <param name="boost">Priority boost of who is woken.</param>
    /// <returns>The state before.</returns>
    public int SetEvent(uint obj, int boost)
    {
        int before = SignalOf(obj);
        Memory.Write32(obj + DispatcherHeader.SignalState, 1);
        if (before <= 0)
        {
            WakeWaiters(obj, boost);
        }

        return before;
    }

    /// <summary>Resets an event.</summary>
    /// <returns>The state before.</returns>
    public int ResetEvent(uint obj)
    {
        int before = SignalOf(obj);
        Memory.Write32(obj + DispatcherHeader.SignalState, 0);
        return before;
    }

    /// <summary>Sets an event for those who wait at this moment.</summary>
    /// <returns>The state before.</returns>
    public int PulseEvent(uint obj, int boost)
    {
        int before = SetEvent(obj, boost);
        Memory.Write32(obj + DispatcherHeader.SignalState, 0);
        return before;
    }

    /// <summary>Releases a semaphore.</summary>
    /// <param name="obj">The semaphore.</param>
    /// <param name="count">How much is added.</param>
    /// <param name="boost">Priority boost of who is woken.</param>
    /// <param name="before">The state before.</param>
    /// <returns>Whether it stayed within its limit.</returns>
    public bool TryReleaseSemaphore(uint obj, int count, int boost, out int before)
    {
        before = SignalOf(obj);
        long after = (long)before + count;
        if (count < 0 || after > (int)Memory.Read32(obj + DispatcherHeader.SemaphoreLimit))
        {
            return false;
        }

        Memory.Write32(obj + DispatcherHeader.SignalState, (uint)after);
        if (before <= 0)
        {
            WakeWaiters(obj, boost);
        }

        return true;
    }

    /// <summary>Releases a mutant.</summary>
    /// <param name="obj">The mutant.</param>
    /// <param name="thread">Who releases it.</param>
    /// <param name="abandoned">Whether its owner has ended: it is released whoever owns it.</param>
    /// <param name="boost">Priority boost of who is woken.</param>
    /// <param name="before">The state before.</param>
    /// <returns>Success, or why not.</returns>
    public uint ReleaseMutant(uint obj, uint thread, bool abandoned, int boost, out int before)
    {
        before = SignalOf(obj);
        if (abandoned)
        {
            Memory.Write32(obj + DispatcherHeader.SignalState, 1);
            Memory.Write8(obj + DispatcherHeader.MutantAbandoned, 1);
        }
        else if (Memory.Read32(obj + DispatcherHeader.MutantOwner) != thread)
        {
            return Memory.Read8(obj + DispatcherHeader.MutantAbandoned) != 0 ? NtStatus.Abandoned : NtStatus.MutantNotOwned;
        }
        else
        {
            Memory.Write32(obj + DispatcherHeader.SignalState, (uint)(before + 1));
        }

        if (SignalOf(obj) == 1)
        {
            if (before <= 0)
            {
                Lists.Remove(obj + DispatcherHeader.MutantListEntry);
            }

            Memory.Write32(obj + DispatcherHeader.MutantOwner, 0);
            WakeWaiters(obj, boost);
        }

        return NtStatus.Success;
    }

    /// <summary>Whether a thread that waits for an object could go on.</summary>
    public bool IsSignaled(uint obj, uint thread) => TypeOf(obj) == DispatcherType.Mutant
        ? SignalOf(obj) > 0 || (Memory.Read32(obj + DispatcherHeader.MutantOwner) == thread && SignalOf(obj) != LowestMutant)
        : SignalOf(obj) > 0;

    /// <summary>Whether a mutant cannot be taken once more.</summary>
    public bool IsExhausted(uint obj, uint thread) =>
        TypeOf(obj) == DispatcherType.Mutant && Memory.Read32(obj + DispatcherHeader.MutantOwner) == thread && SignalOf(obj) == LowestMutant;

    /// <summary>Takes what a satisfied wait takes from an object.</summary>
    /// <returns>What is added to the status: 0, or 0x80 of a mutant whose owner had ended.</returns>
    public uint Consume(uint obj, uint thread)
    {
        switch (TypeOf(obj))
        {
            case DispatcherType.SynchronizationEvent or DispatcherType.SynchronizationTimer:
                Memory.Write32(obj + DispatcherHeader.SignalState, 0);
                return 0;
            case DispatcherType.Semaphore:
                Memory.Write32(obj + DispatcherHeader.SignalState, (uint)(SignalOf(obj) - 1));
                return 0;
            case DispatcherType.Mutant:
                return ConsumeMutant(obj, thread);
            default:
                return 0;
        }
    }

    /// <summary>Wakes those who wait for an object, first come first, for as long as it stays signaled.</summary>
    public void WakeWaiters(uint obj, int boost)
    {
        Span<uint> few = stackalloc uint[FewWaiters];
        foreach (uint block in Lists.Entries(obj + DispatcherHeader.WaitList, few))
        {
            uint thread = Memory.Read32(block + WaitBlock.Thread);
            if (!IsSignaled(obj, thread))
            {
                return;
            }

            // An earlier turn may have woken the thread by another of its blocks.
            if (!kernel.Waits.IsWaiting(thread))
            {
                continue;
            }

            if ((Memory.Read16(block + WaitBlock.Type) & WaitBlock.TypeMask) == WaitBlock.WaitAny)
            {
                uint status = Memory.Read16(block + WaitBlock.Key) + Consume(obj, thread);
                kernel.Waits.End(thread, status, boost);
            }
            else if (kernel.Waits.TryTakeAll(thread) is { } status)
            {
                kernel.Waits.End(thread, status, boost);
            }
        }
    }

    private uint ConsumeMutant(uint obj, uint thread)
    {
        int signal = SignalOf(obj) - 1;
        Memory.Write32(obj + DispatcherHeader.SignalState, (uint)signal);
        if (signal != 0)
        {
            return 0;
        }

        Memory.Write32(obj + DispatcherHeader.MutantOwner, thread);
        Lists.InsertHead(thread + Kthread.MutantList, obj + DispatcherHeader.MutantListEntry);
        bool abandoned = Memory.Read8(obj + DispatcherHeader.MutantAbandoned) != 0;
        Memory.Write8(obj + DispatcherHeader.MutantAbandoned, 0);
        return abandoned ? NtStatus.Abandoned : 0;
    }
}
