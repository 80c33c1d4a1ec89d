namespace Xemu.Kernel.Hle;

/// <summary>Finds, makes and opens files: NtCreateFile and what is like it.</summary>
internal sealed class FileOpener(Kernel kernel)
{
    /// <summary>Values of IO_STATUS_BLOCK.Information. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
    private const uint InformationSuperseded = 0;
    private const uint InformationOpened = 1;
    private const uint InformationCreated = 2;
    private const uint InformationOverwritten = 3;

    private const uint AttributeReadOnly = 0x01;
    private const uint KeptAttributes = 0x27;

    /// <summary>What nobody may do to a disc.</summary>
    private const uint ChangingRights = FileRights.WriteData | FileRights.AppendData | 0x0010 | FileRights.DeleteChild | FileRights.WriteAttributes | FileRights.Delete;

    private IoManager Io => kernel.Io;

    /// <summary>Opens a file.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="handle">Its handle.</param>
    /// <param name="information">What was done.</param>
    /// <returns>Success, or why not.</returns>
    public uint Open(OpenRequest request, out uint handle, out uint information)
    {
        handle = 0;
        information = 0;
        request = request with { Access = FileRights.Map(request.Access) };
        if (!request.IsValid())
        {
            return NtStatus.InvalidParameter;
        }

        if (request.Has(FileRights.OpenByFileId))
        {
            return NtStatus.NotImplemented;
        }

        uint status = Resolve(request.Attributes, out FileTarget target);
        if (status != NtStatus.Success)
        {
            return status;
        }

        if (target.IsDevice)
        {
            information = InformationOpened;
            return OpenDevice(request, target.Device, out handle);
        }

        status = Locate(target, out IFileSystem files, out FilePlace place);
        bool wantsFolder = target.Rest.EndsWith('\\') && place.Name.Length > 0;
        return status switch
        {
            NtStatus.Success => OpenExisting(request, target.Device, files, place, wantsFolder, out handle, out information),
            NtStatus.ObjectNameNotFound when request.Creates => CreateNew(request, target.Device, files, place, wantsFolder, out handle, out information),
            _ => status,
        };
    }

    /// <summary>Finds what OBJECT_ATTRIBUTES name, up to the device.</summary>
    public uint Resolve(uint attributes, out FileTarget target)
    {
        (uint root, string name, _) = kernel.Objects.ReadAttributes(attributes);
        return Resolve(root, name, out target);
    }

    /// <summary>Finds what a name means, up to the device.</summary>
    public uint Resolve(uint root, string name, out FileTarget target)
    {
        target = default;
        if (root != 0 && kernel.Objects.Find(root, ObjectKind.File, out _) == NtStatus.Success)
        {
            return ResolveFrom(root, name, out target);
        }

        NameLookup lookup = kernel.Objects.Lookup(root, name, followsLast: true);
        if (lookup.Status != NtStatus.Success)
        {
            return lookup.Status;
        }

        if (Io.DeviceOf(lookup.Object) is not { } device)
        {
            return kernel.Objects.KindOf(lookup.Object) == ObjectKind.Device ? NtStatus.InvalidDeviceRequest : NtStatus.ObjectTypeMismatch;
        }

        target = new FileTarget(device, null, lookup.Rest);
        return NtStatus.Success;
    }

    /// <summary>Finds a target on its volume.</summary>
    public uint Locate(FileTarget target, out IFileSystem files, out FilePlace place)
    {
        place = new FilePlace(default, default, string.Empty, string.Empty);
        FileNode start;
        uint status;
        if (target.From is { } from)
        {
            status = Io.Reach(from, out files);
            start = from.Node;
        }
        else
        {
            status = target.Device.TryMount(out IFileSystem? mounted);
            files = mounted!;
            start = mounted?.Root ?? default;
        }

        return status == NtStatus.Success ? FilePaths.Find(files, start, target.From?.Path ?? "\\", target.Rest, out place) : status;
    }

    private uint ResolveFrom(uint root, string name, out FileTarget target)
    {
        target = default;
        uint status = Io.Find(root, out OpenFile file);
        if (status != NtStatus.Success)
        {
            return status;
        }

        if (name.StartsWith('\\'))
        {
            return NtStatus.ObjectNameInvalid;
        }

        if (file.Node.IsDevice && name.Length > 0)
        {
            return NtStatus.InvalidParameter;
        }

        status = Io.Reach(file.Node, out IoDevice device);
        target = new FileTarget(device, file.Node, name);
        return status;
    }

    /// <summary>Opens a device past its file system. Nothing is asked of the medium but that there is one.</summary>
    private uint OpenDevice(OpenRequest request, IoDevice device, out uint handle)
    {
        handle = 0;
        if (request.Disposition is not (OpenRequest.Open or OpenRequest.OpenIf))
        {
            return NtStatus.AccessDenied;
        }

        if (request.Has(FileRights.DirectoryFile) || request.Has(FileRights.DeleteOnClose))
        {
            return request.Has(FileRights.DirectoryFile) ? NtStatus.NotADirectory : NtStatus.CannotDelete;
        }

        device.NoticeChange();
        if (device.Medium is null)
        {
            return NtStatus.NoMediaInDevice;
        }

        device.Use();
        var made = new OpenNode(device.Number, device.Generation, string.Empty, default);
        OpenNode node = Io.Files.FindNode(made.Key) ?? made;
        return node.Share.Allows(request.Access, request.Share) ? OpenHandle(request, device, node, out handle) : NtStatus.SharingViolation;
    }

    private uint OpenExisting(OpenRequest request, IoDevice device, IFileSystem files, FilePlace place, bool wantsFolder, out uint handle, out uint information)
    {
        handle = 0;
        information = InformationOpened;
        uint status = CheckExisting(request, device, place.Node, wantsFolder);
        if (status != NtStatus.Success)
        {
            return status;
        }

        OpenNode? present = Io.Files.FindNode(OpenNode.KeyOf(device.Number, device.Generation, isDevice: false, place.Node));
        OpenNode node = present ?? new OpenNode(device.Number, device.Generation, place.Path, place.Node);
        uint wanted = request.Access | (request.Overwrites ? FileRights.WriteData : 0);
        status = node.DeletePending ? NtStatus.DeletePending
            : node.IsRoot && request.Has(FileRights.DeleteOnClose) ? NtStatus.CannotDelete
            : !node.Share.Allows(wanted, request.Share) ? NtStatus.SharingViolation
            : OpenHandle(request, device, node, out handle);
        if (status != NtStatus.Success || !request.Overwrites)
        {
            return status;
        }

        information = request.Disposition == OpenRequest.Supersede ? InformationSuperseded : InformationOverwritten;
        status = Truncate(request, files, node);
        if (status != NtStatus.Success)
        {
            _ = kernel.Objects.Close(handle);
            handle = 0;
        }

        return status;
    }

    private static uint CheckExisting(OpenRequest request, IoDevice device, FileNode node, bool wantsFolder)
    {
        if (device.IsDisc && ((request.Access & ChangingRights) != 0 || request.Disposition is not (OpenRequest.Open or OpenRequest.OpenIf)))
        {
            return NtStatus.AccessDenied;
        }

        if (request.Disposition == OpenRequest.Create)
        {
            return NtStatus.ObjectNameCollision;
        }

        if (node.IsDirectory)
        {
            return request.Has(FileRights.NonDirectoryFile) ? NtStatus.FileIsADirectory : request.Overwrites ? NtStatus.ObjectNameCollision : NtStatus.Success;
        }

        if (request.Has(FileRights.DirectoryFile) || wantsFolder)
        {
            return request.Has(FileRights.DirectoryFile) ? NtStatus.NotADirectory : NtStatus.ObjectNameInvalid;
        }

        if ((node.Attributes & AttributeReadOnly) == 0 || device.IsDisc)
        {
            return NtStatus.Success;
        }

        return FileRights.Writes(request.Access) || request.Overwrites ? NtStatus.AccessDenied
            : request.Has(FileRights.DeleteOnClose) ? NtStatus.CannotDelete : NtStatus.Success;
    }

    private uint Truncate(OpenRequest request, IFileSystem files, OpenNode node)
    {
        FileNode file = node.Node;
        uint kept = request.Disposition == OpenRequest.Supersede ? 0 : file.Attributes;
        uint attributes = (kept | request.FileAttributes) & KeptAttributes;
        uint status = files.SetSize(ref file, 0, Now);
        status = status == NtStatus.Success ? CheckRoom(request, files) : status;
        status = status == NtStatus.Success && attributes != (file.Attributes & KeptAttributes) ? files.SetInformation(ref file, attributes, null, null, null) : status;
        node.Node = file;
        return status;
    }

    private uint CreateNew(OpenRequest request, IoDevice device, IFileSystem files, FilePlace place, bool wantsFolder, out uint handle, out uint information)
    {
        handle = 0;
        information = InformationCreated;
        uint attributes = request.FileAttributes & KeptAttributes;
        bool isFolder = request.Has(FileRights.DirectoryFile);
        uint status = CheckNew(request, device, files, place, wantsFolder && !isFolder);
        if (status != NtStatus.Success)
        {
            return status;
        }

        uint obj = CreateObject();
        if (obj == 0)
        {
            return NtStatus.InsufficientResources;
        }

        status = files.Create(place.Parent, place.Name, attributes | (isFolder ? FileNode.DirectoryAttribute : 0), Now, out FileNode node);
        if (status == NtStatus.Success)
        {
            return FinishHandle(request, device, new OpenNode(device.Number, device.Generation, place.Path, node), obj, out handle);
        }

        kernel.Objects.Dereference(obj);
        return status;
    }

    private uint CheckNew(OpenRequest request, IoDevice device, IFileSystem files, FilePlace place, bool isFileNamedAsFolder)
    {
        if (device.IsDisc)
        {
            return request.Disposition == OpenRequest.OpenIf ? NtStatus.ObjectNameNotFound : NtStatus.AccessDenied;
        }

        if (isFileNamedAsFolder)
        {
            return NtStatus.ObjectNameInvalid;
        }

        if ((request.FileAttributes & AttributeReadOnly) != 0 && request.Has(FileRights.DeleteOnClose))
        {
            return NtStatus.CannotDelete;
        }

        OpenNode? parent = Io.Files.FindNode(OpenNode.KeyOf(device.Number, device.Generation, isDevice: false, place.Parent));
        return parent is { DeletePending: true } ? NtStatus.DeletePending : CheckRoom(request, files);
    }

    /// <summary>A file never holds more clusters than its size needs here: room that is asked for must only be there.</summary>
    private static uint CheckRoom(OpenRequest request, IFileSystem files) =>
        request.AllocationBytes != 0 && request.AllocationBytes > (ulong)files.FreeClusters * files.ClusterBytes ? NtStatus.DiskFull : NtStatus.Success;

    private uint OpenHandle(OpenRequest request, IoDevice device, OpenNode node, out uint handle)
    {
        handle = 0;
        uint obj = CreateObject();
        return obj == 0 ? NtStatus.InsufficientResources : FinishHandle(request, device, node, obj, out handle);
    }

    private uint CreateObject() => kernel.Objects.CreateBody(ObjectKind.File, FileObject.Bytes);

    private uint FinishHandle(OpenRequest request, IoDevice device, OpenNode node, uint obj, out uint handle)
    {
        Fill(obj, request, Io.ObjectOf(device));
        Io.Opened(new OpenFile(obj, node, request.Access, request.Share, request.Options));
        handle = kernel.Objects.Open(obj);
        kernel.Objects.Dereference(obj);
        return handle == 0 ? NtStatus.InsufficientResources : NtStatus.Success;
    }

    private void Fill(uint obj, OpenRequest request, uint deviceObject)
    {
        GuestMemory memory = kernel.Memory;
        memory.Write16(obj + FileObject.Type, FileObject.TypeFile);
        memory.Write8(obj + FileObject.Bits, FileObject.ShareBits(request.Access, request.Share));
        memory.Write8(obj + FileObject.Flags, FileObject.FlagsOf(request.Options));
        memory.Write32(obj + FileObject.Device, deviceObject);
        memory.Write32(obj + FileObject.LockCount, uint.MaxValue);
        kernel.Dispatcher.Initialize(obj + FileObject.Lock, DispatcherType.SynchronizationEvent, DispatcherHeader.Bytes, 0);
        kernel.Dispatcher.Initialize(obj + FileObject.Event, DispatcherType.NotificationEvent, DispatcherHeader.Bytes, 0);
    }

    private long Now => (long)kernel.Clock.SystemTime;
}
