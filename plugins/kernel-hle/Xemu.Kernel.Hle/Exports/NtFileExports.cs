namespace Xemu.Kernel.Hle;

/// <summary>Nt: opening, reading, writing and controlling files and devices.</summary>
internal static class NtFileExports
{
    public static void Register(ExportTable exports)
    {
        exports.Serve("NtCreateFile", static call => Create(call, new OpenRequest(call[2], call[1], call[5], call[6], call[7], call[8], AllocationAt(call, call[4]))));
        exports.Serve("IoCreateFile", static call => Create(call, new OpenRequest(call[2], call[1], call[5], call[6], call[7], call[8], AllocationAt(call, call[4]))));
        exports.Serve("NtOpenFile", static call => Create(call, new OpenRequest(call[2], call[1], 0, call[4], OpenRequest.Open, call[5], 0)));
        exports.Serve("NtDeleteFile", Delete);
        exports.Serve("NtReadFile", static call => Transfer(call, isWrite: false, isPaged: false));
        exports.Serve("NtWriteFile", static call => Transfer(call, isWrite: true, isPaged: false));
        exports.Serve("NtReadFileScatter", static call => Transfer(call, isWrite: false, isPaged: true));
        exports.Serve("NtWriteFileGather", static call => Transfer(call, isWrite: true, isPaged: true));
        exports.Serve("NtFlushBuffersFile", Flush);
        exports.Serve("NtDeviceIoControlFile", DeviceControl);
        exports.Serve("NtFsControlFile", FileSystemControl);
    }

    private static ulong AllocationAt(KernelCall call, uint address) => address == 0 ? 0 : call.Memory.Read64(address);

    /// <summary>(FileHandle, DesiredAccess, ObjectAttributes, IoStatusBlock, …).</summary>
    private static uint Create(KernelCall call, OpenRequest request)
    {
        (uint place, uint block) = (call[0], call[3]);
        call.Memory.Probe(place, 4, isWrite: true);
        call.Memory.Probe(block, 8, isWrite: true);
        IoManager io = call.Kernel.Io;
        uint status = io.Opener.Open(request, out uint handle, out uint information);
        if (status == NtStatus.InvalidDeviceRequest && io.Drivers.TryResolve(request.Attributes, out uint device, out string rest))
        {
            return call.CanWait ? io.Drivers.Open(call, request, device, rest, place, block) : call.RestartWaitable();
        }

        if (status == NtStatus.Success)
        {
            call.Memory.Write32(place, handle);
            call.Memory.Write32(block, status);
            call.Memory.Write32(block + 4, information);
        }

        return status;
    }

    private static uint Delete(KernelCall call)
    {
        var request = new OpenRequest(call[0], FileRights.Delete, 0, FileRights.ShareAll, OpenRequest.Open, FileRights.DeleteOnClose, 0);
        uint status = call.Kernel.Io.Opener.Open(request, out uint handle, out _);
        if (status != NtStatus.Success)
        {
            return status;
        }

        // As a disposition: a folder with entries is told of, where closing would keep it in silence.
        _ = call.Kernel.Io.Find(handle, out OpenFile file);
        status = call.Kernel.Io.Changes.CheckDeletable(file.Node);
        file.Options = status == NtStatus.Success ? file.Options : 0;
        _ = call.Kernel.Objects.Close(handle);
        return status;
    }

    /// <summary>(FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock, Buffer or SegmentArray, Length, ByteOffset).</summary>
    private static uint Transfer(KernelCall call, bool isWrite, bool isPaged)
    {
        (uint address, uint length, uint offset) = (call[5], call[6], call[7]);
        IoManager io = call.Kernel.Io;
        if (offset != 0)
        {
            call.Memory.Probe(offset, 8, isWrite: false);
        }

        if (io.Drivers.TryFind(call[0], out uint driven))
        {
            return call.CanWait ? SendTransfer(call, driven, isWrite, isPaged) : call.RestartWaitable();
        }

        GuestBuffer buffer = isPaged ? new GuestBuffer(call.Memory, address, length) : new GuestBuffer(call.Memory, address);
        uint status = io.Requests.Begin(call, out IoRequest request);
        if (status != NtStatus.Success)
        {
            return status;
        }

        if (isPaged && !request.File.IsUnbuffered)
        {
            return io.Requests.Complete(request, NtStatus.InvalidParameter, 0);
        }

        try
        {
            status = isWrite
                ? io.Transfer.Write(request.File, buffer, length, offset, out uint count)
                : io.Transfer.Read(request.File, buffer, length, offset, out count);
            if (status == NtStatus.Restart)
            {
                io.Requests.Abandon(request);
                return call.CallAgain();
            }

            status = io.Requests.Complete(request, status, count);

            // On the console such a transfer is under way when the call returns (nxdk_pgraph_tests, src/tests/dma_corruption_around_surface_tests.cpp, insists on
            // it); here it is done by then, as on a drive that is fast.
            return status == NtStatus.Success && request.File is { IsUnbuffered: true, IsSynchronous: false } ? NtStatus.Pending : status;
        }
        catch (GuestFaultException)
        {
            io.Requests.Abandon(request);
            throw;
        }
    }

    /// <summary>Has the driver of a program transfer.</summary>
    private static uint SendTransfer(KernelCall call, uint file, bool isWrite, bool isPaged)
    {
        (uint address, uint length, uint place) = (call[5], call[6], call[7]);
        ulong offset = call.Memory.Read64(place == 0 ? file + FileObject.CurrentByteOffset : place);
        uint flags = (isWrite ? Irp.WriteOperation : Irp.ReadOperation) | (isPaged ? Irp.ScatterGatherOperation : 0);
        return call.Kernel.Io.Drivers.Send(call, file, isWrite ? MajorFunction.Write : MajorFunction.Read, flags, (irp, location) =>
        {
            call.Memory.Write32(irp + (isPaged ? Irp.SegmentArray : Irp.UserBuffer), address);
            call.Memory.Write32(location + IrpStack.Length, length);
            call.Memory.Write64(location + IrpStack.ByteOffset, offset);
        });
    }

    /// <summary>Has the driver of a program serve a control code.</summary>
    private static uint SendControl(KernelCall call, uint file, MajorFunction function)
    {
        (uint code, uint input, uint inputLength, uint output, uint outputLength) = (call[5], call[6], call[7], call[8], call[9]);
        return call.Kernel.Io.Drivers.Send(call, file, function, 0, (irp, location) =>
            call.Kernel.Irps.FillControl(irp, location, code, input, inputLength, output, outputLength));
    }

    /// <summary>(FileHandle, IoStatusBlock).</summary>
    private static uint Flush(KernelCall call)
    {
        call.Memory.Probe(call[1], 8, isWrite: true);
        IoManager io = call.Kernel.Io;
        uint status = io.Find(call[0], out OpenFile file);
        if (status == NtStatus.Success)
        {
            status = io.Flush(file);
        }

        if (status == NtStatus.Success)
        {
            call.Memory.Write64(call[1], 0);
        }

        return status;
    }

    /// <summary>(FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock, IoControlCode, InputBuffer, InputBufferLength, OutputBuffer, OutputBufferLength).</summary>
    private static uint DeviceControl(KernelCall call)
    {
        (uint code, uint input, uint inputLength, uint output, uint outputLength) = (call[5], call[6], call[7], call[8], call[9]);
        call.Memory.Probe(input, inputLength, isWrite: false);
        call.Memory.Probe(output, outputLength, isWrite: true);
        IoManager io = call.Kernel.Io;
        if (io.Drivers.TryFind(call[0], out uint driven))
        {
            return call.CanWait ? SendControl(call, driven, MajorFunction.DeviceControl) : call.RestartWaitable();
        }

        uint status = io.Requests.Begin(call, out IoRequest request);
        if (status != NtStatus.Success)
        {
            return status;
        }

        status = io.Control.Device(request.File.Node, code, input, inputLength, outputLength, out byte[] bytes);
        call.Memory.Write(output, bytes);
        return io.Requests.Complete(request, status, (uint)bytes.Length);
    }

    private static uint FileSystemControl(KernelCall call)
    {
        uint code = call[5];
        IoManager io = call.Kernel.Io;
        if (io.Drivers.TryFind(call[0], out uint driven))
        {
            return call.CanWait ? SendControl(call, driven, MajorFunction.FileSystemControl) : call.RestartWaitable();
        }

        uint status = io.Requests.Begin(call, out IoRequest request);
        return status == NtStatus.Success ? io.Requests.Complete(request, io.Control.FileSystem(request.File.Node, code), 0) : status;
    }
}
