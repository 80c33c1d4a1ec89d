using System.Buffers.Binary;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;
using Xemu.Block.Fatx;
using Xemu.Block.Xdvdfs;

namespace Xemu.Kernel.Hle;

/// <summary>Devices, volumes and open files. Reads and writes are done at once: a file system is read and written within the call that asks for it.</summary>
internal sealed class IoManager : IStateful
{
    private const int HighestPartition = 7;
    /// <summary>What says how a FATX volume is laid out. Source: xboxdevwiki "FATX".</summary>
    private const ulong VolumeHeaderBytes = 4096;
    private const int MostDevices = 16;
    private const int PackedDeviceBytes = 32;
    private const int MostFileBytes = 0x0800_0000;

    private readonly Kernel _kernel;
    private readonly IRemovableMedium? _drive;
    private readonly IBlockDevice? _disk;

    [Derived("saved as 'devices'")]
    private readonly List<IoDevice> _devices = [];

    [Derived("saved as 'devices'")]
    private readonly Dictionary<uint, IoDevice> _byObject = [];

    public IoManager(Kernel kernel, KernelOptions options)
    {
        _kernel = kernel;
        _drive = options.Drive;
        _disk = options.Disk;
        Opener = new FileOpener(kernel);
        Requests = new IoRequests(kernel);
        Transfer = new FileTransfer(kernel);
        Information = new FileInformation(kernel);
        Changes = new FileChanges(kernel);
        Folders = new FolderListing(kernel);
        Volumes = new VolumeInformation(kernel);
        Control = new DeviceControl(kernel);
    }

    /// <summary>Opens files.</summary>
    public FileOpener Opener { get; }

    /// <summary>Begins and ends requests.</summary>
    public IoRequests Requests { get; }

    /// <summary>Reads and writes.</summary>
    public FileTransfer Transfer { get; }

    /// <summary>Tells of files.</summary>
    public FileInformation Information { get; }

    /// <summary>Changes files.</summary>
    public FileChanges Changes { get; }

    /// <summary>Lists folders.</summary>
    public FolderListing Folders { get; }

    /// <summary>Tells of volumes.</summary>
    public VolumeInformation Volumes { get; }

    /// <summary>Serves control codes.</summary>
    public DeviceControl Control { get; }

    /// <summary>Makes the devices.</summary>
    public void Reset()
    {
        Files.Reset();
        Discover();
        _byObject.Clear();
        uint device = _kernel.Objects.Lookup(0, @"\Device", followsLast: true).Object;
        uint disk = _kernel.Objects.CreateDirectory(device, "Harddisk0", ObjectKind.Device);
        (uint discDriver, uint diskDriver) = (DriverObject.Create(_kernel), DriverObject.Create(_kernel));
        foreach (IoDevice item in _devices)
        {
            AddObject(item.IsDisc ? device : disk, item, item.IsDisc ? discDriver : diskDriver);
        }
    }

    /// <summary>Guest time begins to pass.</summary>
    public void Start() => _devices.ForEach(static device => device.Start());

    /// <summary>The open files.</summary>
    public OpenFiles Files { get; } = new();

    /// <summary>The device of an object, or null.</summary>
    public IoDevice? DeviceOf(uint obj) => _byObject.GetValueOrDefault(obj);

    /// <summary>Address of a device's object, or 0.</summary>
    public uint ObjectOf(IoDevice device) => _byObject.FirstOrDefault(d => d.Value == device).Key;

    /// <summary>The open file of a handle.</summary>
    /// <returns>Success, InvalidHandle, ObjectTypeMismatch; FileClosed of a file object that the I/O manager did not make.</returns>
    public uint Find(uint handle, out OpenFile file)
    {
        file = null!;
        uint status = _kernel.Objects.Find(handle, ObjectKind.File, out uint obj);
        if (status != NtStatus.Success)
        {
            return status;
        }

        file = Files.Find(obj)!;
        return file is null ? NtStatus.FileClosed : NtStatus.Success;
    }

    /// <summary>The device of an open file, if its medium is still the one that it was opened on.</summary>
    public uint Reach(OpenNode node, out IoDevice device)
    {
        device = null!;
        foreach (IoDevice item in _devices)
        {
            device = item.Number == node.Device ? item : device;
        }

        if (device is null)
        {
            return NtStatus.NoSuchDevice;
        }

        device.NoticeChange();
        return device.Medium is null ? NtStatus.NoMediaInDevice
            : device.Generation == node.Generation || (node.IsDevice && !device.IsDisc) ? NtStatus.Success
            : device.IsDisc ? IoStatus.VerifyRequired : NtStatus.VolumeDismounted;
    }

    /// <summary>What every query of information begins with.</summary>
    /// <param name="file">The file that is asked about.</param>
    /// <param name="kind">The class.</param>
    /// <param name="classes">One more than the last class there is.</param>
    /// <param name="needed">Bytes that the class needs, 0 if it is not told.</param>
    /// <param name="length">Size of the caller's buffer.</param>
    /// <param name="device">The file's device.</param>
    public uint BeginQuery(OpenFile file, uint kind, uint classes, int needed, uint length, out IoDevice device)
    {
        device = null!;
        return needed == 0 ? kind == 0 || kind >= classes ? NtStatus.InvalidInfoClass : NtStatus.InvalidParameter
            : length < needed ? NtStatus.InfoLengthMismatch
            : Reach(file.Node, out device);
    }

    /// <summary>The volume of an open file, and the file as it is now.</summary>
    public uint Reach(OpenNode node, out IFileSystem files)
    {
        files = null!;
        uint status = Reach(node, out IoDevice device);
        status = status == NtStatus.Success ? device.TryMount(out files!) : status;
        if (status != NtStatus.Success || node.IsDevice)
        {
            return status;
        }

        FileNode now = node.Node;
        status = files.Refresh(ref now);
        node.Node = status == NtStatus.Success ? now : node.Node;
        return status;
    }

    /// <summary>Something was written to a device itself: the volumes there are read again.</summary>
    /// <param name="start">Where on the disk, in bytes.</param>
    /// <param name="length">How much.</param>
    public void WrittenPast(ulong start, ulong length)
    {
        foreach (IoDevice device in _devices.Where(d => !d.IsDisc && d.Number > 0 && start < d.Offset + d.SizeBytes && d.Offset < start + length))
        {
            if (start < device.Offset + VolumeHeaderBytes)
            {
                device.Dismount();
            }
            else
            {
                device.Invalidate();
            }
        }
    }

    /// <summary>Reads a file whole, for the loader.</summary>
    /// <param name="path">Its path as the kernel names files.</param>
    /// <param name="content">What it holds.</param>
    /// <returns>Success, or why not.</returns>
    public uint ReadWhole(string path, out byte[] content)
    {
        content = [];
        NameLookup lookup = _kernel.Objects.Lookup(0, path, followsLast: true);
        if (lookup.Status != NtStatus.Success)
        {
            return lookup.Status;
        }

        if (DeviceOf(lookup.Object) is not { } device)
        {
            return NtStatus.NoSuchDevice;
        }

        uint status = device.TryMount(out IFileSystem? files);
        if (status != NtStatus.Success)
        {
            return status;
        }

        status = FilePaths.Find(files!, lookup.Rest, out FileNode node, out _, out _);
        if (status != NtStatus.Success)
        {
            return status;
        }

        if (node.IsDirectory || node.SizeBytes > MostFileBytes)
        {
            return NtStatus.InvalidImageFormat;
        }

        content = new byte[node.SizeBytes];
        status = content.Length == 0 ? NtStatus.Success : files!.Read(node, 0, content, out int count) is var read && count == content.Length ? NtStatus.Success : read;
        return status;
    }

    /// <summary>A file was opened. A program may have freed a file object that was open, and here its address comes again: what was open there is forgotten.</summary>
    public void Opened(OpenFile file)
    {
        if (Files.Find(file.Object) is { } stale)
        {
            Forget(stale);
        }

        Files.Add(file);
    }

    /// <summary>The last handle of a file was closed: it is no longer open, and goes if it was to go.</summary>
    public void HandlesClosed(uint file)
    {
        if (Files.Find(file) is not { } open)
        {
            return;
        }

        OpenNode node = open.Node;
        node.DeletePending |= open.DeletesOnClose;
        Forget(open);
        if (node is { DeletePending: true, Files: 0 } && Reach(node, out IFileSystem files) == NtStatus.Success)
        {
            _ = files.Delete(node.Node);
        }
    }

    /// <summary>The last reference to a file is gone.</summary>
    public void FileDeleted(uint file) => HandlesClosed(file);

    /// <summary>The last reference to a device's object is gone.</summary>
    public void DeviceDeleted(uint obj) => _byObject.Remove(obj);

    /// <summary>Puts what was written to a file's device on stable storage.</summary>
    public uint Flush(OpenFile file)
    {
        uint status = Reach(file.Node, out IoDevice device);
        return status == NtStatus.Success ? Flush(device) : status;
    }

    /// <summary>Puts what was written to a device on stable storage.</summary>
    public static uint Flush(IoDevice device)
    {
        if (device.Medium is not { } medium || device.IsDisc)
        {
            return device.Medium is null ? NtStatus.NoMediaInDevice : NtStatus.Success;
        }

        try
        {
            medium.Flush();
            return NtStatus.Success;
        }
        catch (IOException)
        {
            return NtStatus.IoDeviceError;
        }
    }

    /// <summary>Puts everything on stable storage.</summary>
    public void Flush()
    {
        foreach (IoDevice device in _devices)
        {
            if (device.TryMount(out IFileSystem? files) == NtStatus.Success)
            {
                _ = files!.Flush();
            }
        }
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        byte[] devices = state.IsLoading ? [] : PackDevices();
        state.Blob("devices", ref devices, MostDevices * PackedDeviceBytes);
        state.Part("open", Files);
        if (state.IsLoading)
        {
            LoadDevices(devices);
        }
    }

    private void Forget(OpenFile open)
    {
        Files.Remove(open);
        if (open.Port != 0)
        {
            _ = _kernel.Pool.Free(open.PortBlock);
            _kernel.Objects.Dereference(open.Port);
        }
    }

    private byte[] PackDevices()
    {
        byte[] bytes = new byte[_devices.Count * PackedDeviceBytes];
        Span<byte> at = bytes;
        foreach (IoDevice device in _devices)
        {
            BinaryPrimitives.WriteInt32LittleEndian(at, device.Number);
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], device.NextGeneration);
            BinaryPrimitives.WriteUInt64LittleEndian(at[8..], device.Offset);
            BinaryPrimitives.WriteUInt64LittleEndian(at[16..], device.IsDisc ? 0 : device.SizeBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(at[24..], ObjectOf(device));
            BinaryPrimitives.WriteUInt32LittleEndian(at[28..], device.IsInUse ? 1U : 0);
            at = at[PackedDeviceBytes..];
        }

        return bytes;
    }

    private void LoadDevices(ReadOnlySpan<byte> bytes)
    {
        _devices.Clear();
        _byObject.Clear();
        if (bytes.Length % PackedDeviceBytes != 0)
        {
            throw new StateException("Field 'devices' is cut short; the snapshot is damaged.");
        }

        for (; !bytes.IsEmpty; bytes = bytes[PackedDeviceBytes..])
        {
            int number = BinaryPrimitives.ReadInt32LittleEndian(bytes);
            ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
            ulong size = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
            bool isSound = number is >= IoDevice.DiscNumber and <= HighestPartition && !_devices.Exists(d => d.Number == number)
                && (number == IoDevice.DiscNumber || (_disk is not null && size <= _disk.SizeBytes && offset <= _disk.SizeBytes - size));
            if (!isSound)
            {
                throw new StateException($"Field 'devices' holds partition {number} of {size} bytes, which the disk does not have; the snapshot is damaged or of another disk.");
            }

            IoDevice device = number == IoDevice.DiscNumber ? DiscDrive() : PartitionOf(number, offset, size);
            device.Generation = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            device.IsInUse = BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]) != 0;
            _devices.Add(device);
            uint obj = BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]);
            if (obj != 0 && !_byObject.TryAdd(obj, device))
            {
                throw new StateException($"Field 'devices' gives two devices the object 0x{obj:X8}; the snapshot is damaged.");
            }
        }
    }

    private void AddObject(uint parent, IoDevice item, uint driver)
    {
        uint obj = _kernel.Objects.CreateBody(ObjectKind.Device, DeviceObject.Bytes);
        DeviceObject.Fill(_kernel, obj, driver, (byte)VolumeInformation.DeviceTypeOf(item), item.SectorBytes, 0);
        _kernel.Memory.Write32(obj + ObjectHeader.Flags, ObjectHeader.NamedFlag | ObjectHeader.PermanentFlag);
        _ = _kernel.Objects.Names.Insert(parent, item.Path[(item.Path.LastIndexOf('\\') + 1)..], obj);
        _byObject[obj] = item;
    }

    private void Discover()
    {
        _devices.Clear();
        _devices.Add(DiscDrive());
        if (_disk is null || XboxDisk.Open(_disk, out XboxDisk? disk) != FatxStatus.Ok)
        {
            return;
        }

        for (int number = 0; number <= HighestPartition; number++)
        {
            if (disk!.TryGet(number, out XboxPartition partition))
            {
                _devices.Add(PartitionOf(number, partition.Offset, partition.Size));
            }
        }
    }

    private IoDevice DiscDrive() =>
        new(@"\Device\CdRom0", _drive, static medium => XdvdfsVolume.TryMount(medium, out XdvdfsVolume? volume) is null ? new XdvdfsFileSystem(volume!) : null);

    private IoDevice PartitionOf(int number, ulong offset, ulong size) => new(
        $@"\Device\Harddisk0\Partition{number}", number, _disk!, offset, size, medium => Mount(medium, number, offset, size));

    private static FatxFileSystem? Mount(IBlockDevice medium, int number, ulong offset, ulong size) =>
        number > 0 && FatxVolume.TryMount(medium, offset, size, out FatxVolume? volume) == FatxStatus.Ok ? new FatxFileSystem(volume!) : null;
}
