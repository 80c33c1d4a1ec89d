namespace Xemu.Kernel.Hle;

/// <summary>KQUEUE: entries that threads wait for; the thread that waited last gets the next one. A wait for an entry ends with its address as the status.</summary>
/// <remarks>
/// A thread belongs to the queue that it took from last. Of a queue's threads no more than its maximum run at once: entries wait while as many do, and when one of them waits for anything, the next
/// entry goes out. Source: Microsoft's documentation of KeInitializeQueue and KeRemoveQueue.
/// </remarks>
internal static class KernelQueues
{
    private const uint QueueBytes = 0x28;

    /// <summary>Makes a queue for a number of threads at once; 0 is one.</summary>
    public static uint Initialize(Kernel kernel, uint queue, uint count)
    {
        kernel.Dispatcher.Initialize(queue, DispatcherType.Queue, QueueBytes, 0);
        kernel.Lists.Initialize(queue + DispatcherHeader.QueueEntryList);
        kernel.Lists.Initialize(queue + DispatcherHeader.QueueThreadList);
        kernel.Memory.Write32(queue + DispatcherHeader.QueueCurrentCount, 0);
        kernel.Memory.Write32(queue + DispatcherHeader.QueueMaximumCount, Math.Max(count, 1));
        return 0;
    }

    /// <summary>Adds an entry, or gives it to a thread that waits.</summary>
    /// <returns>How many entries there were.</returns>
    public static int Insert(Kernel kernel, uint queue, uint entry, bool first)
    {
        int before = kernel.Dispatcher.SignalOf(queue);
        kernel.Memory.Write32(queue + DispatcherHeader.SignalState, (uint)before + 1);
        if (first)
        {
            kernel.Lists.InsertHead(queue + DispatcherHeader.QueueEntryList, entry);
        }
        else
        {
            kernel.Lists.InsertTail(queue + DispatcherHeader.QueueEntryList, entry);
        }

        Activate(kernel, queue);
        return before;
    }

    /// <summary>Takes the first entry, or waits for one.</summary>
    public static uint Remove(KernelCall call, uint queue, bool userMode, uint timeout)
    {
        Kernel kernel = call.Kernel;
        uint entry = TryTake(kernel, queue);
        return entry == 0 ? kernel.Waits.One(call, queue, alertable: false, userMode, timeout, WaitReason.WrQueue) : entry;
    }

    /// <summary>Takes the first entry for the running thread, which belongs to the queue from now on, unless as many others run as may.</summary>
    /// <returns>The entry, or 0.</returns>
    public static uint TryTake(Kernel kernel, uint queue)
    {
        Join(kernel, kernel.Threads.Current, queue);
        return CanTake(kernel, queue) ? TakeFirst(kernel, queue) : 0;
    }

    /// <summary>Whether there is an entry for the running thread, which belongs to the queue.</summary>
    public static bool CanTake(Kernel kernel, uint queue) =>
        !kernel.Lists.IsEmpty(queue + DispatcherHeader.QueueEntryList) && Running(kernel, queue) <= Most(kernel, queue);

    /// <summary>A thread that belongs to a queue begins to wait, for whatever: another one may run.</summary>
    public static void NoteWaits(Kernel kernel, uint thread)
    {
        if (kernel.Memory.Read32(thread + Kthread.Queue) is not 0 and var queue)
        {
            CountRunning(kernel, queue, -1);
            Activate(kernel, queue);
        }
    }

    /// <summary>A thread goes on after a wait.</summary>
    public static void NoteRuns(Kernel kernel, uint thread)
    {
        if (kernel.Memory.Read32(thread + Kthread.Queue) is not 0 and var queue)
        {
            CountRunning(kernel, queue, 1);
        }
    }

    /// <summary>A thread that runs belongs to its queue no longer.</summary>
    public static void Leave(Kernel kernel, uint thread)
    {
        if (kernel.Memory.Read32(thread + Kthread.Queue) is not 0 and var queue)
        {
            kernel.Memory.Write32(thread + Kthread.Queue, 0);
            kernel.Lists.Remove(thread + Kthread.QueueListEntry);
            CountRunning(kernel, queue, -1);
            Activate(kernel, queue);
        }
    }

    /// <summary>Empties a queue: threads belong to it no longer.</summary>
    /// <returns>The first of its entries, still linked to each other, or 0.</returns>
    public static uint Rundown(Kernel kernel, uint queue)
    {
        foreach (uint entry in kernel.Lists.Entries(queue + DispatcherHeader.QueueThreadList))
        {
            kernel.Memory.Write32(entry - Kthread.QueueListEntry + Kthread.Queue, 0);
        }

        kernel.Lists.Initialize(queue + DispatcherHeader.QueueThreadList);
        kernel.Memory.Write32(queue + DispatcherHeader.QueueCurrentCount, 0);
        uint head = queue + DispatcherHeader.QueueEntryList;
        uint first = kernel.Memory.Read32(head);
        if (first == head)
        {
            return 0;
        }

        kernel.Lists.Remove(head);
        kernel.Lists.Initialize(head);
        kernel.Memory.Write32(queue + DispatcherHeader.SignalState, 0);
        return first;
    }

    /// <summary>Gives an entry to the thread that has waited last, if one more may run.</summary>
    /// <remarks>A thread in NtRemoveIoCompletion makes its call again, and takes the packet itself.</remarks>
    private static void Activate(Kernel kernel, uint queue)
    {
        uint waiters = queue + DispatcherHeader.WaitList;
        if (kernel.Lists.IsEmpty(waiters) || kernel.Lists.IsEmpty(queue + DispatcherHeader.QueueEntryList) || Running(kernel, queue) >= Most(kernel, queue))
        {
            return;
        }

        uint thread = kernel.Memory.Read32(kernel.Memory.Read32(waiters + 4) + WaitBlock.Thread);
        uint code = kernel.Memory.Read32(kernel.Memory.Read32(thread + Kthread.KernelStack) + TrapFrame.Code);
        bool polls = code == TrapCode.Export + (uint)kernel.Exports["NtRemoveIoCompletion"].Ordinal;
        kernel.Waits.End(thread, polls ? NtStatus.Restart : TakeFirst(kernel, queue), 0);
    }

    private static uint TakeFirst(Kernel kernel, uint queue)
    {
        uint entry = kernel.Lists.RemoveHead(queue + DispatcherHeader.QueueEntryList);
        kernel.Memory.Write32(queue + DispatcherHeader.SignalState, (uint)(kernel.Dispatcher.SignalOf(queue) - 1));
        kernel.Memory.Write32(entry, 0);
        return entry;
    }

    private static void Join(Kernel kernel, uint thread, uint queue)
    {
        if (kernel.Memory.Read32(thread + Kthread.Queue) == queue)
        {
            return;
        }

        Leave(kernel, thread);
        kernel.Lists.InsertTail(queue + DispatcherHeader.QueueThreadList, thread + Kthread.QueueListEntry);
        kernel.Memory.Write32(thread + Kthread.Queue, queue);
        CountRunning(kernel, queue, 1);
    }

    private static void CountRunning(Kernel kernel, uint queue, int by) =>
        kernel.Memory.Write32(queue + DispatcherHeader.QueueCurrentCount, (uint)(Running(kernel, queue) + by));

    private static int Running(Kernel kernel, uint queue) => (int)kernel.Memory.Read32(queue + DispatcherHeader.QueueCurrentCount);

    private static int Most(Kernel kernel, uint queue) => (int)kernel.Memory.Read32(queue + DispatcherHeader.QueueMaximumCount);
}
