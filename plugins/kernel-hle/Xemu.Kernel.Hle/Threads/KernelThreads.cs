using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>Chooses which thread runs, and ends threads. Threads are ETHREADs in guest memory; of them the platform holds addresses only.</summary>
/// <remarks>A thread that does not run has its trap frame at KTHREAD.KernelStack.</remarks>
internal sealed partial class KernelThreads(Kernel kernel) : IStateful
{
    private const int QuantumUnits = 60;
    private const int UnitsPerTick = 3;

    /// <summary>WAIT_QUANTUM_DECREMENT of NT: a thread that waits between all ticks loses its boosts too.</summary>
    private const int UnitsPerWait = 1;

    /// <summary>TIME_CRITICAL_PRIORITY_BOUND of NT: from this base priority on, each wait gives the full quantum back.</summary>
    private const int TimeCritical = 14;
    private const int HighestDynamic = 15;
    private const int RealTime = 16;
    private const int HighestPriority = 31;
    private const int NormalPriority = 8;

    /// <summary>KPROCESS: the list of its threads, and their base priority. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
    private const uint ProcessThreads = 8;
    private const uint ProcessBase = 0x18;

    /// <summary>ALERT_INCREMENT of NT.</summary>
    private const int AlertBoost = 2;

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
            kernel.Lists.Initialize(process + ProcessThreads);
            Memory.Write32(process + 0x14, QuantumUnits);
            Memory.Write8(process + ProcessBase, process == KernelLayout.SystemProcess ? (byte)NormalPriority : (byte)0);
        }

        uint idle = KernelLayout.IdleThread;
        kernel.ThreadMaker.Initialize(idle, KernelLayout.IdleProcess, KernelLayout.IdleStackTop, KernelLayout.IdleStackLimit, 0);
        Memory.Write8(idle + Kthread.State, (byte)ThreadState.Running);
        Memory.Write32(Pcr.CurrentThread, idle);
        Memory.Write32(Pcr.IdleThread, idle);
        PublishCurrent(idle);
    }

    /// <summary>A thread was made.</summary>
    public void NoteBegun() => _count++;

    /// <summary>Makes a thread ready whose wait is over, with a boost for what it waited for.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="boost">The boost.</param>
    /// <param name="isCharged">Whether the wait costs some of its quantum: one that is only interrupted does not.</param>
    public void Unwait(uint thread, int boost, bool isCharged)
    {
        int priority = PriorityOf(thread);
        if (priority < RealTime && boost > 0 && Memory.Read8(thread + Kthread.DisableBoost) == 0 && Memory.Read8(thread + Kthread.PriorityDecrement) == 0)
        {
            priority = Math.Clamp((sbyte)Memory.Read8(thread + Kthread.BasePriority) + boost, priority, HighestDynamic);
            SetPriorityByte(thread, priority);
        }

        if (priority >= RealTime || (sbyte)Memory.Read8(thread + Kthread.BasePriority) >= TimeCritical)
        {
            ResetQuantum(thread);
        }
        else if (isCharged)
        {
            _ = TryCharge(thread, UnitsPerWait);
        }

        Ready(thread);
    }

    /// <summary>Makes a thread ready.</summary>
    public void Ready(uint thread)
    {
        int priority = PriorityOf(thread);
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
                Ready(old);
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

        if (!TryCharge(thread, UnitsPerTick * (int)Math.Min(ticks, QuantumUnits)))
        {
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
                kernel.Waits.End(thread, NtStatus.Alerted, AlertBoost);
            }
            else
            {
                Memory.Write8(place, 1);
            }
        }

        return before;
    }

    /// <summary>Ends the running thread, which goes down to the passive level first, as NT's do.</summary>
    public uint Terminate(KernelCall call, uint status)
    {
        if (!call.CanWait)
        {
            return call.RestartWaitable();
        }

        if (kernel.Dpcs.IsActive)
        {
            return kernel.BugCheck(BugCheckCode.IrqlNotLessOrEqual, kernel.Irql, call.ReturnAddress);
        }

        kernel.Irql = Irql.Passive;
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
            _ = kernel.Objects.Close(handle);
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
        Memory.Write32(Pcr.StackBase, ThreadMaker.FloatingOf(Memory, thread));
        Memory.Write32(Pcr.StackLimit, Memory.Read32(thread + Kthread.StackLimit));
        Memory.Write32(ResumeSlot.CurrentFloating, ThreadMaker.FloatingOf(Memory, thread));
    }
}
