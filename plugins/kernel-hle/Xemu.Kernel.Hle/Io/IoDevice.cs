using Xemu.Abstractions.Media;

namespace Xemu.Kernel.Hle;

/// <summary>A device of the namespace: the disc drive, or a partition of the hard disk (0 is all of it).</summary>
internal sealed class IoDevice
{
    private readonly IRemovableMedium? _drive;
    private readonly IBlockDevice? _disk;
    private readonly Func<IBlockDevice, IFileSystem?> _mount;

    [Xemu.Abstractions.State.Derived("read again from the medium")]
    private IFileSystem? _mounted;

    [Xemu.Abstractions.State.Derived("saved as IsInUse: what is in the drive then")]
    private IBlockDevice? _used;

    private bool _isRestored;

    /// <summary>The disc drive.</summary>
    public IoDevice(string path, IRemovableMedium? drive, Func<IBlockDevice, IFileSystem?> mount)
    {
        Path = path;
        _drive = drive;
        _mount = mount;
    }

    /// <summary>A partition.</summary>
    public IoDevice(string path, int number, IBlockDevice disk, ulong offset, ulong size, Func<IBlockDevice, IFileSystem?> mount)
    {
        Path = path;
        Number = number;
        _disk = disk;
        Offset = offset;
        Size = size;
        _mount = mount;
    }

    /// <summary>Its name in the namespace.</summary>
    public string Path { get; }

    /// <summary>Number of the disc drive.</summary>
    public const int DiscNumber = -1;

    /// <summary>Number of the partition; <see cref="DiscNumber"/> of the disc drive.</summary>
    public int Number { get; } = DiscNumber;

    /// <summary>Which of the volumes that it has held is the one now: counts dismounts and changes of the medium. State of the I/O manager.</summary>
    public uint Generation { get; set; }

    /// <summary>What <see cref="Generation"/> is once a change of the medium is noticed.</summary>
    public uint NextGeneration => Generation + (HasChanged ? 1U : 0);

    /// <summary>Whether a program has used the medium that is in it, so that another one is a change. State of the I/O manager.</summary>
    public bool IsInUse
    {
        get => _isRestored || (_used is not null && !HasChanged);
        set => _isRestored = value;
    }

    /// <summary>Whether it is the disc drive.</summary>
    public bool IsDisc => Number < 0;

    /// <summary>Size of a sector in bytes.</summary>
    public uint SectorBytes => IsDisc ? 2048U : 512;

    /// <summary>Where the partition starts on the medium, in bytes.</summary>
    public ulong Offset { get; }

    /// <summary>Its size in bytes; of a disc the medium's.</summary>
    public ulong SizeBytes => IsDisc ? (Medium?.SizeBytes ?? StartBytes) - StartBytes : Size;

    /// <summary>Where its first byte lies on the medium: a disc's game partition may lie behind a film.</summary>
    public ulong StartBytes => IsDisc && TryMount(out IFileSystem? files) == NtStatus.Success ? files!.StartBytes : Offset;

    /// <summary>What is in it, or null.</summary>
    public IBlockDevice? Medium => IsDisc ? (_drive is { IsTrayOpen: false } ? _drive.Medium : null) : _disk;

    private ulong Size { get; }

    private bool HasChanged => _used is not null && !ReferenceEquals(_used, Medium);

    /// <summary>The file system on it.</summary>
    /// <param name="fileSystem">The file system, or null.</param>
    /// <returns>Success, NoMediaInDevice or UnrecognizedVolume.</returns>
    public uint TryMount(out IFileSystem? fileSystem)
    {
        fileSystem = null;
        NoticeChange();
        if (Medium is not { } medium)
        {
            return NtStatus.NoMediaInDevice;
        }

        if (_mounted is null)
        {
            _mounted = _mount(medium);
            _used = _mounted is null ? _used : medium;
        }

        fileSystem = _mounted;
        return fileSystem is null ? NtStatus.UnrecognizedVolume : NtStatus.Success;
    }

    /// <summary>A program has opened the device itself.</summary>
    public void Use() => _used = Medium;

    /// <summary>Guest time begins to pass: after a restore, what is in the drive now was in it when the state was saved.</summary>
    public void Start()
    {
        if (_isRestored)
        {
            _used = Medium;
            _isRestored = false;
        }
    }

    /// <summary>Forgets the file system when its medium is gone or another.</summary>
    public void NoticeChange()
    {
        Start();
        if (HasChanged)
        {
            Dismount();
        }
    }

    /// <summary>Forgets the file system, and with it the files that are open on it: it is read again when it is next used.</summary>
    public void Dismount()
    {
        _mounted = null;
        _used = null;
        Generation++;
    }

    /// <summary>Drops what the file system remembers of the medium: something was written past it.</summary>
    public void Invalidate() => _mounted?.Invalidate();
}
