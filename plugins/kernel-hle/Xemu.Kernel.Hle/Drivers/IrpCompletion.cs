namespace Xemu.Kernel.Hle;

/// <summary>The end of an I/O request packet, behind the last completion routine: who asked is told, on his own thread.</summary>
/// <remarks>As NT does it: a kernel APC (the packet's own KAPC) writes the result, sets the event, queues the user's APC or tells the completion port, and frees the packet.</remarks>
internal sealed class IrpCompletion(Kernel kernel)
{
    private const byte UserMode = 1;

    private GuestMemory Memory => kernel.Memory;

    /// <summary>All drivers are done with a packet.</summary>
    public void Finish(uint irp, int boost)
    {
        if ((Memory.Read32(irp + Irp.Flags) & (Irp.CloseOperation | Irp.MountCompletion)) != 0)
        {
            Tell(irp, boost);
            return;
        }

        uint thread = Memory.Read32(irp + Irp.Thread);
        uint file = Memory.Read32(irp + Irp.FileObject);
        if (thread == 0)
        {
            kernel.Irps.Free(irp);
            return;
        }

        kernel.Apcs.Initialize(irp + Irp.Apc, thread, kernel.Exports["IrpDeliver"].Address, kernel.Exports["IrpRundown"].Address, 0, 0, 0);
        if (!kernel.Apcs.Insert(irp + Irp.Apc, file, 0, boost))
        {
            Drop(irp);
        }
    }

    /// <summary>The kernel APC of a packet runs on the thread that asked.</summary>
    /// <param name="irp">The packet.</param>
    /// <param name="file">Its FILE_OBJECT, or 0.</param>
    public void Deliver(uint irp, uint file)
    {
        uint status = Memory.Read32(irp + Irp.Status);

        // A request that failed within its call has told so by the call's result.
        bool isTold = !IoStatus.IsError(status) || Memory.Read8(irp + Irp.PendingReturned) != 0;
        if (isTold)
        {
            Tell(irp, 0);
            TellFile(irp, file, status);
        }

        kernel.Irps.Dequeue(irp);
        if (!isTold || !TryQueueUser(irp))
        {
            kernel.Irps.Free(irp);
        }
    }

    /// <summary>Nobody will be told: the thread has ended.</summary>
    public void Drop(uint irp)
    {
        kernel.Irps.Dequeue(irp);
        kernel.Irps.Free(irp);
    }

    private void Tell(uint irp, int boost)
    {
        uint block = Memory.Read32(irp + Irp.UserStatusBlock);
        if (block != 0)
        {
            Memory.Write64(block, Memory.Read64(irp + Irp.Status));
        }

        uint signal = Memory.Read32(irp + Irp.UserEvent);
        if (signal != 0)
        {
            _ = kernel.Dispatcher.SetEvent(signal, boost);
        }
    }

    private void TellFile(uint irp, uint file, uint status)
    {
        if (file == 0)
        {
            return;
        }

        Memory.Write32(file + FileObject.FinalStatus, status);
        if (Memory.Read32(irp + Irp.UserEvent) == 0 || (Memory.Read8(file + FileObject.Flags) & FileObject.SynchronousFlag) != 0)
        {
            _ = kernel.Dispatcher.SetEvent(file + FileObject.Event, 0);
        }

        uint port = Memory.Read32(file + FileObject.CompletionContext);
        uint context = Memory.Read32(irp + Irp.UserApcContext);
        if (port != 0 && context != 0 && Memory.Read32(irp + Irp.UserApcRoutine) == 0)
        {
            _ = NtWaitExports.PostCompletion(kernel, Memory.Read32(port), Memory.Read32(port + 4), context, status, Memory.Read32(irp + Irp.Information));
        }
    }

    /// <summary>Queues the APC of who asked: the packet is its KAPC, and goes when it runs.</summary>
    private bool TryQueueUser(uint irp)
    {
        uint routine = Memory.Read32(irp + Irp.UserApcRoutine);
        if (routine == 0)
        {
            return false;
        }

        uint release = kernel.Exports["IrpRelease"].Address;
        kernel.Apcs.Initialize(irp + Irp.Apc, kernel.Threads.Current, release, kernel.Exports["IrpRundown"].Address, routine, UserMode, Memory.Read32(irp + Irp.UserApcContext));
        return kernel.Apcs.Insert(irp + Irp.Apc, Memory.Read32(irp + Irp.UserStatusBlock), 0, 0);
    }
}
