namespace Xemu.Kernel.Hle;

/// <summary>Nt and Io: what is told of files, folders and volumes, and what is changed about files.</summary>
internal static class NtFileInfoExports
{
    public static void Register(ExportTable exports)
    {
        exports.Serve("NtQueryInformationFile", QueryFile);
        exports.Serve("NtSetInformationFile", SetFile);
        exports.Serve("NtQueryVolumeInformationFile", QueryVolume);
        exports.Serve("NtQueryFullAttributesFile", QueryAttributes);
        exports.Serve("NtQueryDirectoryFile", QueryFolder);
        exports.Serve("IoQueryFileInformation", IoQueryFile);
        exports.Serve("IoQueryVolumeInformation", IoQueryVolume);
    }

    /// <summary>(FileHandle, IoStatusBlock, FileInformation, Length, FileInformationClass).</summary>
    private static uint QueryFile(KernelCall call)
    {
        uint status = Begin(call, isWrite: true, out OpenFile file);
        return status == NtStatus.Success ? End(call, call.Kernel.Io.Information.Query(file, call[4], call[3], out byte[] bytes), bytes) : status;
    }

    private static uint QueryVolume(KernelCall call)
    {
        uint status = Begin(call, isWrite: true, out OpenFile file);
        return status == NtStatus.Success ? End(call, call.Kernel.Io.Volumes.Query(file, call[4], call[3], out byte[] bytes), bytes) : status;
    }

    private static uint SetFile(KernelCall call)
    {
        uint status = Begin(call, isWrite: false, out OpenFile file);
        status = status == NtStatus.Success ? call.Kernel.Io.Changes.Set(file, call[4], call[2], call[3]) : status;
        return status == NtStatus.Restart ? call.CallAgain() : End(call, status, []);
    }

    private static uint Begin(KernelCall call, bool isWrite, out OpenFile file)
    {
        call.Memory.Probe(call[1], 8, isWrite: true);
        call.Memory.Probe(call[2], call[3], isWrite);
        return call.Kernel.Io.Find(call[0], out file);
    }

    private static uint End(KernelCall call, uint status, ReadOnlySpan<byte> bytes)
    {
        if (IoStatus.IsError(status))
        {
            return status;
        }

        call.Memory.Write(call[2], bytes);
        call.Memory.Write32(call[1], status);
        call.Memory.Write32(call[1] + 4, (uint)bytes.Length);
        return status;
    }

    /// <summary>(ObjectAttributes, FileInformation).</summary>
    private static uint QueryAttributes(KernelCall call)
    {
        IoManager io = call.Kernel.Io;
        uint info = call[1];
        call.Memory.Probe(info, FileInformation.NetworkOpenBytes, isWrite: true);
        uint status = io.Opener.Resolve(call[0], out FileTarget target);
        if (status != NtStatus.Success || target.IsDevice)
        {
            return status == NtStatus.Success ? NtStatus.InvalidParameter : status;
        }

        status = io.Opener.Locate(target, out IFileSystem files, out FilePlace place);
        if (status != NtStatus.Success)
        {
            return status;
        }

        if (target.Rest.EndsWith('\\') && !place.Node.IsDirectory)
        {
            return NtStatus.ObjectNameInvalid;
        }

        OpenNode? open = io.Files.FindNode(OpenNode.KeyOf(target.Device.Number, target.Device.Generation, isDevice: false, place.Node));
        if (open is { DeletePending: true })
        {
            return NtStatus.DeletePending;
        }

        Span<byte> bytes = stackalloc byte[FileInformation.NetworkOpenBytes];
        bytes.Clear();
        FileInformation.FillNetworkOpen(bytes, place.Node, files.ClusterBytes);
        call.Memory.Write(info, bytes);
        return NtStatus.Success;
    }

    /// <summary>(FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock, FileInformation, Length, FileInformationClass, FileName, RestartScan).</summary>
    private static uint QueryFolder(KernelCall call)
    {
        (uint info, uint length, uint kind, uint name) = (call[5], call[6], call[7], call[8]);
        bool restarts = call.Byte(9) != 0;
        call.Memory.Probe(info, length, isWrite: true);
        string? mask = name == 0 ? null : call.Kernel.Objects.ReadString(name);
        if (kind != FileInformation.Directory)
        {
            return NtStatus.InvalidInfoClass;
        }

        IoManager io = call.Kernel.Io;
        uint status = io.Requests.Begin(call, out IoRequest request);
        if (status != NtStatus.Success)
        {
            return status;
        }

        status = io.Folders.Query(request.File, length, mask, restarts, out byte[] bytes);
        call.Memory.Write(info, bytes);
        return io.Requests.Complete(request, status, (uint)bytes.Length);
    }

    /// <summary>(FileObject, FileInformationClass, Length, FileInformation, ReturnedLength).</summary>
    private static uint IoQueryFile(KernelCall call)
    {
        uint status = BeginObject(call, out OpenFile file);
        return status == NtStatus.Success ? EndObject(call, call.Kernel.Io.Information.Query(file, call[1], call[2], out byte[] bytes), bytes) : status;
    }

    private static uint IoQueryVolume(KernelCall call)
    {
        uint status = BeginObject(call, out OpenFile file);
        return status == NtStatus.Success ? EndObject(call, call.Kernel.Io.Volumes.Query(file, call[1], call[2], out byte[] bytes), bytes) : status;
    }

    private static uint BeginObject(KernelCall call, out OpenFile file)
    {
        call.Memory.Probe(call[3], call[2], isWrite: true);
        call.Memory.Probe(call[4], 4, isWrite: true);
        file = call.Kernel.Io.Files.Find(call[0])!;
        return file is null ? NtStatus.FileClosed : NtStatus.Success;
    }

    private static uint EndObject(KernelCall call, uint status, ReadOnlySpan<byte> bytes)
    {
        if (!IoStatus.IsError(status))
        {
            call.Memory.Write(call[3], bytes);
            call.Memory.Write32(call[4], (uint)bytes.Length);
        }

        return status;
    }
}
