namespace Xemu.Kernel.Hle;

/// <summary>Makes threads: the ETHREAD, its stack and what lies on it.</summary>
/// <remarks>
/// A stack, from KTHREAD.StackBase down, as on the console: the floating-point state, at whose start FS:[4] points, thread-local storage, then what runs. Source: how nboxkrnl lays it out
/// (ke/thread.cpp); that the compiler's code for thread-local storage counts from FS:[4] down.
/// </remarks>
internal sealed class ThreadMaker(Kernel kernel)
{
    private const uint StackEntryBits = PageTables.Present | PageTables.Writable;

    private const uint SmallestStack = 0x3000;

    /// <summary>Largest stack and thread-local storage asked for that is taken seriously.</summary>
    private const uint MostStackBytes = 0x0400_0000;

    private const uint ControlDefault = 0x027F;

    private const uint MxcsrDefault = 0x1F80;

    /// <summary>Size of FX_SAVE_AREA: the 512 bytes that FXSAVE stores, and 16 of the kernel's.</summary>
    private const uint FloatingBytes = 0x210;

    private GuestMemory Memory => kernel.Memory;

    /// <summary>Where a thread's floating-point state is while it does not run.</summary>
    public static uint FloatingOf(GuestMemory memory, uint thread) => (memory.Read32(thread + Kthread.StackBase) - FloatingBytes) & ~15U;

    /// <summary>Makes a thread.</summary>
    /// <param name="request">What it is to be.</param>
    /// <param name="thread">Its ETHREAD, with a reference of the thread's own and one of the caller's; 0 on failure.</param>
    public uint Create(ThreadRequest request, out uint thread)
    {
        thread = 0;
        if (request.StackBytes > MostStackBytes || request.TlsBytes > MostStackBytes || request.ExtensionBytes > MostStackBytes)
        {
            return NtStatus.InsufficientResources;
        }

        uint wanted = Math.Max(request.StackBytes, request.TlsBytes + FloatingBytes + SmallestStack);
        uint bytes = (wanted + KernelLayout.PageBytes - 1) & ~(KernelLayout.PageBytes - 1);
        uint limit = kernel.System.Allocate(bytes, StackEntryBits, PageUse.Stack, guard: true);
        if (limit == 0)
        {
            return NtStatus.InsufficientResources;
        }

        thread = kernel.Objects.CreateBody(ObjectKind.Thread, Kthread.ExtendedBytes + request.ExtensionBytes);
        uint handle = thread == 0 ? 0 : kernel.Objects.Open(thread);
        if (handle == 0)
        {
            _ = kernel.System.Free(limit);
            if (thread != 0)
            {
                kernel.Objects.Dereference(thread);
                thread = 0;
            }

            return NtStatus.InsufficientResources;
        }

        // The unique id is a handle, as on the console; it is closed when the thread goes. A program may close it before: the thread has a reference of its own beside it.
        uint top = limit + bytes;
        Memory.Fill(limit, bytes, 0);
        uint tls = request.TlsBytes == 0 ? 0 : (top - FloatingBytes - request.TlsBytes) & ~3U;
        Initialize(thread, KernelLayout.SystemProcess, top, limit, tls);
        Memory.Write32(thread + Kthread.UniqueThread, handle);
        Memory.Write32(thread + Kthread.StartAddress, request.StartRoutine);
        Memory.Write64(thread + Kthread.CreateTime, kernel.Clock.SystemTime);
        BuildStart(thread, request);
        kernel.Lists.InsertTail(KernelLayout.SystemProcess + 8, thread + Kthread.ThreadListEntry);
        kernel.Threads.NoteBegun();
        if (request.Suspended)
        {
            _ = kernel.Threads.Suspend(thread, out _);
        }

        kernel.Objects.Reference(thread);
        kernel.Threads.Ready(thread);
        return NtStatus.Success;
    }

    /// <summary>Fills an ETHREAD in.</summary>
    /// <param name="thread">The ETHREAD, zeroed.</param>
    /// <param name="process">Its KPROCESS.</param>
    /// <param name="stackBase">Top of its stack.</param>
    /// <param name="stackLimit">Lowest address of its stack.</param>
    /// <param name="tls">Its thread-local storage, or 0.</param>
    public void Initialize(uint thread, uint process, uint stackBase, uint stackLimit, uint tls)
    {
        kernel.Dispatcher.Initialize(thread, DispatcherType.Thread, Kthread.Bytes, signal: 0);
        kernel.Lists.Initialize(thread + Kthread.MutantList);
        kernel.Lists.Initialize(thread + Kthread.ApcList);
        kernel.Lists.Initialize(thread + Kthread.ApcList + 8);
        kernel.Lists.Initialize(thread + Kthread.IrpList);
        kernel.Lists.Initialize(thread + Kthread.ReaperListEntry);
        Memory.Write32(thread + Kthread.StackBase, stackBase);
        Memory.Write32(thread + Kthread.StackLimit, stackLimit);
        Memory.Write32(thread + Kthread.TlsData, tls);
        Memory.Write32(thread + Kthread.Process, process);
        Memory.Write8(thread + Kthread.ApcQueueable, 1);
        byte priority = Memory.Read8(process + 0x18);
        Memory.Write8(thread + Kthread.Priority, priority);
        Memory.Write8(thread + Kthread.BasePriority, priority);
        kernel.Threads.ResetQuantum(thread);
        kernel.Dispatcher.Initialize(thread + Kthread.Timer, DispatcherType.NotificationTimer, 0x28, signal: 0);
        kernel.Dispatcher.Initialize(thread + Kthread.SuspendSemaphore, DispatcherType.Semaphore, 0x14, signal: 0);
        Memory.Write32(thread + Kthread.SuspendSemaphore + DispatcherHeader.SemaphoreLimit, 2);
        kernel.Apcs.Initialize(thread + Kthread.SuspendApc, thread, kernel.Code.SuspendKernelRoutine, 0, kernel.Code.SuspendRoutine, 0, 0);
        uint floating = FloatingOf(Memory, thread);
        Memory.Write32(thread + Kthread.KernelStack, tls == 0 ? floating : tls);
        Memory.Write32(floating, ControlDefault);
        Memory.Write32(floating + 24, MxcsrDefault);
    }

    /// <summary>What a new thread finds on its stack: the routine's arguments, and where it returns.</summary>
    private void BuildStart(uint thread, ThreadRequest request)
    {
        uint stack = Memory.Read32(thread + Kthread.KernelStack) - 12;
        bool hasSystemRoutine = request.SystemRoutine != 0;
        Memory.Write32(stack, kernel.Code.ThreadExit);
        Memory.Write32(stack + 4, hasSystemRoutine ? request.StartRoutine : request.StartContext);
        Memory.Write32(stack + 8, hasSystemRoutine ? request.StartContext : 0);
        uint frame = kernel.Callbacks.BuildFrame(stack, hasSystemRoutine ? request.SystemRoutine : request.StartRoutine);
        Memory.Write32(frame + TrapFrame.ExceptionList, uint.MaxValue);
        Memory.Write32(thread + Kthread.KernelStack, frame);
    }
}
