using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;
using Xemu.Block.Fatx;
using Xemu.Block.Xdvdfs;

namespace Xemu.Kernel.Hle;

/// <summary>Devices, volumes and open files. Reads and writes are done at once: a file system is read and written within the call that asks for it.</summary>
internal sealed class IoManager : IStateful
{
    private const int HighestPartition = 7;
    private const uint DeviceBodyBytes = 0x50;
    private const int MostFileBytes = 0x0800_0000;

    private readonly Kernel _kernel;
    private readonly IRemovableMedium? _drive;
    private readonly IBlockDevice? _disk;

    [Derived("follows from the disk's partitions")]
    private readonly List<IoDevice> _devices = [];

    [Derived("follows from the names of the namespace")]
    private readonly Dictionary<uint, IoDevice> _byObject = [];

    [Derived("no file is open yet")]
    private readonly HashSet<uint> _open = [];

    public IoManager(Kernel kernel, KernelOptions options)
    {
        _kernel = kernel;
        _drive = options.Drive;
        _disk = options.Disk;
    }

    /// <summary>Makes the devices.</summary>
    public void Reset()
    {
        Discover();
        _byObject.Clear();
        uint device = _kernel.Objects.Lookup(0, @"\Device", followsLast: true).Object;
        uint disk = _kernel.Objects.CreateDirectory(device, "Harddisk0");
        foreach (IoDevice item in _devices)
        {
            AddObject(item.IsDisc ? device : disk, item);
        }
    }

    /// <summary>The device of an object, or null.</summary>
    public IoDevice? DeviceOf(uint obj) => _byObject.GetValueOrDefault(obj);

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

    /// <summary>The last handle of a file was closed.</summary>
    public void HandlesClosed(uint file) => _open.Remove(file);

    /// <summary>The last reference to a file is gone.</summary>
    public void FileDeleted(uint file) => _open.Remove(file);

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
    }

    /// <inheritdoc/>
    public void AfterRestore()
    {
        Discover();
        _byObject.Clear();
        foreach (IoDevice item in _devices)
        {
            NameLookup lookup = _kernel.Objects.Lookup(0, item.Path, followsLast: true);
            if (lookup.Status == NtStatus.Success)
            {
                _byObject[lookup.Object] = item;
            }
        }
    }

    private void AddObject(uint parent, IoDevice item)
    {
        uint obj = _kernel.Objects.CreateBody(ObjectKind.Device, DeviceBodyBytes);
        _kernel.Memory.Write32(obj + ObjectHeader.Flags, ObjectHeader.NamedFlag | ObjectHeader.PermanentFlag);
        _ = _kernel.Objects.Names.TryInsert(parent, item.Path[(item.Path.LastIndexOf('\\') + 1)..], obj);
        _byObject[obj] = item;
    }

    private void Discover()
    {
        _devices.Clear();
        _devices.Add(new IoDevice(@"\Device\CdRom0", _drive, static medium => XdvdfsVolume.TryMount(medium, out XdvdfsVolume? volume) is null ? new XdvdfsFileSystem(volume!) : null));
        if (_disk is null || XboxDisk.Open(_disk, out XboxDisk? disk) != FatxStatus.Ok)
        {
            return;
        }

        for (int number = 0; number <= HighestPartition; number++)
        {
            if (disk!.TryGet(number, out XboxPartition partition))
            {
                _devices.Add(new IoDevice($@"\Device\Harddisk0\Partition{number}", number, _disk, partition.Offset, partition.Size, medium => Mount(medium, partition)));
            }
        }
    }

    private static FatxFileSystem? Mount(IBlockDevice medium, XboxPartition partition) =>
        partition.Number > 0 && FatxVolume.TryMount(medium, partition.Offset, partition.Size, out FatxVolume? volume) == FatxStatus.Ok ? new FatxFileSystem(volume!) : null;
}
