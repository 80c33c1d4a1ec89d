namespace Xemu.Kernel.Hle;

/// <summary>The exported OBJECT_TYPE variables.</summary>
/// <remarks>Sources: nxdk lib/xboxkrnl/xboxkrnl.h (layout); xbox_kernel_test_suite, src/tests/*/suite/object_type.c (pool tags, and which types have which routines).</remarks>
internal sealed class ObjectTypes
{
    /// <summary>OBJECT_TYPE as byte offsets.</summary>
    public const uint AllocateProcedure = 0;
    public const uint FreeProcedure = 4;
    public const uint CloseProcedure = 8;
    public const uint DeleteProcedure = 12;
    public const uint ParseProcedure = 16;

    /// <summary>Where an object has what is waited for: from its start, or, with the highest bit set, the address of an object that is always signaled.</summary>
    public const uint DefaultObject = 20;

    public const uint PoolTag = 24;

    /// <summary>The kernel's own routines that the types name: (Object, handles before one is closed), (Object), (ParseObject, ObjectType, Attributes, CompleteName, RemainingName, Context, Object).</summary>
    public const string CloseRoutine = "ObjectClose";
    public const string DeleteRoutine = "ObjectDelete";
    public const string ParseRoutine = "ObjectParse";

    private static readonly (ObjectKind Kind, string Export, string Tag, string Routines)[] Known =
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

    /// <summary>What a wait for an object of any type waits for.</summary>
    public static uint WaitedFor(GuestMemory memory, uint obj)
    {
        uint place = memory.Read32(memory.Read32(obj + ObjectHeader.Type) + DefaultObject);
        return (int)place < 0 ? place : obj + place;
    }

    /// <summary>Fills the variables in.</summary>
    public void Write(Kernel kernel)
    {
        uint always = kernel.Variables.DefaultObject;
        kernel.Dispatcher.Initialize(always, DispatcherType.NotificationEvent, DispatcherHeader.Bytes, 1);
        uint Address(string name) => kernel.Exports[name].Address;
        foreach ((ObjectKind kind, _, _, string routines) in Known)
        {
            uint type = _addresses[kind];
            kernel.Memory.Write32(type + AllocateProcedure, Address("ExAllocatePoolWithTag"));
            kernel.Memory.Write32(type + FreeProcedure, Address("ExFreePool"));
            kernel.Memory.Write32(type + CloseProcedure, routines.Contains('C') ? Address(CloseRoutine) : 0);
            kernel.Memory.Write32(type + DeleteProcedure, routines.Contains('D') ? Address(DeleteRoutine) : 0);
            kernel.Memory.Write32(type + ParseProcedure, routines.Contains('P') ? Address(ParseRoutine) : 0);
            kernel.Memory.Write32(type + DefaultObject, DefaultObjectOf(kind, always));
            kernel.Memory.Write32(type + PoolTag, _tags[kind]);
        }
    }

    private static uint DefaultObjectOf(ObjectKind kind, uint always) => kind switch
    {
        ObjectKind.File => FileObject.Event,
        ObjectKind.Device or ObjectKind.Directory or ObjectKind.SymbolicLink => always,
        _ => 0,
    };
}
