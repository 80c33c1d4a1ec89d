namespace Xemu.Kernel.Hle;

/// <summary>Nt: handles, events, mutants, semaphores, timers, symbolic links, directories.</summary>
internal static class NtObjectExports
{
    private const int InfoBytesDirectory = 12;

    public static void Register(ExportTable exports)
    {
        exports.Serve("NtClose", Close);
        exports.Serve("NtDuplicateObject", Duplicate);
        exports.Serve("NtCreateEvent", CreateEvent);
        exports.Serve("NtSetEvent", static call => OnEvent(call, static (d, e) => d.SetEvent(e, 1)));
        exports.Serve("NtPulseEvent", static call => OnEvent(call, static (d, e) => d.PulseEvent(e, 1)));
        exports.Serve("NtClearEvent", ClearEvent);
        exports.Serve("NtQueryEvent", QueryEvent);
        exports.Serve("NtCreateMutant", CreateMutant);
        exports.Serve("NtReleaseMutant", ReleaseMutant);
        exports.Serve("NtQueryMutant", QueryMutant);
        exports.Serve("NtCreateSemaphore", CreateSemaphore);
        exports.Serve("NtReleaseSemaphore", ReleaseSemaphore);
        exports.Serve("NtQuerySemaphore", QuerySemaphore);
        exports.Serve("NtCreateDirectoryObject", CreateDirectory);
        exports.Serve("NtOpenDirectoryObject", static call => OpenNamed(call, ObjectKind.Directory));
        exports.Serve("NtQueryDirectoryObject", QueryDirectory);
        exports.Serve("NtOpenSymbolicLinkObject", static call => OpenNamed(call, ObjectKind.SymbolicLink));
        exports.Serve("NtQuerySymbolicLinkObject", QuerySymbolicLink);
    }

    /// <summary>(Handle). Of a file on a device of a program the driver is told as well.</summary>
    private static uint Close(KernelCall call)
    {
        DriverFiles drivers = call.Kernel.Io.Drivers;
        return !drivers.IsLastHandle(call[0], out uint file) ? call.Kernel.Objects.Close(call[0])
            : call.CanWait ? drivers.Close(call, call[0], file)
            : call.RestartWaitable();
    }

    private static uint Duplicate(KernelCall call)
    {
        Kernel kernel = call.Kernel;
        uint status = kernel.Objects.Find(call[0], ObjectKind.None, out uint obj);
        if (status != NtStatus.Success)
        {
            return status;
        }

        call.Memory.Probe(call[1], 4, isWrite: true);
        uint handle = kernel.Objects.Open(obj);
        if ((call[2] & 1) != 0)
        {
            _ = kernel.Objects.Close(call[0]);
        }

        call.Memory.Write32(call[1], handle);
        return handle == 0 ? NtStatus.InsufficientResources : NtStatus.Success;
    }

    private static uint CreateEvent(KernelCall call)
    {
        Kernel kernel = call.Kernel;
        if (call[2] > 1)
        {
            return NtStatus.InvalidParameter;
        }

        call.Memory.Probe(call[0], 4, isWrite: true);
        ObjectAttributes attributes = kernel.Objects.ReadNew(call[1]);
        uint obj = kernel.Objects.CreateBody(ObjectKind.Event, 0x10);
        if (obj != 0)
        {
            kernel.Dispatcher.Initialize(obj, call[2] == 0 ? DispatcherType.NotificationEvent : DispatcherType.SynchronizationEvent, 0x10, call.Byte(3) != 0 ? 1 : 0);
        }

        return Insert(call, obj, attributes, call[0]);
    }

    private static uint OnEvent(KernelCall call, Func<DispatcherObjects, uint, int> action)
    {
        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.Event, out uint obj);
        if (status == NtStatus.Success)
        {
            int before = action(call.Kernel.Dispatcher, obj);
            call.WriteOptional(call[1], (uint)before);
        }

        return status;
    }

    private static uint ClearEvent(KernelCall call)
    {
        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.Event, out uint obj);
        if (status == NtStatus.Success)
        {
            _ = call.Kernel.Dispatcher.ResetEvent(obj);
        }

        return status;
    }

    private static uint QueryEvent(KernelCall call)
    {
        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.Event, out uint obj);
        if (status == NtStatus.Success)
        {
            call.Memory.Write32(call[1], (uint)call.Kernel.Dispatcher.TypeOf(obj));
            call.Memory.Write32(call[1] + 4, (uint)call.Kernel.Dispatcher.SignalOf(obj));
        }

        return status;
    }

    private static uint CreateMutant(KernelCall call)
    {
        Kernel kernel = call.Kernel;
        call.Memory.Probe(call[0], 4, isWrite: true);
        bool owned = call.Byte(2) != 0;
        ObjectAttributes attributes = kernel.Objects.ReadNew(call[1]);
        uint obj = kernel.Objects.CreateBody(ObjectKind.Mutant, 0x20);
        if (obj == 0)
        {
            return NtStatus.InsufficientResources;
        }

        kernel.Dispatcher.Initialize(obj, DispatcherType.Mutant, 0x20, owned ? 0 : 1);
        uint status = Insert(call, obj, attributes, call[0]);
        if (owned && status == NtStatus.Success)
        {
            call.Memory.Write32(obj + DispatcherHeader.MutantOwner, kernel.Threads.Current);
            kernel.Lists.InsertHead(kernel.Threads.Current + Kthread.MutantList, obj + DispatcherHeader.MutantListEntry);
        }

        return status;
    }

    private static uint ReleaseMutant(KernelCall call)
    {
        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.Mutant, out uint obj);
        if (status != NtStatus.Success)
        {
            return status;
        }

        status = call.Kernel.Dispatcher.ReleaseMutant(obj, call.Kernel.Threads.Current, abandoned: false, 1, out int before);
        if (status == NtStatus.Success)
        {
            call.WriteOptional(call[1], (uint)before);
        }

        return status;
    }

    private static uint QueryMutant(KernelCall call)
    {
        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.Mutant, out uint obj);
        if (status == NtStatus.Success)
        {
            call.Memory.Write32(call[1], (uint)call.Kernel.Dispatcher.SignalOf(obj));
            call.Memory.Write8(call[1] + 4, (byte)(call.Memory.Read32(obj + DispatcherHeader.MutantOwner) == call.Kernel.Threads.Current ? 1 : 0));
            call.Memory.Write8(call[1] + 5, call.Memory.Read8(obj + DispatcherHeader.MutantAbandoned));
        }

        return status;
    }

    private static uint CreateSemaphore(KernelCall call)
    {
        Kernel kernel = call.Kernel;
        (int initial, int maximum) = ((int)call[2], (int)call[3]);
        if (maximum <= 0 || initial < 0 || initial > maximum)
        {
            return NtStatus.InvalidParameter;
        }

        call.Memory.Probe(call[0], 4, isWrite: true);
        ObjectAttributes attributes = kernel.Objects.ReadNew(call[1]);
        uint obj = kernel.Objects.CreateBody(ObjectKind.Semaphore, 0x14);
        if (obj != 0)
        {
            kernel.Dispatcher.Initialize(obj, DispatcherType.Semaphore, 0x14, initial);
            call.Memory.Write32(obj + DispatcherHeader.SemaphoreLimit, (uint)maximum);
        }

        return Insert(call, obj, attributes, call[0]);
    }

    private static uint ReleaseSemaphore(KernelCall call)
    {
        if ((int)call[1] <= 0)
        {
            return NtStatus.InvalidParameter;
        }

        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.Semaphore, out uint obj);
        if (status != NtStatus.Success)
        {
            return status;
        }

        if (!call.Kernel.Dispatcher.TryReleaseSemaphore(obj, (int)call[1], 1, out int before))
        {
            return NtStatus.SemaphoreLimitExceeded;
        }

        call.WriteOptional(call[2], (uint)before);
        return NtStatus.Success;
    }

    private static uint QuerySemaphore(KernelCall call)
    {
        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.Semaphore, out uint obj);
        if (status == NtStatus.Success)
        {
            call.Memory.Write32(call[1], (uint)call.Kernel.Dispatcher.SignalOf(obj));
            call.Memory.Write32(call[1] + 4, call.Memory.Read32(obj + DispatcherHeader.SemaphoreLimit));
        }

        return status;
    }

    private static uint CreateDirectory(KernelCall call)
    {
        call.Memory.Probe(call[0], 4, isWrite: true);
        ObjectAttributes attributes = call.Kernel.Objects.ReadNew(call[1]);
        uint obj = call.Kernel.Objects.CreateBody(ObjectKind.Directory, 0x30);
        uint status = obj == 0 ? NtStatus.InsufficientResources : call.Kernel.Objects.Names.AddDirectory(obj);
        if (status == NtStatus.Success)
        {
            return Insert(call, obj, attributes, call[0]);
        }

        if (obj != 0)
        {
            call.Kernel.Objects.Dereference(obj);
        }

        return status;
    }

    private static uint OpenNamed(KernelCall call, ObjectKind kind)
    {
        Kernel kernel = call.Kernel;
        call.Memory.Probe(call[0], 4, isWrite: true);
        (uint root, string name, _) = kernel.Objects.ReadAttributes(call[1]);
        NameLookup lookup = kernel.Objects.Lookup(root, name, followsLast: kind != ObjectKind.SymbolicLink);
        if (lookup.Status != NtStatus.Success || lookup.Rest.Length > 0)
        {
            return lookup.Status == NtStatus.Success ? NtStatus.ObjectTypeMismatch : lookup.Status;
        }

        if (kernel.Objects.KindOf(lookup.Object) != kind)
        {
            return NtStatus.ObjectTypeMismatch;
        }

        uint handle = kernel.Objects.Open(lookup.Object);
        call.Memory.Write32(call[0], handle);
        return handle == 0 ? NtStatus.InsufficientResources : NtStatus.Success;
    }

    /// <summary>(Handle, Buffer, Length, RestartScan, Context, ReturnedLength): one entry a call, its name behind it. An entry that does not fit is passed over, with its length told.</summary>
    private static uint QueryDirectory(KernelCall call)
    {
        (uint buffer, uint length, uint context, uint returned) = (call[1], call[2], call[4], call[5]);
        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.Directory, out uint directory);
        if (status != NtStatus.Success)
        {
            return status;
        }

        uint index = call.Byte(3) != 0 ? 0 : call.Memory.Read32(context);
        IReadOnlyList<KeyValuePair<string, uint>> entries = call.Kernel.Objects.Names.EntriesOf(directory) ?? [];
        if (index >= entries.Count)
        {
            return NtStatus.NoMoreEntries;
        }

        (string name, uint obj) = entries[(int)index];
        uint needed = InfoBytesDirectory + (uint)name.Length + 1;
        call.Memory.Write32(context, index + 1);
        call.WriteOptional(returned, needed);
        if (needed > length)
        {
            return NtStatus.BufferTooSmall;
        }

        call.Memory.Write16(buffer, (ushort)name.Length);
        call.Memory.Write16(buffer + 2, (ushort)(name.Length + 1));
        call.Memory.Write32(buffer + 4, buffer + InfoBytesDirectory);
        call.Memory.Write32(buffer + 8, call.Memory.Read32(call.Memory.Read32(obj + ObjectHeader.Type) + ObjectTypes.PoolTag));
        call.Memory.Write(buffer + InfoBytesDirectory, System.Text.Encoding.Latin1.GetBytes(name + '\0'));
        return NtStatus.Success;
    }

    private static uint QuerySymbolicLink(KernelCall call)
    {
        (uint target, uint returned) = (call[1], call[2]);
        uint status = call.Kernel.Objects.Find(call[0], ObjectKind.SymbolicLink, out uint obj);
        if (status != NtStatus.Success)
        {
            return status;
        }

        string text = call.Kernel.Objects.Names.LinkTarget(obj) ?? string.Empty;
        call.WriteOptional(returned, (uint)text.Length);
        if (text.Length > call.Memory.Read16(target + 2))
        {
            return NtStatus.BufferTooSmall;
        }

        call.Memory.Write(call.Memory.Read32(target + 4), System.Text.Encoding.Latin1.GetBytes(text));
        call.Memory.Write16(target, (ushort)text.Length);
        return NtStatus.Success;
    }

    private static uint Insert(KernelCall call, uint obj, ObjectAttributes attributes, uint handlePlace)
    {
        uint status = call.Kernel.Objects.Insert(obj, attributes, out uint handle);
        if (NtStatus.IsSuccess(status))
        {
            call.Memory.Write32(handlePlace, handle);
        }

        return status;
    }
}
