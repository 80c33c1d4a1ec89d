namespace Xemu.Kernel.Hle;

/// <summary>Ob: executive objects by pointer, handle and name.</summary>
internal static class ObExports
{
    private const uint MostBodyBytes = 0x1_0000;

    public static void Register(ExportTable exports)
    {
        exports.Serve("ObCreateObject", Create);
        exports.Serve("ObInsertObject", Insert);
        exports.Serve("ObMakeTemporaryObject", MakeTemporary);
        exports.Serve("ObOpenObjectByName", OpenByName);
        exports.Serve("ObOpenObjectByPointer", OpenByPointer);
        exports.Serve("ObReferenceObjectByHandle", ReferenceByHandle);
        exports.Serve("ObReferenceObjectByName", ReferenceByName);
        exports.Serve("ObReferenceObjectByPointer", ReferenceByPointer);
        exports.Serve("ObfReferenceObject", Reference);
        exports.Serve("ObfDereferenceObject", Dereference);
        exports.Serve(ObjectTypes.CloseRoutine, CloseObject);
        exports.Serve(ObjectTypes.DeleteRoutine, DeleteObject);
        exports.Serve(ObjectTypes.ParseRoutine, ParseObject);
    }

    private static uint MakeTemporary(KernelCall call)
    {
        call.Kernel.Objects.MakeTemporary(call[0]);
        return 0;
    }

    private static uint Reference(KernelCall call)
    {
        call.Kernel.Objects.Reference(call[0]);
        return 0;
    }

    private static uint Dereference(KernelCall call)
    {
        call.Kernel.Objects.Dereference(call[0]);
        return 0;
    }

    /// <summary>(ObjectType, ObjectAttributes, BodySize, Object).</summary>
    private static uint Create(KernelCall call)
    {
        (uint type, uint size) = (call[0], call[2]);
        if (size > MostBodyBytes)
        {
            return NtStatus.InsufficientResources;
        }

        call.Memory.Probe(call[3], 4, isWrite: true);
        uint body = call.Kernel.Objects.CreateBody(type, call.Memory.Read32(type + ObjectTypes.PoolTag), size);
        call.Memory.Write32(call[3], body);
        return body == 0 ? NtStatus.InsufficientResources : NtStatus.Success;
    }

    /// <summary>(Object, ObjectAttributes, references to add, ReturnedHandle).</summary>
    private static uint Insert(KernelCall call)
    {
        uint references = call[2];
        uint obj = call[0];
        call.Memory.Probe(call[3], 4, isWrite: true);
        for (uint i = 0; i < Math.Min(references, 16); i++)
        {
            call.Kernel.Objects.Reference(obj);
        }

        uint status = call.Kernel.Objects.Insert(obj, call[1], out uint handle);
        call.Memory.Write32(call[3], handle);
        return status;
    }

    /// <summary>(ObjectAttributes, ObjectType, ParseContext, Handle).</summary>
    private static uint OpenByName(KernelCall call)
    {
        (uint root, string name, _) = call.Kernel.Objects.ReadAttributes(call[0]);
        uint status = Lookup(call, root, name, call[1], out uint obj);
        if (status == NtStatus.Success)
        {
            uint handle = call.Kernel.Objects.Open(obj);
            call.Memory.Write32(call[3], handle);
        }

        return status;
    }

    private static uint OpenByPointer(KernelCall call)
    {
        uint status = CheckType(call, call[0], call[1]);
        if (status == NtStatus.Success)
        {
            uint handle = call.Kernel.Objects.Open(call[0]);
            call.Memory.Write32(call[2], handle);
        }

        return status;
    }

    /// <summary>(Handle, ObjectType, ReturnedObject).</summary>
    private static uint ReferenceByHandle(KernelCall call)
    {
        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.None, out uint obj);
        if (status == NtStatus.Success)
        {
            status = CheckType(call, obj, call[1]);
        }

        call.Memory.Write32(call[2], status == NtStatus.Success ? obj : 0);
        if (status == NtStatus.Success)
        {
            call.Kernel.Objects.Reference(obj);
        }

        return status;
    }

    /// <summary>(ObjectName, Attributes, ObjectType, ParseContext, Object).</summary>
    private static uint ReferenceByName(KernelCall call)
    {
        uint status = Lookup(call, 0, call.Kernel.Objects.ReadString(call[0]), call[2], out uint obj);
        call.Memory.Write32(call[4], status == NtStatus.Success ? obj : 0);
        if (status == NtStatus.Success)
        {
            call.Kernel.Objects.Reference(obj);
        }

        return status;
    }

    private static uint ReferenceByPointer(KernelCall call)
    {
        uint status = CheckType(call, call[0], call[1]);
        if (status == NtStatus.Success)
        {
            call.Kernel.Objects.Reference(call[0]);
        }

        return status;
    }

    /// <summary>(Object, handles before one is closed): with the last handle of a file the file is closed.</summary>
    private static uint CloseObject(KernelCall call)
    {
        if (call[1] == 1 && call.Kernel.Objects.KindOf(call[0]) == ObjectKind.File)
        {
            call.Kernel.Io.HandlesClosed(call[0]);
        }

        return 0;
    }

    private static uint DeleteObject(KernelCall call)
    {
        call.Kernel.Objects.CleanUp(call[0]);
        return 0;
    }

    /// <summary>(ParseObject, ObjectType, Attributes, CompleteName, RemainingName, Context, Object): the object itself. What is open within it only the kernel's own context could tell: unverified.</summary>
    private static uint ParseObject(KernelCall call)
    {
        (uint obj, uint type, uint rest, uint context, uint place) = (call[0], call[1], call[4], call[5], call[6]);
        uint status = rest != 0 && call.Memory.Read16(rest) != 0 || context != 0 ? NtStatus.ObjectTypeMismatch : CheckType(call, obj, type);
        call.Memory.Write32(place, status == NtStatus.Success ? obj : 0);
        if (status == NtStatus.Success)
        {
            call.Kernel.Objects.Reference(obj);
        }

        return status;
    }

    private static uint Lookup(KernelCall call, uint root, string name, uint type, out uint obj)
    {
        NameLookup lookup = call.Kernel.Objects.Lookup(root, name, followsLast: type != call.Kernel.Objects.Types.AddressOf(ObjectKind.SymbolicLink));
        obj = lookup.Object;
        return lookup.Status != NtStatus.Success ? lookup.Status
            : lookup.Rest.Length > 0 ? NtStatus.ObjectNameNotFound
            : CheckType(call, obj, type);
    }

    private static uint CheckType(KernelCall call, uint obj, uint type) =>
        type == 0 || call.Memory.Read32(obj + ObjectHeader.Type) == type ? NtStatus.Success : NtStatus.ObjectTypeMismatch;
}
