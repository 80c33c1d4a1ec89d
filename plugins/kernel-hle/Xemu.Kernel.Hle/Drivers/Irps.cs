namespace Xemu.Kernel.Hle;

/// <summary>Makes I/O request packets, which lie in the pool, and keeps the lists of those that threads wait for.</summary>
/// <remarks>Sending them, completion routines and StartIo are guest code: <see cref="NativeExports"/>. What is done with a packet at its end: <see cref="IrpCompletion"/>.</remarks>
internal sealed class Irps(Kernel kernel)
{
    private const uint Tag = 0x2070_7249;

    private GuestMemory Memory => kernel.Memory;

    /// <summary>Makes a packet for a number of drivers.</summary>
    /// <returns>Its address, or 0 when there is no memory.</returns>
    public uint Allocate(sbyte locations)
    {
        uint bytes = Irp.Bytes + (IrpStack.Bytes * (uint)Math.Max(locations, (sbyte)0));
        uint irp = kernel.Pool.Allocate(bytes, Tag);
        if (irp != 0)
        {
            Initialize(irp, (ushort)bytes, locations);
        }

        return irp;
    }

    /// <summary>Fills a packet in.</summary>
    public void Initialize(uint irp, ushort bytes, sbyte locations)
    {
        Memory.Probe(irp, Math.Max(bytes, Irp.Bytes), isWrite: true);
        Memory.Fill(irp, bytes, 0);
        Memory.Write16(irp + Irp.Type, Irp.TypeIrp);
        Memory.Write16(irp + Irp.Size, bytes);
        Memory.Write8(irp + Irp.StackCount, (byte)locations);
        Memory.Write8(irp + Irp.CurrentLocation, (byte)(locations + 1));
        kernel.Lists.Initialize(irp + Irp.ThreadListEntry);
        Memory.Write32(irp + Irp.StackLocation, irp + Irp.Bytes + (uint)(locations * (int)IrpStack.Bytes));
    }

    /// <summary>Makes a packet for a device, with its first location filled in as far as every function has it.</summary>
    /// <param name="device">Address of the DEVICE_OBJECT.</param>
    /// <param name="function">What is asked for.</param>
    /// <param name="statusBlock">Where the result goes, or 0.</param>
    /// <param name="signal">Address of the event that is set, or 0.</param>
    /// <param name="location">Address of the location.</param>
    /// <returns>Its address, or 0 when there is no memory.</returns>
    public uint Build(uint device, byte function, uint statusBlock, uint signal, out uint location)
    {
        sbyte locations = (sbyte)Memory.Read8(device + DeviceObject.StackSize);
        uint irp = locations <= 0 ? 0 : Allocate(locations);
        location = 0;
        if (irp == 0)
        {
            return 0;
        }

        location = Memory.Read32(irp + Irp.StackLocation) - IrpStack.Bytes;
        Memory.Write8(location + IrpStack.Major, function);
        Memory.Write32(irp + Irp.UserStatusBlock, statusBlock);
        Memory.Write32(irp + Irp.UserEvent, signal);
        Memory.Write32(irp + Irp.Thread, kernel.Threads.Current);
        return irp;
    }

    /// <summary>Makes a packet that reads, writes, or needs no buffer.</summary>
    public uint BuildTransfer(uint device, byte function, uint buffer, uint length, ulong offset, uint statusBlock, uint signal)
    {
        uint irp = Build(device, function, statusBlock, signal, out uint location);
        if (irp != 0 && (MajorFunction)function is MajorFunction.Read or MajorFunction.Write)
        {
            Memory.Write32(irp + Irp.UserBuffer, buffer);
            Memory.Write32(location + IrpStack.Length, length);
            Memory.Write64(location + IrpStack.ByteOffset, offset);
        }

        return irp;
    }

    /// <summary>Makes a packet with a control code.</summary>
    public uint BuildControl(uint device, MajorFunction function, uint code, uint input, uint inputLength, uint output, uint outputLength, uint statusBlock, uint signal)
    {
        uint irp = Build(device, (byte)function, statusBlock, signal, out uint location);
        if (irp != 0)
        {
            Memory.Write32(irp + Irp.UserBuffer, output);
            Memory.Write32(location + IrpStack.Length, outputLength);
            Memory.Write32(location + IrpStack.InputBuffer, input);
            Memory.Write32(location + IrpStack.InputLength, inputLength);
            Memory.Write32(location + IrpStack.ControlCode, code);
        }

        return irp;
    }

    /// <summary>Puts a packet into the list of its thread.</summary>
    public void Queue(uint irp) => kernel.Lists.InsertHead(Memory.Read32(irp + Irp.Thread) + Kthread.IrpList, irp + Irp.ThreadListEntry);

    /// <summary>Takes a packet out of the list of its thread, if it is in one.</summary>
    public void Dequeue(uint irp)
    {
        kernel.Lists.Remove(irp + Irp.ThreadListEntry);
        kernel.Lists.Initialize(irp + Irp.ThreadListEntry);
    }

    /// <summary>Gives a packet back.</summary>
    public void Free(uint irp) => _ = kernel.Pool.Free(irp);

    /// <summary>A thread ends: its packets belong to nobody, and go when their drivers complete them. Not modelled: waiting for them first, as NT does.</summary>
    public void Abandon(uint thread)
    {
        foreach (uint entry in kernel.Lists.Entries(thread + Kthread.IrpList))
        {
            uint irp = entry - Irp.ThreadListEntry;
            kernel.Lists.Initialize(entry);
            Memory.Write8(irp + Irp.Cancel, 1);
            Memory.Write32(irp + Irp.Thread, 0);
        }

        kernel.Lists.Initialize(thread + Kthread.IrpList);
    }
}
