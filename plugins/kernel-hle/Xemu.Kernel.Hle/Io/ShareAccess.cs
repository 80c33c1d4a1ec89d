namespace Xemu.Kernel.Hle;

/// <summary>SHARE_ACCESS: how a file is opened, and what its openers let others do.</summary>
internal struct ShareAccess
{
    /// <summary>Size of the structure in guest memory, a byte a field. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
    public const uint Bytes = 7;

    private int _opens;
    private int _readers;
    private int _writers;
    private int _deleters;
    private int _sharedRead;
    private int _sharedWrite;
    private int _sharedDelete;

    /// <summary>Reads the structure.</summary>
    public static ShareAccess Load(GuestMemory memory, uint address) => new()
    {
        _opens = memory.Read8(address),
        _readers = memory.Read8(address + 1),
        _writers = memory.Read8(address + 2),
        _deleters = memory.Read8(address + 3),
        _sharedRead = memory.Read8(address + 4),
        _sharedWrite = memory.Read8(address + 5),
        _sharedDelete = memory.Read8(address + 6),
    };

    /// <summary>Writes the structure.</summary>
    public readonly void Store(GuestMemory memory, uint address) => memory.Write(
        address, [(byte)_opens, (byte)_readers, (byte)_writers, (byte)_deleters, (byte)_sharedRead, (byte)_sharedWrite, (byte)_sharedDelete]);

    /// <summary>Whether a further open agrees with those that are there.</summary>
    public readonly bool Allows(uint access, uint share)
    {
        bool refused = (FileRights.Reads(access) && _sharedRead < _opens)
            || (FileRights.Writes(access) && _sharedWrite < _opens)
            || (FileRights.Deletes(access) && _sharedDelete < _opens)
            || (_readers != 0 && (share & FileRights.ShareRead) == 0)
            || (_writers != 0 && (share & FileRights.ShareWrite) == 0)
            || (_deleters != 0 && (share & FileRights.ShareDelete) == 0);
        return !Counts(access) || !refused;
    }

    /// <summary>Adds an open; one that neither reads, writes nor deletes does not count.</summary>
    public void Add(uint access, uint share) => Change(access, share, 1);

    /// <summary>Takes an open away.</summary>
    public void Remove(uint access, uint share) => Change(access, share, -1);

    private static bool Counts(uint access) => FileRights.Reads(access) || FileRights.Writes(access) || FileRights.Deletes(access);

    private void Change(uint access, uint share, int by)
    {
        if (!Counts(access))
        {
            return;
        }

        _opens += by;
        _readers += FileRights.Reads(access) ? by : 0;
        _writers += FileRights.Writes(access) ? by : 0;
        _deleters += FileRights.Deletes(access) ? by : 0;
        _sharedRead += (share & FileRights.ShareRead) != 0 ? by : 0;
        _sharedWrite += (share & FileRights.ShareWrite) != 0 ? by : 0;
        _sharedDelete += (share & FileRights.ShareDelete) != 0 ? by : 0;
    }
}
