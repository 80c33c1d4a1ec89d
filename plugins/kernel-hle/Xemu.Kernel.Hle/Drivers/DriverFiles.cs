namespace Xemu.Kernel.Hle;

/// <summary>Files on devices of programs: each request becomes a packet for the device's driver.</summary>
/// <remarks>
/// The packet is made within the call; guest code sends it and waits for it where the file is synchronous (<see cref="NativeExports"/>), and returns to the caller in place of the export. A packet that the kernel has
/// made holds a reference to its file, which <see cref="IrpCompletion"/> gives back. Not modelled: rights of such files, names relative to them, IRP_MJ_CLOSE when the last reference is not a handle.
/// </remarks>
internal sealed class DriverFiles(Kernel kernel)
{
    private const int DispositionShift = 24;

    private GuestMemory Memory => kernel.Memory;

    /// <summary>Finds the device of a program that a name means.</summary>
    /// <returns>Whether there is one with a driver.</returns>
    public bool TryResolve(uint attributes, out uint device, out string rest)
    {
        (uint root, string name, _) = kernel.Objects.ReadAttributes(attributes);
        NameLookup lookup = kernel.Objects.Lookup(root, name, followsLast: true);
        (device, rest) = (lookup.Object, lookup.Rest);
        return lookup.Status == NtStatus.Success && IsDriven(device);
    }

    /// <summary>Opens a file on a device. Only where the call can wait.</summary>
    /// <param name="call">The call.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="device">The device.</param>
    /// <param name="name">The path behind the device's name.</param>
    /// <param name="handlePlace">Where the handle goes.</param>
    /// <param name="block">Address of the IO_STATUS_BLOCK.</param>
    public uint Open(KernelCall call, OpenRequest request, uint device, string name, uint handlePlace, uint block)
    {
        if (Memory.Read8(device + DeviceObject.DeletePending) != 0)
        {
            return NtStatus.NoSuchDevice;
        }

        uint file = kernel.Io.Opener.CreateObject();
        uint irp = file == 0 ? 0 : BuildNamed(device, request, name, block);
        if (irp == 0)
        {
            if (file != 0)
            {
                kernel.Objects.Dereference(file);
            }

            return NtStatus.InsufficientResources;
        }

        kernel.Io.Opener.Fill(file, request, device);
        AddUser(device, 1);
        Attach(irp, file, Irp.CreateOperation | Irp.SynchronousApi);
        return GoOn(call, "FileOpen", device, irp, file, handlePlace);
    }

    /// <summary>The driver has answered.</summary>
    public uint Opened(uint status, uint file, uint handlePlace)
    {
        uint device = Memory.Read32(file + FileObject.Device);
        uint handle = NtStatus.IsSuccess(status) ? kernel.Objects.Open(file) : 0;
        kernel.Objects.Dereference(file);
        if (handle == 0)
        {
            AddUser(device, -1);
            return NtStatus.IsSuccess(status) ? NtStatus.InsufficientResources : status;
        }

        Memory.Write32(handlePlace, handle);
        return status;
    }

    /// <summary>Finds the file of a handle, if a driver of a program serves it.</summary>
    public bool TryFind(uint handle, out uint file)
    {
        return kernel.Objects.Find(handle, ObjectKind.File, out file) == NtStatus.Success
            && kernel.Io.Files.Find(file) is null && IsDriven(Memory.Read32(file + FileObject.Device));
    }

    /// <summary>Sends a request whose call begins with (FileHandle, Event, ApcRoutine, ApcContext, IoStatusBlock). Only where the call can wait.</summary>
    /// <param name="call">The call.</param>
    /// <param name="file">The file.</param>
    /// <param name="function">What is asked for.</param>
    /// <param name="flags">Flags of the packet.</param>
    /// <param name="fill">Writes what belongs to the function: the packet, its location.</param>
    public uint Send(KernelCall call, uint file, MajorFunction function, uint flags, Action<uint, uint> fill)
    {
        (uint eventHandle, uint routine, uint context, uint block) = (call[1], call[2], call[3], call[4]);
        Memory.Probe(block, 8, isWrite: true);
        uint signal = 0;
        uint status = eventHandle == 0 ? NtStatus.Success : kernel.Objects.Find(eventHandle, ObjectKind.Event, out signal);
        if (status != NtStatus.Success)
        {
            return status;
        }

        uint device = Memory.Read32(file + FileObject.Device);
        uint irp = kernel.Irps.Build(device, (byte)function, block, signal, out uint location);
        if (irp == 0)
        {
            return NtStatus.InsufficientResources;
        }

        fill(irp, location);
        Memory.Write32(irp + Irp.UserApcRoutine, routine);
        Memory.Write32(irp + Irp.UserApcContext, context);
        if (signal != 0)
        {
            kernel.Objects.Reference(signal);
            _ = kernel.Dispatcher.ResetEvent(signal);
        }

        bool isSynchronous = (Memory.Read8(file + FileObject.Flags) & FileObject.SynchronousFlag) != 0;
        Attach(irp, file, flags);
        return GoOn(call, "FileSend", device, irp, isSynchronous ? file : 0);
    }

    /// <summary>Closes the last handle of a file: its driver is told. Only where the call can wait.</summary>
    public uint Close(KernelCall call, uint handle, uint file)
    {
        uint device = Memory.Read32(file + FileObject.Device);
        uint cleanup = BuildClose(device, file, MajorFunction.Cleanup);
        bool isLast = Memory.Read32(file + ObjectHeader.PointerCount) == 1;
        uint close = isLast && cleanup != 0 ? BuildClose(device, file, MajorFunction.Close) : 0;
        if (cleanup == 0)
        {
            return Closed(handle, 0, 0);
        }

        return GoOn(call, "FileClose", device, cleanup, close, file, handle);
    }

    /// <summary>Whether closing a handle is the driver's business as well.</summary>
    public bool IsLastHandle(uint handle, out uint file) => TryFind(handle, out file) && Memory.Read32(file + ObjectHeader.HandleCount) == 1;

    /// <summary>The driver knows that a file is closed.</summary>
    public uint Closed(uint handle, uint cleanup, uint close)
    {
        foreach (uint irp in (ReadOnlySpan<uint>)[cleanup, close])
        {
            if (irp != 0)
            {
                kernel.Irps.Free(irp);
            }
        }

        uint status = kernel.Objects.Find(handle, ObjectKind.File, out uint file);
        uint device = status == NtStatus.Success ? Memory.Read32(file + FileObject.Device) : 0;
        status = kernel.Objects.Close(handle);
        if (device != 0)
        {
            AddUser(device, -1);
        }

        return status;
    }

    private bool IsDriven(uint device) =>
        device != 0 && kernel.Objects.KindOf(device) == ObjectKind.Device && kernel.Io.DeviceOf(device) is null && Memory.Read32(device + DeviceObject.Driver) != 0;

    /// <summary>A packet with the path behind it, and what is asked for. Parameters as nboxkrnl io/iop.hpp names them.</summary>
    private uint BuildNamed(uint device, OpenRequest request, string name, uint block)
    {
        const uint StringBytes = 8;
        uint irp = kernel.Irps.Build(device, (byte)MajorFunction.Create, block, 0, out uint location, StringBytes + (uint)name.Length + 1);
        if (irp == 0)
        {
            return 0;
        }

        uint text = irp + Memory.Read16(irp + Irp.Size);
        Memory.Write16(text, (ushort)name.Length);
        Memory.Write16(text + 2, (ushort)(name.Length + 1));
        Memory.Write32(text + 4, text + StringBytes);
        Memory.Write(text + StringBytes, System.Text.Encoding.Latin1.GetBytes(name + '\0'));
        Memory.Write32(location + IrpStack.DesiredAccess, FileRights.Map(request.Access));
        Memory.Write32(location + IrpStack.CreateOptions, request.Options | (request.Disposition << DispositionShift));
        Memory.Write16(location + IrpStack.FileAttributes, (ushort)request.FileAttributes);
        Memory.Write16(location + IrpStack.ShareAccess, (ushort)request.Share);
        Memory.Write32(location + IrpStack.RemainingName, text);
        return irp;
    }

    private uint BuildClose(uint device, uint file, MajorFunction function)
    {
        uint irp = kernel.Irps.Build(device, (byte)function, 0, file + FileObject.Event, out uint location);
        if (irp != 0)
        {
            Memory.Write32(irp + Irp.UserStatusBlock, irp + Irp.Status);
            Memory.Write32(irp + Irp.Flags, Irp.CloseOperation | Irp.SynchronousApi);
            Memory.Write32(location + IrpStack.File, file);
        }

        return irp;
    }

    /// <summary>Gives a packet its file, with a reference, and puts it into the thread's list.</summary>
    private void Attach(uint irp, uint file, uint flags)
    {
        Memory.Write32(irp + Irp.Flags, Memory.Read32(irp + Irp.Flags) | flags);
        Memory.Write32(irp + Irp.FileObject, file);
        Memory.Write32(Memory.Read32(irp + Irp.StackLocation) - IrpStack.Bytes + IrpStack.File, file);
        kernel.Objects.Reference(file);
        _ = kernel.Dispatcher.ResetEvent(file + FileObject.Event);
        kernel.Irps.Queue(irp);
    }

    private void AddUser(uint device, int by)
    {
        uint users = (uint)(Memory.Read32(device + DeviceObject.References) + by);
        Memory.Write32(device + DeviceObject.References, users);
        if (users == 0 && Memory.Read8(device + DeviceObject.DeletePending) != 0)
        {
            kernel.Objects.Dereference(device);
        }
    }

    /// <summary>Has the call's place taken by guest code, which returns to the caller.</summary>
    private uint GoOn(KernelCall call, string routine, params ReadOnlySpan<uint> arguments)
    {
        kernel.Traps.FinishCall(call.Frame, call.Row, NtStatus.Success, out uint returned);
        kernel.Traps.ResumeAt(kernel.Callbacks.BuildJump(returned, kernel.Exports[routine].Address, arguments));
        return call.Suspend();
    }
}
