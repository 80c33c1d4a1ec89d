namespace Xemu.Kernel.Hle;

/// <summary>Begins and ends requests on open files. All of them end within their call.</summary>
internal sealed class IoRequests(Kernel kernel)
{
    private const byte UserMode = 1;
    private const uint StatusBlockBytes = 8;
    private const uint ApcTag = 0x4341_6F49;
    private const int DiskBoost = 1;

    /// <summary>Takes the arguments that most requests begin with: FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock.</summary>
    /// <returns>Success, or why the request is refused.</returns>
    public uint Begin(KernelCall call, out IoRequest request)
    {
        request = default;
        (uint handle, uint eventHandle, uint routine, uint context, uint block) = (call[0], call[1], call[2], call[3], call[4]);
        call.Memory.Probe(block, StatusBlockBytes, isWrite: true);
        uint status = kernel.Io.Find(handle, out OpenFile file);
        uint signal = 0;
        if (status == NtStatus.Success && eventHandle != 0)
        {
            status = kernel.Objects.Find(eventHandle, ObjectKind.Event, out signal);
        }

        if (status != NtStatus.Success)
        {
            return status;
        }

        if (file.Port != 0 && routine != 0)
        {
            return NtStatus.InvalidParameter;
        }

        uint apc = 0;
        if (routine != 0)
        {
            apc = kernel.Pool.AllocateZeroed(Apcs.Bytes, ApcTag);
            if (apc == 0)
            {
                return NtStatus.InsufficientResources;
            }

            kernel.Apcs.Initialize(apc, kernel.Threads.Current, kernel.Code.FreeApcRoutine, 0, routine, UserMode, context);
        }

        if (signal != 0)
        {
            _ = kernel.Dispatcher.ResetEvent(signal);
        }

        _ = kernel.Dispatcher.ResetEvent(file.Object + FileObject.Event);
        request = new IoRequest(file, block, signal, apc, context);
        return NtStatus.Success;
    }

    /// <summary>Ends a request. An error is the caller's result alone.</summary>
    public uint Complete(IoRequest request, uint status, uint information)
    {
        if (IoStatus.IsError(status))
        {
            Abandon(request);
            return status;
        }

        GuestMemory memory = kernel.Memory;
        uint obj = request.File.Object;
        memory.Write32(request.StatusBlock, status);
        memory.Write32(request.StatusBlock + 4, information);
        memory.Write32(obj + FileObject.FinalStatus, status);
        if (request.Event != 0)
        {
            _ = kernel.Dispatcher.SetEvent(request.Event, DiskBoost);
        }

        if (request.Event == 0 || request.File.IsSynchronous)
        {
            _ = kernel.Dispatcher.SetEvent(obj + FileObject.Event, DiskBoost);
        }

        if (request.Apc != 0 && !kernel.Apcs.Insert(request.Apc, request.StatusBlock, 0, DiskBoost))
        {
            Abandon(request);
        }

        if (request.File.Port != 0 && request.ApcContext != 0)
        {
            _ = NtWaitExports.PostCompletion(kernel, request.File.Port, request.File.PortKey, request.ApcContext, status, information);
        }

        return status;
    }

    /// <summary>Takes a request back that tells nobody.</summary>
    public void Abandon(IoRequest request)
    {
        if (request.Apc != 0)
        {
            _ = kernel.Pool.Free(request.Apc);
        }
    }
}
