namespace Xemu.Kernel.Hle;

/// <summary>The exported OBJECT_TYPE variables. Pool tags as xboxdevwiki "Kernel/Objects" lists them: unverified.</summary>
internal sealed class ObjectTypes
{
    /// <summary>Where an OBJECT_TYPE has its pool tag. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
    public const uint PoolTag = 0x18;

    private static readonly (ObjectKind Kind, string Export, string Tag)[] Known =
    [
        (ObjectKind.Event, "ExEventObjectType", "Even"),
        (ObjectKind.Mutant, "ExMutantObjectType", "Muta"),
        (ObjectKind.Semaphore, "ExSemaphoreObjectType", "Sema"),
        (ObjectKind.Timer, "ExTimerObjectType", "Time"),
        (ObjectKind.IoCompletion, "IoCompletionObjectType", "Comp"),
        (ObjectKind.Device, "IoDeviceObjectType", "Devi"),
        (ObjectKind.File, "IoFileObjectType", "File"),
        (ObjectKind.Directory, "ObDirectoryObjectType", "Dire"),
        (ObjectKind.SymbolicLink, "ObSymbolicLinkObjectType", "Symb"),
        (ObjectKind.Thread, "PsThreadObjectType", "Thrd"),
    ];

    private readonly Dictionary<uint, ObjectKind> _kinds = [];
    private readonly Dictionary<ObjectKind, uint> _addresses = [];
    private readonly Dictionary<ObjectKind, uint> _tags = [];

    public ObjectTypes(ExportTable exports)
    {
        foreach ((ObjectKind kind, string export, string tag) in Known)
        {
            uint address = exports[export].Address;
            _kinds.Add(address, kind);
            _addresses.Add(kind, address);
            _tags.Add(kind, tag[0] | ((uint)tag[1] << 8) | ((uint)tag[2] << 16) | ((uint)tag[3] << 24));
        }
    }

    /// <summary>Address of a kind's OBJECT_TYPE.</summary>
    public uint AddressOf(ObjectKind kind) => _addresses[kind];

    /// <summary>Pool tag of a kind.</summary>
    public uint TagOf(ObjectKind kind) => _tags[kind];

    /// <summary>The kind of an OBJECT_TYPE.</summary>
    public ObjectKind KindOf(uint address) => _kinds.GetValueOrDefault(address);

    /// <summary>Fills the variables in.</summary>
    public void Write(GuestMemory memory)
    {
        foreach ((ObjectKind kind, uint address) in _addresses)
        {
            memory.Write32(address + PoolTag, _tags[kind]);
        }
    }
}
