namespace Xemu.Kernel.Hle;

/// <summary>What the kernel's own devices do with I/O request packets: raw reads and writes, control codes, and files by their FILE_OBJECT.</summary>
internal sealed class DeviceRequests(Kernel kernel)
{
    private GuestMemory Memory => kernel.Memory;

    /// <summary>Whether a function is served at all.</summary>
    public static bool Serves(MajorFunction function) => function is MajorFunction.Read or MajorFunction.Write or MajorFunction.FlushBuffers or MajorFunction.DeviceControl
        or MajorFunction.FileSystemControl or MajorFunction.QueryInformation or MajorFunction.QueryVolumeInformation;

    /// <summary>Does what a packet asks for, and writes the result into it.</summary>
    /// <returns>The result's status.</returns>
    public uint Perform(uint device, uint irp)
    {
        uint location = Memory.Read32(irp + Irp.StackLocation);
        uint status = NtStatus.InvalidDeviceRequest;
        uint count = 0;
        if (kernel.Io.DeviceOf(device) is { } own)
        {
            uint file = Memory.Read32(location + IrpStack.File);
            status = file == 0 ? OnDevice(own, irp, location, out count)
                : kernel.Io.Files.Find(file) is { } open ? OnFile(open, own, irp, location, out count)
                : NtStatus.FileClosed;
        }

        Memory.Write32(irp + Irp.Status, status);
        Memory.Write32(irp + Irp.Information, count);
        return status;
    }

    private uint OnDevice(IoDevice device, uint irp, uint location, out uint count)
    {
        count = 0;
        switch ((MajorFunction)Memory.Read8(location + IrpStack.Major))
        {
            case MajorFunction.Read:
                return Transfer(device, irp, location, isWrite: false, out count);
            case MajorFunction.Write:
                return Transfer(device, irp, location, isWrite: true, out count);
            case MajorFunction.FlushBuffers:
                return IoManager.Flush(device);
            case MajorFunction.DeviceControl:
                return Control(device, irp, location, out count);
            case MajorFunction.FileSystemControl:
                return kernel.Io.Control.FileSystem(device, Memory.Read32(location + IrpStack.ControlCode));
            default:
                return NtStatus.InvalidDeviceRequest;
        }
    }

    private uint OnFile(OpenFile file, IoDevice device, uint irp, uint location, out uint count)
    {
        count = 0;
        (uint length, uint kind) = (Memory.Read32(location + IrpStack.Length), Memory.Read32(location + IrpStack.InformationClass));
        byte[] bytes;
        uint status;
        switch ((MajorFunction)Memory.Read8(location + IrpStack.Major))
        {
            case MajorFunction.Read:
                return kernel.Io.Transfer.Read(file, BufferOf(irp, length), length, location + IrpStack.ByteOffset, out count);
            case MajorFunction.Write:
                return kernel.Io.Transfer.Write(file, BufferOf(irp, length), length, location + IrpStack.ByteOffset, out count);
            case MajorFunction.FlushBuffers:
                return kernel.Io.Flush(file);
            case MajorFunction.QueryInformation:
                status = kernel.Io.Information.Query(file, kind, length, out bytes);
                break;
            case MajorFunction.QueryVolumeInformation:
                status = kernel.Io.Volumes.Query(file, kind, length, out bytes);
                break;
            default:
                return OnDevice(device, irp, location, out count);
        }

        return Give(irp, status, bytes, out count);
    }

    private uint Transfer(IoDevice device, uint irp, uint location, bool isWrite, out uint count)
    {
        uint length = Memory.Read32(location + IrpStack.Length);
        return kernel.Io.Transfer.Raw(device, BufferOf(irp, length), length, Memory.Read64(location + IrpStack.ByteOffset), isWrite, out count);
    }

    private uint Control(IoDevice device, uint irp, uint location, out uint count)
    {
        (uint input, uint inputLength) = (Memory.Read32(location + IrpStack.InputBuffer), Memory.Read32(location + IrpStack.InputLength));
        uint outputLength = Memory.Read32(location + IrpStack.Length);
        Memory.Probe(input, inputLength, isWrite: false);
        Memory.Probe(Memory.Read32(irp + Irp.UserBuffer), outputLength, isWrite: true);
        uint status = kernel.Io.Control.Device(device, Memory.Read32(location + IrpStack.ControlCode), input, inputLength, outputLength, out byte[] bytes);
        return Give(irp, status, bytes, out count);
    }

    private uint Give(uint irp, uint status, byte[] bytes, out uint count)
    {
        count = 0;
        if (!IoStatus.IsError(status))
        {
            Memory.Write(Memory.Read32(irp + Irp.UserBuffer), bytes);
            count = (uint)bytes.Length;
        }

        return status;
    }

    private GuestBuffer BufferOf(uint irp, uint length) => (Memory.Read32(irp + Irp.Flags) & Irp.ScatterGatherOperation) != 0
        ? new GuestBuffer(Memory, Memory.Read32(irp + Irp.SegmentArray), length)
        : new GuestBuffer(Memory, Memory.Read32(irp + Irp.UserBuffer));
}
