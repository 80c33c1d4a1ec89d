namespace Xemu.Kernel.Hle;

/// <summary>What NtSetInformationFile changes.</summary>
internal sealed class FileChanges(Kernel kernel)
{
    private const uint AttributeReadOnly = 0x01;
    private const uint KeptAttributes = 0x27;
    private const uint PortTag = 0x6343_6F49;

    /// <summary>Changes a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="kind">FILE_INFORMATION_CLASS.</param>
    /// <param name="info">Address of the information.</param>
    /// <param name="length">Its length.</param>
    public uint Set(OpenFile file, uint kind, uint info, uint length)
    {
        uint needed = BytesOf(kind);
        if (needed == 0)
        {
            return kind is 0 or >= FileInformation.Classes ? NtStatus.InvalidInfoClass : NtStatus.InvalidParameter;
        }

        if (length < needed)
        {
            return NtStatus.InfoLengthMismatch;
        }

        kernel.Memory.Probe(info, needed, isWrite: false);
        uint status = kernel.Io.Reach(file.Node, out IoDevice device);
        if (status != NtStatus.Success)
        {
            return status;
        }

        switch (kind)
        {
            case FileInformation.Position:
                return SetPosition(file, device, (long)kernel.Memory.Read64(info));
            case FileInformation.Mode:
                return SetMode(file, kernel.Memory.Read32(info));
            case FileInformation.Completion:
                return SetPort(file, kernel.Memory.Read32(info), kernel.Memory.Read32(info + 4));
        }

        status = file.Node.IsDevice ? NtStatus.InvalidParameter : kernel.Io.Reach(file.Node, out IFileSystem _);
        if (status != NtStatus.Success)
        {
            return status;
        }

        return kind switch
        {
            FileInformation.Basic => SetBasic(file, info),
            FileInformation.Rename => Rename(file, device, info),
            FileInformation.Disposition => SetDisposition(file, kernel.Memory.Read8(info) != 0),
            _ => SetSize(file, kind, (long)kernel.Memory.Read64(info)),
        };
    }

    private static uint BytesOf(uint kind) => kind switch
    {
        FileInformation.Basic => 0x28,
        FileInformation.Rename => 16,
        FileInformation.Disposition => 1,
        FileInformation.Mode => 4,
        FileInformation.Position or FileInformation.Allocation or FileInformation.EndOfFile or FileInformation.Completion => 8,
        _ => 0,
    };

    private uint SetPosition(OpenFile file, IoDevice device, long position)
    {
        bool isSectors = file.IsUnbuffered || file.Node.IsDevice;
        if (position < 0 || (isSectors && ((ulong)position & (device.SectorBytes - 1)) != 0))
        {
            return NtStatus.InvalidParameter;
        }

        kernel.Memory.Write64(file.Object + FileObject.CurrentByteOffset, (ulong)position);
        return NtStatus.Success;
    }

    /// <summary>Only between the two kinds of synchronous files; a file never becomes asynchronous or synchronous.</summary>
    private uint SetMode(OpenFile file, uint mode)
    {
        uint synchronous = mode & FileRights.Synchronous;
        bool isBad = (mode & ~FileRights.SettableOptions) != 0
            || synchronous == FileRights.Synchronous
            || file.IsSynchronous != (synchronous != 0);
        if (isBad)
        {
            return NtStatus.InvalidParameter;
        }

        file.Options = (file.Options & ~FileRights.SettableOptions) | mode;
        kernel.Memory.Write8(file.Object + FileObject.Flags, FileObject.FlagsOf(file.Options));
        return NtStatus.Success;
    }

    private uint SetPort(OpenFile file, uint handle, uint key)
    {
        if (file.IsSynchronous || file.Port != 0)
        {
            return NtStatus.InvalidParameter;
        }

        uint status = kernel.Objects.Find(handle, ObjectKind.IoCompletion, out uint port);
        if (status != NtStatus.Success)
        {
            return status;
        }

        uint block = kernel.Pool.AllocateZeroed(8, PortTag);
        if (block == 0)
        {
            return NtStatus.InsufficientResources;
        }

        kernel.Objects.Reference(port);
        kernel.Memory.Write32(block, port);
        kernel.Memory.Write32(block + 4, key);
        kernel.Memory.Write32(file.Object + FileObject.CompletionContext, block);
        (file.Port, file.PortKey, file.PortBlock) = (port, key, block);
        return NtStatus.Success;
    }

    /// <summary>FILE_BASIC_INFORMATION: times of 0 and -1, and attributes of 0, stay as they are.</summary>
    private uint SetBasic(OpenFile file, uint info)
    {
        uint attributes = kernel.Memory.Read32(info + 0x20);
        FileNode node = file.Node.Node;
        if ((attributes & FileNode.DirectoryAttribute) != 0 && !node.IsDirectory)
        {
            return NtStatus.InvalidParameter;
        }

        kernel.Io.Reach(file.Node, out IFileSystem files);
        uint status = files.SetInformation(
            ref node, attributes == 0 ? null : attributes & KeptAttributes, TimeAt(info), TimeAt(info + 16), TimeAt(info + 8));
        file.Node.Node = node;
        return status;
    }

    private long? TimeAt(uint address) => (long)kernel.Memory.Read64(address) is var time && time is 0 or -1 ? null : time;

    private uint SetDisposition(OpenFile file, bool deletes)
    {
        if (!FileRights.Deletes(file.Access))
        {
            return NtStatus.AccessDenied;
        }

        if (deletes && CheckDeletable(file.Node) is not NtStatus.Success and var refused)
        {
            return refused;
        }

        file.Node.DeletePending = deletes;
        uint bits = file.Object + FileObject.Bits;
        kernel.Memory.Write8(bits, (byte)((kernel.Memory.Read8(bits) & ~FileObject.DeletePending) | (deletes ? FileObject.DeletePending : 0)));
        return NtStatus.Success;
    }

    /// <summary>Whether a file may go.</summary>
    public uint CheckDeletable(OpenNode node)
    {
        kernel.Io.Reach(node, out IFileSystem files);
        if (files.IsReadOnly)
        {
            return NtStatus.MediaWriteProtected;
        }

        if (node.IsRoot || (node.Node.Attributes & AttributeReadOnly) != 0)
        {
            return NtStatus.CannotDelete;
        }

        return node.Node.IsDirectory && files.List(node.Node, 0, out _, out _) == NtStatus.Success ? NtStatus.DirectoryNotEmpty : NtStatus.Success;
    }

    private uint SetSize(OpenFile file, uint kind, long size)
    {
        FileNode node = file.Node.Node;
        if (size < 0 || node.IsDirectory)
        {
            return NtStatus.InvalidParameter;
        }

        if (!FileRights.Writes(file.Access))
        {
            return NtStatus.AccessDenied;
        }

        kernel.Io.Reach(file.Node, out IFileSystem files);
        if (kind == FileInformation.Allocation && (ulong)size >= node.SizeBytes)
        {
            // A file holds no more clusters than its size needs here: that room is there is all that can be said.
            ulong more = FileInformation.AllocationOf(node with { SizeBytes = (ulong)size }, files.ClusterBytes) - FileInformation.AllocationOf(node, files.ClusterBytes);
            return more > (ulong)files.FreeClusters * files.ClusterBytes ? NtStatus.DiskFull : NtStatus.Success;
        }

        uint status = kernel.Io.Transfer.Approach(file, files, (ulong)size);
        if (status != NtStatus.Success)
        {
            return status;
        }

        node = file.Node.Node;
        status = files.SetSize(ref node, (ulong)size, (long)kernel.Clock.SystemTime);
        file.Node.Node = node;
        return status;
    }

    /// <summary>FILE_RENAME_INFORMATION: ReplaceIfExists, RootDirectory, FileName. A name without a backslash and a root stays in its folder.</summary>
    private uint Rename(OpenFile file, IoDevice device, uint info)
    {
        bool replaces = kernel.Memory.Read8(info) != 0;
        uint root = kernel.Memory.Read32(info + 4);
        string name = kernel.Objects.ReadString(info + 8);
        if (!FileRights.Deletes(file.Access))
        {
            return NtStatus.AccessDenied;
        }

        uint status = Target(file, device, root, name, out FileTarget target);
        if (status != NtStatus.Success || target.IsDevice)
        {
            return status == NtStatus.Success ? NtStatus.ObjectNameInvalid : status;
        }

        if (target.Device != device)
        {
            return NtStatus.NotSameDevice;
        }

        status = kernel.Io.Opener.Locate(target, out IFileSystem files, out FilePlace place);
        if (status is not (NtStatus.Success or NtStatus.ObjectNameNotFound) || place.Name.Length == 0 || target.Rest.EndsWith('\\'))
        {
            return status is NtStatus.Success or NtStatus.ObjectNameNotFound ? NtStatus.ObjectNameInvalid : status;
        }

        return CheckRename(file.Node, files, status, place, replaces) is not NtStatus.Success and var refused ? refused : Move(file.Node, files, place);
    }

    private uint Target(OpenFile file, IoDevice device, uint root, string name, out FileTarget target)
    {
        if (root != 0 || name.StartsWith('\\'))
        {
            return kernel.Io.Opener.Resolve(root, name, out target);
        }

        string path = file.Node.Path;
        target = new FileTarget(device, null, path[..(path.LastIndexOf('\\') + 1)] + name);
        return name.Contains('\\', StringComparison.Ordinal) ? NtStatus.ObjectNameInvalid : NtStatus.Success;
    }

    private uint CheckRename(OpenNode node, IFileSystem files, uint found, FilePlace place, bool replaces)
    {
        if (files.IsReadOnly)
        {
            return NtStatus.MediaWriteProtected;
        }

        if (node.IsRoot || !files.IsValidName(place.Name))
        {
            return node.IsRoot ? NtStatus.AccessDenied : NtStatus.ObjectNameInvalid;
        }

        bool isTaken = found == NtStatus.Success && place.Node.Key != node.Node.Key;
        if (isTaken && !replaces)
        {
            return NtStatus.ObjectNameCollision;
        }

        // What is open below a folder keeps its path; and no folder comes into itself.
        string below = node.Path + "\\";
        bool IsBelow(string path) => path.StartsWith(below, StringComparison.OrdinalIgnoreCase);
        if (IsBelow(place.Path) || kernel.Io.Files.Nodes.Any(n => n.Device == node.Device && n.Generation == node.Generation && IsBelow(n.Path)))
        {
            return IsBelow(place.Path) ? NtStatus.ObjectNameInvalid : NtStatus.AccessDenied;
        }

        if (!isTaken)
        {
            return NtStatus.Success;
        }

        bool isOpen = kernel.Io.Files.FindNode(OpenNode.KeyOf(node.Device, node.Generation, isDevice: false, place.Node)) is not null;
        return isOpen || place.Node.IsDirectory || (place.Node.Attributes & AttributeReadOnly) != 0 ? NtStatus.AccessDenied : files.Delete(place.Node);
    }

    private uint Move(OpenNode node, IFileSystem files, FilePlace place)
    {
        FileNode moved = node.Node;
        uint status = files.Rename(ref moved, place.Parent, place.Name);
        if (status == NtStatus.Success)
        {
            kernel.Io.Files.Move(node, moved, FilePaths.Join(place.Path[..Math.Max(place.Path.LastIndexOf('\\'), 1)], moved.Name));
        }

        return status;
    }
}
