namespace Xemu.Kernel.Hle;

/// <summary>KQUEUE: entries that threads wait for; the thread that waited last gets the next one. A wait for an entry ends with its address as the status.</summary>
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
        List<uint> waiting = kernel.Lists.Entries(queue + DispatcherHeader.WaitList);
        if (before == 0 && waiting.Count > 0)
        {
            kernel.Memory.Write32(entry, 0);
            kernel.Waits.End(kernel.Memory.Read32(waiting[^1] + WaitBlock.Thread), entry, 0);
            return before;
        }

        kernel.Memory.Write32(queue + DispatcherHeader.SignalState, (uint)before + 1);
        if (first)
        {
            kernel.Lists.InsertHead(queue + DispatcherHeader.QueueEntryList, entry);
        }
        else
        {
            kernel.Lists.InsertTail(queue + DispatcherHeader.QueueEntryList, entry);
        }

        return before;
    }

    /// <summary>Adds an entry, and lets the thread that waited last look for itself.</summary>
    public static void Post(Kernel kernel, uint queue, uint entry)
    {
        kernel.Memory.Write32(queue + DispatcherHeader.SignalState, (uint)kernel.Dispatcher.SignalOf(queue) + 1);
        kernel.Lists.InsertTail(queue + DispatcherHeader.QueueEntryList, entry);
        List<uint> waiting = kernel.Lists.Entries(queue + DispatcherHeader.WaitList);
        if (waiting.Count > 0)
        {
            kernel.Waits.End(kernel.Memory.Read32(waiting[^1] + WaitBlock.Thread), NtStatus.Restart, 0);
        }
    }

    /// <summary>Takes the first entry, or waits for one.</summary>
    public static uint Remove(KernelCall call, uint queue, bool userMode, uint timeout)
    {
        Kernel kernel = call.Kernel;
        uint entry = kernel.Lists.RemoveHead(queue + DispatcherHeader.QueueEntryList);
        if (entry == 0)
        {
            return kernel.Waits.One(call, queue, alertable: false, userMode, timeout, WaitReason.WrQueue, WaitBlock.ServesAgain);
        }

        kernel.Memory.Write32(queue + DispatcherHeader.SignalState, (uint)(kernel.Dispatcher.SignalOf(queue) - 1));
        kernel.Memory.Write32(entry, 0);
        return entry;
    }

    /// <summary>Empties a queue.</summary>
    /// <returns>The first of its entries, still linked to each other, or 0.</returns>
    public static uint Rundown(Kernel kernel, uint queue)
    {
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
}
