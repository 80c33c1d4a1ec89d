using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>Chooses which thread runs, and ends threads. Threads are ETHREADs in guest memory; of them the platform holds addresses only.</summary>
/// <remarks>A thread that does not run has its trap frame at KTHREAD.KernelStack.</remarks>
internal sealed class KernelThreads(Kernel kernel) : IStateful
{
    private const int QuantumUnits = 60;
    private const int UnitsPerTick = 3;
    private const int HighestDynamic = 15;
    private const int RealTime = 16;
    private const int HighestPriority = 31;
    private const int NormalPriority = 8;

    private uint _count;
    private bool _quantumEnded;
    private bool _leaving;

    /// <summary>A thread that has ended and is still on its stack, or 0.</summary>
    private uint _ended;

    /// <summary>The threads that could run.</summary>
    public ReadyQueues Queues { get; } = new();

    /// <summary>The running thread.</summary>
    public uint Current => Memory.Read32(Pcr.CurrentThread);

    /// <summary>How many threads there are.</summary>
    public uint Count => _count;

    private GuestMemory Memory => kernel.Memory;

    /// <summary>Priority of the running thread; the idle one's is below all.</summary>
    private int CurrentPriority => Current is var thread && thread == KernelLayout.IdleThread ? -1 : PriorityOf(thread);

    /// <summary>Makes the idle thread, which runs.</summary>
    public void Reset()
    {
        Queues.Reset();
        _count = 0;
        _quantumEnded = false;
        _leaving = false;
        _ended = 0;
        foreach (uint process in (ReadOnlySpan<uint>)[KernelLayout.SystemProcess, KernelLayout.IdleProcess])
        {
            kernel.Lists.Initialize(process);
            kernel.Lists.Initialize(process + 8);
            Memory.Write32(process + 0x14, QuantumUnits);
            Memory.Write8(process + 0x18, process == KernelLayout.SystemProcess ? (byte)NormalPriority : (byte)0);
        }

        uint idle = KernelLayout.IdleThread;
        kernel.ThreadMaker.Initialize(idle, KernelLayout.IdleProcess, KernelLayout.IdleStackTop, KernelLayout.IdleStackLimit, KernelLayout.IdleStackTop, 0);
        Memory.Write8(idle + Kthread.State, (byte)ThreadState.Running);
        Memory.Write32(Pcr.CurrentThread, idle);
        Memory.Write32(Pcr.IdleThread, idle);
        PublishCurrent(idle);
    }

    /// <summary>A thread was made.</summary>
    public void NoteBegun() => _count++;

    /// <summary>Makes a thread ready, with a boost for what it waited for.</summary>
    public void Ready(uint thread, int boost)
    {
        int priority = PriorityOf(thread);
        if (priority < RealTime && boost > 0 && Memory.Read8(thread + Kthread.DisableBoost) == 0 && Memory.Read8(thread + Kthread.PriorityDecrement) == 0)
        {
            priority = Math.Clamp((sbyte)Memory.Read8(thread + Kthread.BasePriority) + boost, priority, HighestDynamic);
            SetPriorityByte(thread, priority);
        }

        bool preempted = Memory.Read8(thread + Kthread.Preempted) != 0;
        Memory.Write8(thread + Kthread.Preempted, 0);
        Memory.Write8(thread + Kthread.State, (byte)ThreadState.Ready);
        Queues.Add(thread, priority, preempted);
        if (priority > CurrentPriority)
        {
            kernel.NotePending();
        }
    }

    /// <summary>Whether another thread should run than the one that does.</summary>
    public bool ShouldSwitch => _leaving || Queues.Highest >= (_quantumEnded ? CurrentPriority : CurrentPriority + 1);

    /// <summary>Takes the running thread off the processor; the trap exit chooses the next one.</summary>
    public void Leave(uint thread, uint frame, ThreadState state)
    {
        Memory.Write32(thread + Kthread.KernelStack, frame);
        Memory.Write32(frame + TrapFrame.ExceptionList, Memory.Read32(Pcr.ExceptionList));
        Memory.Write8(thread + Kthread.State, (byte)state);
        _leaving = true;
    }

    /// <summary>Switches to the thread that should run.</summary>
    /// <param name="frame">Frame of the running thread, unless it has left already.</param>
    /// <returns>Frame of the one that runs now.</returns>
    public uint Switch(uint frame)
    {
        uint old = Current;
        if (!_leaving)
        {
            Memory.Write8(old + Kthread.WaitIrql, kernel.Irql);
            Leave(old, frame, ThreadState.Ready);
            if (old != KernelLayout.IdleThread)
            {
                Memory.Write8(old + Kthread.Preempted, (byte)(_quantumEnded ? 0 : 1));
                Ready(old, 0);
            }
        }

        uint next = Queues.Highest < 0 ? KernelLayout.IdleThread : Queues.Take();
        _leaving = false;
        _quantumEnded = false;
        if (next != old)
        {
            // A handler that continues has put the state to go on with into the thread's area already.
            bool isStored = Memory.Read32(ResumeSlot.LoadFloating) != 0;
            Memory.Write32(ResumeSlot.SaveFloating, isStored ? 0 : ThreadMaker.FloatingOf(Memory, old));
            Memory.Write32(ResumeSlot.LoadFloating, ThreadMaker.FloatingOf(Memory, next));
            Memory.Write32(Pcr.CurrentThread, next);
            Memory.Write32(next + Kthread.ContextSwitches, Memory.Read32(next + Kthread.ContextSwitches) + 1);
            Memory.Write32(Pcr.ContextSwitches, Memory.Read32(Pcr.ContextSwitches) + 1);
        }

        if (_ended != 0)
        {
            Memory.Write32(ResumeSlot.SaveFloating, 0);
            Reaped(_ended);
            _ended = 0;
        }

        Memory.Write8(next + Kthread.State, (byte)ThreadState.Running);
        uint nextFrame = Memory.Read32(next + Kthread.KernelStack);
        Memory.Write32(Pcr.ExceptionList, Memory.Read32(nextFrame + TrapFrame.ExceptionList));
        kernel.Irql = Memory.Read8(next + Kthread.WaitIrql);
        if (kernel.Apcs.CanDeliverKernel(next))
        {
            kernel.NotePending();
        }

        PublishCurrent(next);
        return nextFrame;
    }

    /// <summary>Lets the next thread of the same priority run.</summary>
    /// <param name="call">The call that yields.</param>
    /// <param name="otherwise">The status when nobody else is there.</param>
    public uint Yield(KernelCall call, uint otherwise)
    {
        uint thread = Current;
        if (Queues.Highest < 0 || kernel.Irql >= Irql.Dispatch)
        {
            return otherwise;
        }

        if (!call.CanWait)
        {
            return call.RestartWaitable();
        }

        DecayPriority(thread);
        ResetQuantum(thread);
        kernel.Traps.FinishCall(call.Frame, call.Row, NtStatus.Success, out uint frame);
        Memory.Write8(thread + Kthread.WaitIrql, kernel.Irql);
        Leave(thread, frame, ThreadState.Ready);
        Queues.Add(thread, PriorityOf(thread), first: false);
        return call.Suspend();
    }

    /// <summary>A clock tick: counts down the running thread's quantum.</summary>
    public void Tick(uint ticks)
    {
        uint thread = Current;
        Memory.Write32(thread + Kthread.KernelTime, Memory.Read32(thread + Kthread.KernelTime) + ticks);
        if (thread == KernelLayout.IdleThread)
        {
            return;
        }

        int quantum = (int)Memory.Read32(thread + Kthread.Quantum) - (UnitsPerTick * (int)Math.Min(ticks, QuantumUnits));
        Memory.Write32(thread + Kthread.Quantum, (uint)quantum);
        if (quantum <= 0)
        {
            ResetQuantum(thread);
            DecayPriority(thread);
            _quantumEnded = Queues.Highest >= CurrentPriority;
            kernel.NotePending();
        }
    }

    /// <summary>The thread whose time-out a timer is, or null.</summary>
    public uint? WaitTimerOwner(uint timer)
    {
        uint thread = timer - Kthread.Timer;
        return Memory.TryTranslate(thread, isWrite: true) is not null && Memory.Read8(thread + Kthread.State) == (byte)ThreadState.Waiting
            && Memory.Read8(thread) == (byte)DispatcherType.Thread && kernel.Objects.KindOf(thread) == ObjectKind.Thread ? thread : null;
    }

    /// <summary>What a wait that has timed out gives: success of a mere delay.</summary>
    public uint TimeoutStatus(uint thread) => Memory.Read32(thread + Kthread.WaitBlockList) == 0 ? NtStatus.Success : NtStatus.Timeout;

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

        int wanted = (int)Math.Clamp((long)processBase + increment, 1, HighestDynamic);
        Memory.Write8(thread + Kthread.BasePriority, (byte)wanted);
        Memory.Write8(thread + Kthread.PriorityDecrement, 0);
        _ = SetPriority(thread, wanted);
        return before;
    }

    /// <summary>A thread's priority relative to its process; 16 and -16 of the extremes.</summary>
    public int QueryBasePriority(uint thread)
    {
        int saturation = (sbyte)Memory.Read8(thread + Kthread.Saturation);
        return saturation != 0 ? Math.Sign(saturation) * RealTime : (sbyte)Memory.Read8(thread + Kthread.BasePriority) - ProcessPriority(thread);
    }

    /// <summary>Suspends a thread.</summary>
    public uint Suspend(uint thread, out uint before)
    {
        before = Memory.Read8(thread + Kthread.SuspendCount);
        if (before == 0x7F)
        {
            return NtStatus.SuspendCountExceeded;
        }

        if (Memory.Read8(thread + Kthread.HasTerminated) != 0)
        {
            return NtStatus.ThreadIsTerminating;
        }

        Memory.Write8(thread + Kthread.SuspendCount, (byte)(before + 1));
        if (before == 0 && !kernel.Apcs.Insert(thread + Kthread.SuspendApc, 0, 0, 0))
        {
            Memory.Write32(thread + Kthread.SuspendSemaphore + DispatcherHeader.SignalState, Memory.Read32(thread + Kthread.SuspendSemaphore + DispatcherHeader.SignalState) - 1);
        }

        return NtStatus.Success;
    }

    /// <summary>Resumes a thread.</summary>
    /// <returns>The suspend count before.</returns>
    public uint Resume(uint thread)
    {
        uint before = Memory.Read8(thread + Kthread.SuspendCount);
        if (before != 0)
        {
            Memory.Write8(thread + Kthread.SuspendCount, (byte)(before - 1));
            if (before == 1)
            {
                _ = kernel.Dispatcher.TryReleaseSemaphore(thread + Kthread.SuspendSemaphore, 1, 0, out _);
            }
        }

        return before;
    }

    /// <summary>Alerts a thread.</summary>
    /// <returns>Whether it was alerted before.</returns>
    public bool Alert(uint thread, bool userMode)
    {
        uint place = thread + Kthread.Alerted + (userMode ? 1U : 0);
        bool before = Memory.Read8(place) != 0;
        if (!before)
        {
            bool waits = Memory.Read8(thread + Kthread.State) == (byte)ThreadState.Waiting && Memory.Read8(thread + Kthread.Alertable) != 0;
            if (waits && (!userMode || Memory.Read8(thread + Kthread.WaitMode) != 0))
            {
                kernel.Waits.End(thread, NtStatus.Alerted, 0);
            }
            else
            {
                Memory.Write8(place, 1);
            }
        }

        return before;
    }

    /// <summary>Ends the running thread.</summary>
    public uint Terminate(KernelCall call, uint status)
    {
        if (!call.CanWait)
        {
            return call.RestartWaitable();
        }

        if (kernel.Irql >= Irql.Dispatch)
        {
            return kernel.BugCheck(BugCheckCode.IrqlNotLessOrEqual, kernel.Irql, call.ReturnAddress);
        }

        kernel.Traps.ResumeAt(kernel.ThreadNotifications.HasAny ? kernel.ThreadNotifications.Ending(call.Frame, Current, status) : Finish(call.Frame, status));
        return call.Suspend();
    }

    /// <summary>Ends the running thread, behind the rundown routines of its APCs, one after another.</summary>
    /// <param name="frame">Where it stands.</param>
    /// <param name="status">Its exit status.</param>
    /// <returns>The frame that goes on first, or 0 when the thread has ended.</returns>
    public uint Finish(uint frame, uint status)
    {
        uint thread = Current;
        Memory.Write8(thread + Kthread.ApcQueueable, 0);
        if (kernel.Apcs.TakeForRundown(thread, out uint routine) is not 0 and var apc)
        {
            return kernel.Callbacks.Build(frame, new CallbackRecord(CallbackKind.ApcRundown, frame, A: status), routine, [apc]);
        }

        End(thread, frame, status);
        return 0;
    }

    private void End(uint thread, uint frame, uint status)
    {
        Memory.Write32(thread + Kthread.ExitStatus, status);
        Memory.Write64(thread + Kthread.ExitTime, kernel.Clock.SystemTime);
        Memory.Write8(thread + Kthread.HasTerminated, 1);
        kernel.Apcs.Flush(thread);
        kernel.Irps.Abandon(thread);
        kernel.Timers.Rundown(thread);
        KernelQueues.Leave(kernel, thread);
        foreach (uint entry in kernel.Lists.Entries(thread + Kthread.MutantList))
        {
            _ = kernel.Dispatcher.ReleaseMutant(entry - DispatcherHeader.MutantListEntry, thread, abandoned: true, 1, out _);
        }

        Memory.Write32(thread + DispatcherHeader.SignalState, 1);
        kernel.Dispatcher.WakeWaiters(thread, 0);
        kernel.Lists.Remove(thread + Kthread.ThreadListEntry);
        _count--;
        Leave(thread, frame, ThreadState.Terminated);
        _ended = thread;
    }

    /// <summary>Frees what belongs to a thread that is over and no longer on its stack.</summary>
    private void Reaped(uint thread)
    {
        uint handle = Memory.Read32(thread + Kthread.UniqueThread);
        if (kernel.Objects.Handles.Find(handle) == thread)
        {
            _ = kernel.Objects.Handles.Remove(handle);
        }

        _ = kernel.System.Free(Memory.Read32(thread + Kthread.StackLimit));
        kernel.Objects.Dereference(thread);
    }

    /// <summary>The last reference to a thread is gone: nothing is left to do, its stack went when it ended.</summary>
    public void Deleted(uint thread) => kernel.Timers.Cancel(thread + Kthread.Timer);

    /// <summary>Gives a thread its full quantum.</summary>
    public void ResetQuantum(uint thread) => Memory.Write32(thread + Kthread.Quantum, QuantumUnits);

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Field("count", ref _count);
        state.Field("quantum-ended", ref _quantumEnded);
        state.Field("leaving", ref _leaving);
        state.Field("ended", ref _ended);
        state.Part("queues", Queues);
    }

    private void PublishCurrent(uint thread)
    {
        Memory.Write32(Pcr.StackBase, Memory.Read32(thread + Kthread.StackBase));
        Memory.Write32(Pcr.StackLimit, Memory.Read32(thread + Kthread.StackLimit));
        Memory.Write32(ResumeSlot.CurrentFloating, ThreadMaker.FloatingOf(Memory, thread));
    }

    private int ProcessPriority(uint thread) => (sbyte)Memory.Read8(Memory.Read32(thread + Kthread.Process) + 0x18);

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
