namespace Xemu.Kernel.Hle;

/// <summary>The exported OBJECT_TYPE variables. Pool tags, and which types have which procedures: what xbox_kernel_test_suite recorded on a console.</summary>
internal sealed class ObjectTypes
{
    /// <summary>OBJECT_TYPE as byte offsets. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
    public const uint AllocateProcedure = 0x00;
    public const uint FreeProcedure = 0x04;
    public const uint CloseProcedure = 0x08;
    public const uint DeleteProcedure = 0x0C;
    public const uint ParseProcedure = 0x10;
    public const uint PoolTag = 0x18;

    private static readonly (ObjectKind Kind, string Export, string Tag, string Procedures)[] Known =
    [
        (ObjectKind.Event, "ExEventObjectType", "Evev", ""),
        (ObjectKind.Mutant, "ExMutantObjectType", "Muta", "D"),
        (ObjectKind.Semaphore, "ExSemaphoreObjectType", "Sema", ""),
        (ObjectKind.Timer, "ExTimerObjectType", "Time", "D"),
        (ObjectKind.IoCompletion, "IoCompletionObjectType", "Comp", "D"),
        (ObjectKind.Device, "IoDeviceObjectType", "Devi", "P"),
        (ObjectKind.File, "IoFileObjectType", "File", "CDP"),
        (ObjectKind.Directory, "ObDirectoryObjectType", "Dire", ""),
        (ObjectKind.SymbolicLink, "ObSymbolicLinkObjectType", "Symb", "D"),
        (ObjectKind.Thread, "PsThreadObjectType", "Thre", ""),
    ];

    private readonly Dictionary<uint, ObjectKind> _kinds = [];
    private readonly Dictionary<ObjectKind, uint> _addresses = [];
    private readonly Dictionary<ObjectKind, uint> _tags = [];

    public ObjectTypes(ExportTable exports)
    {
        foreach ((ObjectKind kind, string export, string tag, _) in Known)
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
    public void Write(Kernel kernel)
    {
        foreach ((ObjectKind kind, _, _, string procedures) in Known)
        {
            uint type = _addresses[kind];
            kernel.Memory.Write32(type + AllocateProcedure, kernel.Exports["ExAllocatePoolWithTag"].Address);
            kernel.Memory.Write32(type + FreeProcedure, kernel.Exports["ExFreePool"].Address);
            kernel.Memory.Write32(type + CloseProcedure, procedures.Contains('C', StringComparison.Ordinal) ? kernel.Code.ObjectClose : 0);
            kernel.Memory.Write32(type + DeleteProcedure, procedures.Contains('D', StringComparison.Ordinal) ? kernel.Code.ObjectDelete : 0);
            kernel.Memory.Write32(type + ParseProcedure, procedures.Contains('P', StringComparison.Ordinal) ? kernel.Code.ObjectParse : 0);
            kernel.Memory.Write32(type + PoolTag, _tags[kind]);
        }
    }
}
