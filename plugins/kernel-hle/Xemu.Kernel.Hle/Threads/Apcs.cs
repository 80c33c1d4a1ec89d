namespace Xemu.Kernel.Hle;

/// <summary>Asynchronous procedure calls: two lists a thread, kernel and user. Each runs a kernel routine at APC level, then perhaps a normal routine.</summary>
internal sealed class Apcs(Kernel kernel)
{
    /// <summary>KAPC as byte offsets. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
    private const uint Type = 0;
    private const uint Mode = 2;
    private const uint Inserted = 3;

    /// <summary>The thread that it goes to.</summary>
    public const uint Thread = 4;

    private const uint ListEntry = 8;
    private const uint KernelRoutine = 16;
    private const uint RundownRoutine = 20;
    private const uint NormalRoutine = 24;
    private const uint NormalContext = 28;
    private const uint Argument1 = 32;
    private const uint Argument2 = 36;
    private const ushort ApcType = 0x12;

    /// <summary>Size of a KAPC.</summary>
    public const uint Bytes = 40;

    private const byte UserMode = 1;

    private GuestMemory Memory => kernel.Memory;

    /// <summary>Fills a KAPC in.</summary>
    public void Initialize(uint apc, uint thread, uint kernelRoutine, uint rundownRoutine, uint normalRoutine, byte mode, uint normalContext)
    {
        Memory.Write16(apc + Type, ApcType);
        Memory.Write8(apc + Mode, normalRoutine == 0 ? (byte)0 : mode);
        Memory.Write8(apc + Inserted, 0);
        Memory.Write32(apc + Thread, thread);
        Memory.Write32(apc + KernelRoutine, kernelRoutine);
        Memory.Write32(apc + RundownRoutine, rundownRoutine);
        Memory.Write32(apc + NormalRoutine, normalRoutine);
        Memory.Write32(apc + NormalContext, normalRoutine == 0 ? 0 : normalContext);
    }

    /// <summary>Queues an APC to its thread.</summary>
    /// <returns>Whether it was not queued already, and the thread takes APCs.</returns>
    public bool Insert(uint apc, uint argument1, uint argument2, int boost)
    {
        uint thread = Memory.Read32(apc + Thread);
        if (Memory.Read8(apc + Inserted) != 0 || Memory.Read8(thread + Kthread.ApcQueueable) == 0)
        {
            return false;
        }

        Memory.Write8(apc + Inserted, 1);
        Memory.Write32(apc + Argument1, argument1);
        Memory.Write32(apc + Argument2, argument2);
        bool isUser = Memory.Read8(apc + Mode) == UserMode;
        kernel.Lists.InsertTail(PlaceFor(apc, ListOf(thread, isUser), isUser), apc + ListEntry);
        if (isUser)
        {
            InterruptUserWait(thread, boost);
        }
        else
        {
            InterruptKernelWait(thread, boost);
        }

        return true;
    }

    /// <summary>Takes an APC out of its thread's list.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(uint apc)
    {
        if (Memory.Read8(apc + Inserted) == 0)
        {
            return false;
        }

        Memory.Write8(apc + Inserted, 0);
        kernel.Lists.Remove(apc + ListEntry);
        return true;
    }

    /// <summary>Whether a thread has a user APC.</summary>
    public bool HasUserApc(uint thread) => !kernel.Lists.IsEmpty(ListOf(thread, isUser: true));

    /// <summary>Whether a kernel APC of a thread could run now, at passive level.</summary>
    public bool CanDeliverKernel(uint thread)
    {
        uint head = ListOf(thread, isUser: false);
        uint first = Memory.Read32(head);
        return first != head && (Memory.Read32(first - ListEntry + NormalRoutine) == 0
            || (Memory.Read8(thread + Kthread.KernelApcInProgress) == 0 && Memory.Read32(thread + Kthread.KernelApcDisable) == 0));
    }

    /// <summary>Begins the next APC of the running thread, if one can run.</summary>
    /// <param name="frame">The frame that goes on afterwards.</param>
    /// <returns>The frame of its kernel routine, or null.</returns>
    public uint? TryBegin(uint frame)
    {
        uint thread = kernel.Threads.Current;
        if (CanDeliverKernel(thread))
        {
            return BeginFirst(ListOf(thread, isUser: false), frame, isUser: false);
        }

        Memory.Write8(thread + Kthread.KernelApcPending, 0);
        if (Memory.Read8(thread + Kthread.UserApcPending) == 0)
        {
            return null;
        }

        Memory.Write8(thread + Kthread.UserApcPending, 0);
        return HasUserApc(thread) ? BeginFirst(ListOf(thread, isUser: true), frame, isUser: true) : null;
    }

    /// <summary>Ends an alertable wait that cannot begin: the call returns after the user APCs.</summary>
    public uint ReturnToUserApc(KernelCall call)
    {
        kernel.Traps.FinishCall(call.Frame, call.Row, NtStatus.UserApc, out uint frame);
        kernel.Traps.ResumeAt(frame);
        return call.Suspend();
    }

    /// <summary>Goes on after a routine of an APC.</summary>
    /// <returns>The frame that runs next.</returns>
    public uint Continue(CallbackRecord record, uint recordAddress)
    {
        uint thread = kernel.Threads.Current;
        bool isUser = record.F == UserMode;
        if (record.Kind == CallbackKind.ApcNormalRoutine)
        {
            kernel.Irql = (byte)record.E;
            if (isUser)
            {
                // As long as there are user APCs, one after another runs before the wait returns.
                Memory.Write8(thread + Kthread.UserApcPending, (byte)(HasUserApc(thread) ? 1 : 0));
            }
            else
            {
                Memory.Write8(thread + Kthread.KernelApcInProgress, 0);
            }

            return record.Frame;
        }

        if (record.A == 0)
        {
            kernel.Irql = (byte)record.E;
            if (isUser)
            {
                Memory.Write8(thread + Kthread.UserApcPending, (byte)(HasUserApc(thread) ? 1 : 0));
            }

            return record.Frame;
        }

        if (!isUser)
        {
            Memory.Write8(thread + Kthread.KernelApcInProgress, 1);
        }

        kernel.Irql = Irql.Passive;
        var next = new CallbackRecord(CallbackKind.ApcNormalRoutine, record.Frame, E: record.E, F: record.F);
        return kernel.Callbacks.Build(recordAddress + CallbackRecord.Bytes, next, record.A, [record.B, record.C, record.D]);
    }

    /// <summary>Takes the first APC of a thread that ends out of its lists that has a rundown routine of the program's.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="routine">The routine.</param>
    /// <returns>The APC, or 0.</returns>
    public uint TakeForRundown(uint thread, out uint routine)
    {
        for (int i = 0; i < 2; i++)
        {
            foreach (uint entry in kernel.Lists.Entries(ListOf(thread, isUser: i == 1)))
            {
                uint apc = entry - ListEntry;
                routine = Memory.Read32(apc + RundownRoutine);
                if (routine != 0 && !IsOwn(apc))
                {
                    _ = Remove(apc);
                    return apc;
                }
            }
        }

        routine = 0;
        return 0;
    }

    /// <summary>Takes all APCs of a thread that ends out of its lists. Not modelled: one without a rundown routine is not freed as pool, as NT does, for it may be none.</summary>
    public void Flush(uint thread)
    {
        for (int i = 0; i < 2; i++)
        {
            uint head = ListOf(thread, isUser: i == 1);
            foreach (uint entry in kernel.Lists.Entries(head))
            {
                Memory.Write8(entry - ListEntry + Inserted, 0);
                Rundown(entry - ListEntry);
            }

            kernel.Lists.Initialize(head);
        }
    }

    /// <summary>Frees an APC of the kernel's own that nobody will run.</summary>
    private void Rundown(uint apc)
    {
        if (Memory.Read32(apc + KernelRoutine) == kernel.Code.FreeApcRoutine)
        {
            _ = kernel.Pool.Free(apc);
        }
        else if (IsOwn(apc))
        {
            kernel.Completion.Drop(apc - Irp.Apc);
        }
    }

    /// <summary>Whether an APC is the kernel's own for a request.</summary>
    private bool IsOwn(uint apc) => Memory.Read32(apc + KernelRoutine) is var routine
        && (routine == kernel.Exports["IrpDeliver"].Address || routine == kernel.Exports["IrpRelease"].Address);

    /// <summary>The entry before which an APC goes: those without a normal routine come before those with one.</summary>
    private uint PlaceFor(uint apc, uint head, bool isUser)
    {
        if (isUser || Memory.Read32(apc + NormalRoutine) != 0)
        {
            return head;
        }

        uint normal = kernel.Lists.Entries(head).Find(e => Memory.Read32(e - ListEntry + NormalRoutine) != 0);
        return normal == 0 ? head : normal;
    }

    private static uint ListOf(uint thread, bool isUser) => thread + Kthread.ApcList + (isUser ? 8U : 0);

    /// <summary>The kernel routine may change routine, context and arguments: they lie in the record meanwhile.</summary>
    private uint BeginFirst(uint head, uint frame, bool isUser)
    {
        uint apc = kernel.Lists.RemoveHead(head) - ListEntry;
        Memory.Write8(apc + Inserted, 0);
        var record = new CallbackRecord(
            CallbackKind.ApcKernelRoutine, frame, Memory.Read32(apc + NormalRoutine), Memory.Read32(apc + NormalContext), Memory.Read32(apc + Argument1), Memory.Read32(apc + Argument2), kernel.Irql, isUser ? UserMode : 0U);
        uint stack = kernel.Waits.StackBelow(frame);
        uint words = (stack & ~3U) - CallbackRecord.Bytes + CallbackRecord.OffsetA;
        kernel.Irql = Irql.Apc;
        return kernel.Callbacks.Build(stack, record, Memory.Read32(apc + KernelRoutine), [apc, words, words + 4, words + 8, words + 12]);
    }

    private void InterruptUserWait(uint thread, int boost)
    {
        if (Memory.Read8(thread + Kthread.State) == (byte)ThreadState.Waiting && Memory.Read8(thread + Kthread.Alertable) != 0 && Memory.Read8(thread + Kthread.WaitMode) == UserMode)
        {
            Memory.Write8(thread + Kthread.UserApcPending, 1);
            kernel.Waits.End(thread, NtStatus.UserApc, boost);
        }
    }

    private void InterruptKernelWait(uint thread, int boost)
    {
        Memory.Write8(thread + Kthread.KernelApcPending, 1);
        if (thread == kernel.Threads.Current)
        {
            kernel.NotePending();
        }
        else if (Memory.Read8(thread + Kthread.State) == (byte)ThreadState.Waiting && Memory.Read8(thread + Kthread.WaitIrql) == Irql.Passive && CanDeliverKernel(thread))
        {
            kernel.Waits.End(thread, NtStatus.KernelApc, boost);
        }
    }
}
