using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>Makes, counts and deletes executive objects, which lie in the guest's pool behind a header with their counts.</summary>
/// <remarks>
/// A handle holds a reference, a name holds none; an object goes when its last reference does, and loses its name with its last handle unless it is permanent.
/// Handles -3 and -4 are the directories of drive letters and of named objects, -2 is the calling thread (nxdk xboxkrnl.h).
/// </remarks>
internal sealed class ObjectManager(Kernel kernel) : IStateful
{
    private const uint CurrentThreadHandle = 0xFFFF_FFFE;
    private const uint DosDevicesHandle = 0xFFFF_FFFD;
    private const uint NamedObjectsHandle = 0xFFFF_FFFC;

    /// <summary>OBJ_PERMANENT, OBJ_OPENIF.</summary>
    private const uint AttributePermanent = 0x10;
    private const uint AttributeOpenIf = 0x80;

    private const uint DirectoryBodyBytes = 0x30;

    private uint _dosDevices;
    private uint _namedObjects;

    /// <summary>The handles.</summary>
    public HandleTable Handles { get; } = new();

    /// <summary>The names.</summary>
    public ObjectNamespace Names { get; } = new();

    /// <summary>The exported types.</summary>
    [Derived("follows from the exports")]
    public ObjectTypes Types { get; } = new(kernel.Exports);

    /// <summary>The directory of drive letters, <c>\??</c>.</summary>
    public uint DosDevices => _dosDevices;

    private GuestMemory Memory => kernel.Memory;

    /// <summary>Makes the directories that are always there.</summary>
    public void Reset()
    {
        Handles.Reset();
        Types.Write(kernel);
        uint root = CreateBody(ObjectKind.Directory, DirectoryBodyBytes);
        Names.Reset(root);
        _dosDevices = CreateDirectory(root, "??");
        _namedObjects = CreateDirectory(root, "Win32NamedObjects");
        _ = CreateDirectory(root, "Device");
    }

    /// <summary>Makes a permanent directory, or something else with names in it that programs may only open.</summary>
    public uint CreateDirectory(uint parent, string name, ObjectKind kind = ObjectKind.Directory)
    {
        uint directory = CreateBody(kind, Math.Max(DirectoryBodyBytes, DeviceObject.Bytes));
        _ = Names.AddDirectory(directory);
        Memory.Write32(directory + ObjectHeader.Flags, ObjectHeader.NamedFlag | ObjectHeader.PermanentFlag);
        _ = Names.Insert(parent, name, directory);
        return directory;
    }

    /// <summary>Makes an object with one reference.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="bytes">Size of its body.</param>
    /// <returns>Address of the body, zeroed, or 0 when there is no memory.</returns>
    public uint CreateBody(ObjectKind kind, uint bytes) => CreateBody(Types.AddressOf(kind), Types.TagOf(kind), bytes);

    /// <summary>Makes an object of any OBJECT_TYPE with one reference.</summary>
    public uint CreateBody(uint type, uint tag, uint bytes)
    {
        uint block = kernel.Pool.AllocateZeroed(bytes + ObjectHeader.Bytes, tag);
        if (block == 0)
        {
            return 0;
        }

        uint body = block + ObjectHeader.Bytes;
        Memory.Write32(body + ObjectHeader.PointerCount, 1);
        Memory.Write32(body + ObjectHeader.Type, type);
        return body;
    }

    /// <summary>The kind of an object.</summary>
    public ObjectKind KindOf(uint obj) => Types.KindOf(Memory.Read32(obj + ObjectHeader.Type));

    /// <summary>Adds a reference.</summary>
    public void Reference(uint obj) => Memory.Write32(obj + ObjectHeader.PointerCount, Memory.Read32(obj + ObjectHeader.PointerCount) + 1);

    /// <summary>Takes a reference away, and with the last one the object.</summary>
    public void Dereference(uint obj)
    {
        uint count = Memory.Read32(obj + ObjectHeader.PointerCount) - 1;
        Memory.Write32(obj + ObjectHeader.PointerCount, count);
        if (count == 0)
        {
            Delete(obj);
        }
    }

    /// <summary>Opens a handle to an object; the caller's reference stays the caller's.</summary>
    /// <returns>The handle, or 0 when there are too many.</returns>
    public uint Open(uint obj)
    {
        uint handle = Handles.Add(obj);
        if (handle != 0)
        {
            Reference(obj);
            Memory.Write32(obj + ObjectHeader.HandleCount, Memory.Read32(obj + ObjectHeader.HandleCount) + 1);
        }

        return handle;
    }

    /// <summary>Closes a handle.</summary>
    public uint Close(uint handle)
    {
        uint obj = Handles.Remove(handle);
        if (obj == 0)
        {
            return NtStatus.InvalidHandle;
        }

        uint count = Memory.Read32(obj + ObjectHeader.HandleCount) - 1;
        Memory.Write32(obj + ObjectHeader.HandleCount, count);
        if (count == 0)
        {
            if (KindOf(obj) == ObjectKind.File)
            {
                kernel.Io.HandlesClosed(obj);
            }

            DropName(obj);
        }

        Dereference(obj);
        return NtStatus.Success;
    }

    /// <summary>Finds the object of a handle, pseudo-handles included; no reference is taken.</summary>
    /// <param name="handle">The handle.</param>
    /// <param name="kind">The kind it must have; <see cref="ObjectKind.None"/> for any.</param>
    /// <param name="obj">The object.</param>
    /// <returns>Success, or why not.</returns>
    public uint Find(uint handle, ObjectKind kind, out uint obj)
    {
        obj = handle switch
        {
            CurrentThreadHandle => kernel.Threads.Current,
            DosDevicesHandle => _dosDevices,
            NamedObjectsHandle => _namedObjects,
            _ => Handles.Find(handle),
        };
        return obj == 0 ? NtStatus.InvalidHandle : kind != ObjectKind.None && KindOf(obj) != kind ? NtStatus.ObjectTypeMismatch : NtStatus.Success;
    }

    /// <summary>Reads an OBJECT_ATTRIBUTES: root directory, name and flags.</summary>
    /// <param name="attributes">Its address, not 0.</param>
    public (uint Root, string Name, uint Flags) ReadAttributes(uint attributes)
    {
        uint root = Memory.Read32(attributes);
        uint name = Memory.Read32(attributes + 4);
        return (root, name == 0 ? string.Empty : ReadString(name), Memory.Read32(attributes + 8));
    }

    /// <summary>Reads an ANSI STRING.</summary>
    public string ReadString(uint address)
    {
        ushort length = Memory.Read16(address);
        byte[] bytes = new byte[length];
        if (length != 0)
        {
            Memory.Read(Memory.Read32(address + 4), bytes);
        }

        return System.Text.Encoding.Latin1.GetString(bytes);
    }

    /// <summary>Finds what attributes name.</summary>
    public NameLookup Lookup(uint root, string name, bool followsLast)
    {
        uint start = Names.Root;
        if (root != 0)
        {
            uint status = Find(root, ObjectKind.None, out start);
            if (status != NtStatus.Success)
            {
                return new NameLookup(status, 0, 0, name);
            }
        }
        else if (!name.StartsWith('\\'))
        {
            return new NameLookup(NtStatus.ObjectNameInvalid, 0, 0, name);
        }

        return Names.Find(start, name, followsLast);
    }

    /// <summary>Finds where a new name goes.</summary>
    /// <returns>
    /// ObjectNameNotFound with directory and name, Success of a name that is there already, ObjectNameInvalid also of an empty one (other than in NT), ObjectPathNotFound also below what is no directory,
    /// as the console's disk is none. Source: xbox_kernel_test_suite, src/tests/io/IoCreateSymbolicLink.c.
    /// </returns>
    public NameLookup LookupNew(uint root, string name, bool followsLast)
    {
        NameLookup lookup = name.Length == 0 ? new NameLookup(NtStatus.ObjectNameInvalid, 0, 0, name) : Lookup(root, name, followsLast);
        bool isThere = lookup.Status == NtStatus.Success;
        if (!isThere && lookup.Status != NtStatus.ObjectNameNotFound)
        {
            return lookup;
        }

        uint directory = isThere ? Names.DirectoryOf(lookup.Object) : lookup.Parent;
        bool isBelow = lookup is { Status: NtStatus.Success, Rest.Length: > 0 } || (directory != 0 && KindOf(directory) != ObjectKind.Directory);
        return isBelow ? lookup with { Status = NtStatus.ObjectPathNotFound } : lookup;
    }

    /// <summary>Gives a new object its name, if it has one, and a handle. The caller's reference goes over to the handle.</summary>
    /// <param name="obj">The object.</param>
    /// <param name="attributes">Address of its OBJECT_ATTRIBUTES, or 0.</param>
    /// <param name="handle">The handle.</param>
    /// <returns>Success, ObjectNameExists when it was opened instead, or an error; the object is gone then.</returns>
    public uint Insert(uint obj, uint attributes, out uint handle)
    {
        handle = 0;
        if (obj == 0)
        {
            return NtStatus.InsufficientResources;
        }

        (uint root, string name, uint flags) = attributes == 0 ? default : ReadAttributes(attributes);
        bool isNamed = attributes != 0 && Memory.Read32(attributes + 4) != 0;
        uint status = isNamed ? InsertName(ref obj, root, name, flags) : NtStatus.Success;
        if (NtStatus.IsSuccess(status))
        {
            handle = Open(obj);
            status = handle == 0 ? NtStatus.InsufficientResources : status;
        }

        Dereference(obj);
        return status;
    }

    /// <summary>Makes an object lose its name with its last handle.</summary>
    public void MakeTemporary(uint obj)
    {
        Memory.Write32(obj + ObjectHeader.Flags, Memory.Read32(obj + ObjectHeader.Flags) & ~ObjectHeader.PermanentFlag);
        if (Memory.Read32(obj + ObjectHeader.HandleCount) == 0)
        {
            DropName(obj);
        }
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Part("handles", Handles);
        state.Part("names", Names);
        state.Field("dos-devices", ref _dosDevices);
        state.Field("named-objects", ref _namedObjects);
    }

    /// <inheritdoc/>
    public void AfterRestore() => Handles.AfterRestore();

    private uint InsertName(ref uint obj, uint root, string name, uint flags)
    {
        NameLookup lookup = LookupNew(root, name, followsLast: true);
        if (lookup.Status == NtStatus.Success)
        {
            if ((flags & AttributeOpenIf) == 0)
            {
                return NtStatus.ObjectNameCollision;
            }

            if (KindOf(lookup.Object) != KindOf(obj))
            {
                return NtStatus.ObjectTypeMismatch;
            }

            Dereference(obj);
            obj = lookup.Object;
            Reference(obj);
            return NtStatus.ObjectNameExists;
        }

        if (lookup.Status != NtStatus.ObjectNameNotFound)
        {
            return lookup.Status;
        }

        uint status = Names.Insert(lookup.Parent, lookup.Rest, obj);
        if (status != NtStatus.Success)
        {
            return status;
        }

        Memory.Write32(obj + ObjectHeader.Flags, ObjectHeader.NamedFlag | ((flags & AttributePermanent) != 0 ? ObjectHeader.PermanentFlag : 0));
        if ((flags & AttributePermanent) != 0)
        {
            Reference(obj);
        }

        return NtStatus.Success;
    }

    private void DropName(uint obj)
    {
        if ((Memory.Read32(obj + ObjectHeader.Flags) & ObjectHeader.PermanentFlag) == 0)
        {
            Names.Remove(obj);
        }
    }

    /// <summary>What the types' delete routines do: everything but to free the object.</summary>
    public void CleanUp(uint obj)
    {
        switch (KindOf(obj))
        {
            case ObjectKind.File:
                kernel.Io.FileDeleted(obj);
                break;
            case ObjectKind.Timer:
                _ = NtWaitExports.StopTimer(kernel, obj);
                break;
            case ObjectKind.Mutant when Memory.Read32(obj + DispatcherHeader.MutantOwner) != 0:
                kernel.Lists.Remove(obj + DispatcherHeader.MutantListEntry);
                Memory.Write32(obj + DispatcherHeader.MutantOwner, 0);
                break;
            case ObjectKind.IoCompletion:
                NtWaitExports.FreePackets(kernel, obj);
                break;
            case ObjectKind.SymbolicLink:
                Names.RemoveLink(obj);
                break;
        }
    }

    private void Delete(uint obj)
    {
        Names.Forget(obj);
        CleanUp(obj);
        switch (KindOf(obj))
        {
            case ObjectKind.Device:
                kernel.Io.DeviceDeleted(obj);
                break;
            case ObjectKind.Thread:
                kernel.Threads.Deleted(obj);
                break;
        }

        _ = kernel.Pool.Free(obj - ObjectHeader.Bytes);
    }
}
