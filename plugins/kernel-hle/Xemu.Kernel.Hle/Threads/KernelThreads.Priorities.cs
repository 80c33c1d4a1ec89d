namespace Xemu.Kernel.Hle;

/// <content>Priorities, and quanta that lower them.</content>
internal sealed partial class KernelThreads
{
    /// <summary>Priority of a thread.</summary>
    public int PriorityOf(uint thread) => Math.Clamp((int)(sbyte)Memory.Read8(thread + Kthread.Priority), 0, HighestPriority);

    /// <summary>Sets a thread's priority and moves it to its queue.</summary>
    /// <returns>The priority before.</returns>
    public int SetPriority(uint thread, int priority)
    {
        int before = PriorityOf(thread);
        priority = Math.Clamp(priority, 0, HighestPriority);
        SetPriorityByte(thread, priority);
        ResetQuantum(thread);
        if (Memory.Read8(thread + Kthread.State) == (byte)ThreadState.Ready && Queues.Remove(thread))
        {
            Queues.Add(thread, priority, first: priority < before);
        }

        kernel.NotePending();
        return before;
    }

    /// <summary>Sets a thread's priority relative to its process.</summary>
    /// <returns>The relative priority before.</returns>
    public int SetBasePriority(uint thread, int increment)
    {
        int processBase = ProcessPriority(thread);
        int before = QueryBasePriority(thread);
        Memory.Write8(thread + Kthread.Saturation, 0);
        if (Math.Abs((long)increment) >= RealTime)
        {
            Memory.Write8(thread + Kthread.Saturation, (byte)(increment > 0 ? 1 : 0xFF));
        }

        SetBase(thread, processBase, increment);
        return before;
    }

    /// <summary>Sets a process's priority; those of its threads move with it and stay where they are relative to it.</summary>
    /// <returns>The priority before.</returns>
    public int SetProcessPriority(uint process, int priority)
    {
        int before = (sbyte)Memory.Read8(process + ProcessBase);
        Memory.Write8(process + ProcessBase, (byte)priority);
        foreach (uint entry in kernel.Lists.Entries(process + ProcessThreads))
        {
            uint thread = entry - Kthread.ThreadListEntry;
            int saturation = (sbyte)Memory.Read8(thread + Kthread.Saturation);
            int relative = (sbyte)Memory.Read8(thread + Kthread.BasePriority) - before;
            SetBase(thread, priority, saturation == 0 ? relative : Math.Sign(saturation) * RealTime);
        }

        return before;
    }

    /// <summary>A thread's priority relative to its process; 16 and -16 of the extremes.</summary>
    public int QueryBasePriority(uint thread)
    {
        int saturation = (sbyte)Memory.Read8(thread + Kthread.Saturation);
        return saturation != 0 ? Math.Sign(saturation) * RealTime : (sbyte)Memory.Read8(thread + Kthread.BasePriority) - ProcessPriority(thread);
    }

    private int ProcessPriority(uint thread) => (sbyte)Memory.Read8(Memory.Read32(thread + Kthread.Process) + ProcessBase);

    private void SetBase(uint thread, int processBase, long increment)
    {
        (int lowest, int highest) = processBase < RealTime ? (1, HighestDynamic) : (RealTime, HighestPriority);
        int wanted = (int)Math.Clamp(processBase + increment, lowest, highest);
        Memory.Write8(thread + Kthread.BasePriority, (byte)wanted);
        Memory.Write8(thread + Kthread.PriorityDecrement, 0);
        _ = SetPriority(thread, wanted);
    }

    /// <summary>Takes from a thread's quantum; at its end it gets a new one, and its priority falls towards its base.</summary>
    /// <returns>Whether some was left.</returns>
    private bool TryCharge(uint thread, int units)
    {
        int quantum = (int)Memory.Read32(thread + Kthread.Quantum) - units;
        Memory.Write32(thread + Kthread.Quantum, (uint)quantum);
        if (quantum > 0)
        {
            return true;
        }

        ResetQuantum(thread);
        DecayPriority(thread);
        return false;
    }

    private void DecayPriority(uint thread)
    {
        int priority = PriorityOf(thread);
        int basePriority = (sbyte)Memory.Read8(thread + Kthread.BasePriority);
        if (priority < RealTime && priority > basePriority)
        {
            SetPriorityByte(thread, priority - 1);
        }
    }

    private void SetPriorityByte(uint thread, int priority) => Memory.Write8(thread + Kthread.Priority, (byte)priority);
}
