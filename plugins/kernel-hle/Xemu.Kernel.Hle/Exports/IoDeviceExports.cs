namespace Xemu.Kernel.Hle;

/// <summary>Io: devices by their objects, share access, completion.</summary>
internal static class IoDeviceExports
{
    private const uint ReadBit = 0x02;
    private const uint WriteBit = 0x04;
    private const uint DeleteBit = 0x08;
    private const uint MostExtensionBytes = 0x1_0000;

    public static void Register(ExportTable exports)
    {
        exports.Serve("IoCreateDevice", CreateDevice);
        exports.Serve("IoDeleteDevice", DeleteDevice);
        exports.Serve("IoDismountVolume", static call => Dismount(call, call[0]));
        exports.Serve("IoDismountVolumeByName", DismountByName);
        exports.Serve("IoCheckShareAccess", CheckShare);
        exports.Serve("IoSetShareAccess", SetShare);
        exports.Serve("IoRemoveShareAccess", RemoveShare);
        exports.Serve("IoSetIoCompletion", static call => NtWaitExports.PostCompletion(call.Kernel, call[0], call[1], call[2], call[3], call[4]));
        exports.Serve("NtUserIoApcDispatcher", DispatchApc);
    }

    /// <summary>(DriverObject, DeviceExtensionSize, DeviceName, DeviceType, Exclusive, DeviceObject).</summary>
    private static uint CreateDevice(KernelCall call)
    {
        (uint driver, uint extension, uint namePlace, byte type, uint place) = (call[0], call[1], call[2], call.Byte(3), call[5]);
        call.Memory.Probe(place, 4, isWrite: true);
        ObjectManager objects = call.Kernel.Objects;
        string name = namePlace == 0 ? string.Empty : objects.ReadString(namePlace);
        NameLookup lookup = name.Length == 0 ? default : objects.LookupNew(0, name, followsLast: true);
        if (name.Length > 0 && lookup.Status != NtStatus.ObjectNameNotFound)
        {
            return lookup.Status == NtStatus.Success ? NtStatus.ObjectNameCollision : lookup.Status;
        }

        uint device = extension > MostExtensionBytes ? 0 : objects.CreateBody(ObjectKind.Device, DeviceObject.Bytes + extension);
        if (device == 0)
        {
            return NtStatus.InsufficientResources;
        }

        uint status = name.Length == 0 ? NtStatus.Success : objects.Names.Insert(lookup.Parent, lookup.Rest, device);
        if (status != NtStatus.Success)
        {
            objects.Dereference(device);
            return status;
        }

        call.Memory.Write32(device + ObjectHeader.Flags, (name.Length > 0 ? ObjectHeader.NamedFlag : 0) | ObjectHeader.PermanentFlag);
        uint flags = (name.Length > 0 ? DeviceObject.NamedFlag : 0) | (call.Byte(4) != 0 ? DeviceObject.ExclusiveFlag : 0);
        DeviceObject.FillNew(call.Kernel, device, driver, type, flags, extension);
        call.Memory.Write32(place, device);
        return NtStatus.Success;
    }

    /// <summary>(DeviceObject). The devices of the kernel itself stay. A driver's DriverDeleteDevice takes the same argument, and gives the object back itself.</summary>
    private static uint DeleteDevice(KernelCall call)
    {
        (uint device, ObjectManager objects) = (call[0], call.Kernel.Objects);
        if (objects.KindOf(device) != ObjectKind.Device || call.Kernel.Io.DeviceOf(device) is not null)
        {
            return 0;
        }

        uint routine = DeviceObject.DeleteRoutineOf(call.Memory, device);
        if (routine != 0 && !call.CanWait)
        {
            return call.RestartWaitable();
        }

        call.Memory.Write8(device + DeviceObject.DeletePending, 1);
        objects.MakeTemporary(device);
        if (call.Memory.Read32(device + DeviceObject.References) != 0)
        {
            return 0;
        }

        if (routine != 0)
        {
            return GoOnIn(call, routine);
        }

        objects.Dereference(device);
        return 0;
    }

    /// <summary>Has a routine of the program run in place of the export, with the arguments that lie there.</summary>
    private static uint GoOnIn(KernelCall call, uint routine)
    {
        call.Memory.Write32(call.Frame + TrapFrame.Code, 0);
        call.Memory.Write32(call.Frame + TrapFrame.Eip, routine);
        call.Kernel.Traps.ResumeAt(call.Frame);
        return call.Suspend();
    }

    private static uint Dismount(KernelCall call, uint obj)
    {
        if (call.Kernel.Io.DeviceOf(obj) is not { } device)
        {
            return NtStatus.InvalidDeviceRequest;
        }

        Hle.DeviceControl.Dismount(device);
        return NtStatus.Success;
    }

    private static uint DismountByName(KernelCall call)
    {
        NameLookup lookup = call.Kernel.Objects.Lookup(0, call.Kernel.Objects.ReadString(call[0]), followsLast: true);
        return lookup.Status == NtStatus.Success ? Dismount(call, lookup.Object) : lookup.Status;
    }

    /// <summary>(DesiredAccess, DesiredShareAccess, FileObject, ShareAccess, Update).</summary>
    private static uint CheckShare(KernelCall call)
    {
        (uint access, uint share, uint file, uint place) = (call[0], call[1], call[2], call[3]);
        call.Memory.Probe(place, ShareAccess.Bytes, isWrite: true);
        FileObject.WriteShareBits(call.Memory, file, access, share);
        ShareAccess shared = ShareAccess.Load(call.Memory, place);
        if (!shared.Allows(access, share))
        {
            return NtStatus.SharingViolation;
        }

        if (call.Byte(4) != 0)
        {
            shared.Add(access, share);
            shared.Store(call.Memory, place);
        }

        return NtStatus.Success;
    }

    /// <summary>(DesiredAccess, DesiredShareAccess, FileObject, ShareAccess).</summary>
    private static uint SetShare(KernelCall call)
    {
        (uint access, uint share, uint file, uint place) = (call[0], call[1], call[2], call[3]);
        call.Memory.Probe(place, ShareAccess.Bytes, isWrite: true);
        FileObject.WriteShareBits(call.Memory, file, access, share);
        ShareAccess shared = default;
        shared.Add(access, share);
        shared.Store(call.Memory, place);
        return 0;
    }

    /// <summary>(FileObject, ShareAccess).</summary>
    private static uint RemoveShare(KernelCall call)
    {
        uint bits = call.Memory.Read8(call[0] + FileObject.Bits);
        uint access = ((bits & ReadBit) != 0 ? FileRights.ReadData : 0) | ((bits & WriteBit) != 0 ? FileRights.WriteData : 0) | ((bits & DeleteBit) != 0 ? FileRights.Delete : 0);
        ShareAccess shared = ShareAccess.Load(call.Memory, call[1]);
        shared.Remove(access, (bits >> 4) & FileRights.ShareAll);
        shared.Store(call.Memory, call[1]);
        return 0;
    }

    /// <summary>
    /// (ApcContext, IoStatusBlock, Reserved): calls the completion routine that is the context, with an error code, a length and the status block, in place of itself:
    /// both take three arguments off the stack, so the routine gets them where this one's were. Source: Microsoft's documentation of ReadFileEx.
    /// </summary>
    private static uint DispatchApc(KernelCall call)
    {
        if (!call.CanWait)
        {
            return call.RestartWaitable();
        }

        (uint routine, uint block, uint arguments) = (call[0], call[1], call.StackArguments);
        uint status = call.Memory.Read32(block);
        uint length = call.Memory.Read32(block + 4);
        bool isDone = NtStatus.IsSuccess(status);
        call.Memory.Write32(arguments, status);
        call.Memory.Write32(arguments, isDone ? 0 : call.Kernel.Exports["RtlNtStatusToDosError"].Handler!(call));
        call.Memory.Write32(arguments + 4, isDone ? length : 0);
        call.Memory.Write32(arguments + 8, block);
        return GoOnIn(call, routine);
    }
}
