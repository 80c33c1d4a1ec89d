using System.Buffers.Binary;
using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>Control codes of devices and file systems.</summary>
/// <remarks>Sources: nxdk lib/xboxkrnl/xboxkrnl.h (codes and structures of disks), Microsoft's headers as Wine's and ReactOS' ntddcdrm.h name the codes of CD-ROM drives.</remarks>
internal sealed class DeviceControl(Kernel kernel)
{
    private const uint DiskGetDriveGeometry = 0x0007_0000;
    private const uint DiskGetPartitionInfo = 0x0007_4004;
    private const uint DiskVerify = 0x0007_0014;
    private const uint DiskCheckVerify = 0x0007_4800;
    private const uint CdRomCheckVerify = 0x0002_4800;
    private const uint CdRomGetDriveGeometry = 0x0002_404C;
    private const uint StorageCheckVerify = 0x002D_4800;
    private const uint FsDismountVolume = 0x0009_0020;

    private const int GeometryBytes = 0x18;
    private const int PartitionBytes = 0x20;
    private const uint VerifyBytes = 12;
    private const uint VerifyPieceBytes = 1 << 20;

    /// <summary>Most that a call verifies: reading more would hold the machine up.</summary>
    private const uint MostVerifyBytes = 1 << 28;
    private const int MostTold = 256;

    /// <summary>MEDIA_TYPE.</summary>
    private const int MediaRemovable = 11;
    private const int MediaFixed = 12;

    [Derived("one message is enough")]
    private readonly HashSet<uint> _told = [];

    /// <summary>Serves NtDeviceIoControlFile.</summary>
    /// <param name="node">The file or device.</param>
    /// <param name="code">The control code.</param>
    /// <param name="input">Address of the input.</param>
    /// <param name="inputLength">Its length.</param>
    /// <param name="outputLength">Size of the caller's output buffer.</param>
    /// <param name="bytes">What goes into it.</param>
    public uint Device(OpenNode node, uint code, uint input, uint inputLength, uint outputLength, out byte[] bytes)
    {
        bytes = [];
        uint status = kernel.Io.Reach(node, out IoDevice device);
        return status == NtStatus.Success ? Device(device, code, input, inputLength, outputLength, out bytes) : status;
    }

    /// <summary>Serves a control code of a device.</summary>
    public uint Device(IoDevice device, uint code, uint input, uint inputLength, uint outputLength, out byte[] bytes)
    {
        bytes = [];
        if (device.Medium is null)
        {
            return NtStatus.NoMediaInDevice;
        }

        switch (code)
        {
            case DiskGetDriveGeometry when !device.IsDisc:
            case CdRomGetDriveGeometry when device.IsDisc:
                return Geometry(device, outputLength, out bytes);
            case DiskGetPartitionInfo when !device.IsDisc:
                return Partition(device, outputLength, out bytes);
            case DiskVerify when !device.IsDisc:
                return Verify(device, input, inputLength);
            case DiskCheckVerify or CdRomCheckVerify or StorageCheckVerify:
                return NtStatus.Success;
            default:
                return Refuse(code, device.Path);
        }
    }

    /// <summary>Serves NtFsControlFile.</summary>
    public uint FileSystem(OpenNode node, uint code)
    {
        uint status = kernel.Io.Reach(node, out IoDevice device);
        return status == NtStatus.Success ? FileSystem(device, code) : status;
    }

    /// <summary>Serves a control code of a device's file system.</summary>
    public uint FileSystem(IoDevice device, uint code)
    {
        if (code != FsDismountVolume)
        {
            return Refuse(code, device.Path);
        }

        Dismount(device);
        return NtStatus.Success;
    }

    /// <summary>Writes a volume out and forgets it.</summary>
    public static void Dismount(IoDevice device)
    {
        if (device.TryMount(out IFileSystem? files) == NtStatus.Success)
        {
            _ = files!.Flush();
            device.Dismount();
        }
    }

    private uint Refuse(uint code, string device)
    {
        if (_told.Count < MostTold && _told.Add(code))
        {
            kernel.Note($"Control code 0x{code:X8} of {device} is not served.");
        }

        return NtStatus.InvalidDeviceRequest;
    }

    /// <summary>DISK_GEOMETRY: the console counts sectors alone, one a track and one track a cylinder: unverified; formatting tools use the size of a sector.</summary>
    private static uint Geometry(IoDevice device, uint outputLength, out byte[] bytes)
    {
        bytes = [];
        if (outputLength < GeometryBytes)
        {
            return NtStatus.BufferTooSmall;
        }

        bytes = new byte[GeometryBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, device.SizeBytes / device.SectorBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), device.IsDisc ? MediaRemovable : MediaFixed);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), 1);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), device.SectorBytes);
        return NtStatus.Success;
    }

    /// <summary>PARTITION_INFORMATION.</summary>
    private static uint Partition(IoDevice device, uint outputLength, out byte[] bytes)
    {
        bytes = [];
        if (outputLength < PartitionBytes)
        {
            return NtStatus.BufferTooSmall;
        }

        bytes = new byte[PartitionBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, device.Offset);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), device.SizeBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), device.Number);
        bytes[26] = device.Number > 0 ? (byte)1 : (byte)0;
        return NtStatus.Success;
    }

    /// <summary>VERIFY_INFORMATION: StartingOffset, Length. Reads what is to be verified. Not modelled: more than 256 MiB at once.</summary>
    private uint Verify(IoDevice device, uint input, uint inputLength)
    {
        if (inputLength < VerifyBytes)
        {
            return NtStatus.InvalidParameter;
        }

        ulong offset = kernel.Memory.Read64(input);
        ulong length = kernel.Memory.Read32(input + 8);
        if (length > MostVerifyBytes || ((offset | length) & (device.SectorBytes - 1)) != 0 || offset > device.SizeBytes || length > device.SizeBytes - offset)
        {
            return NtStatus.InvalidParameter;
        }

        try
        {
            byte[] piece = new byte[VerifyPieceBytes];
            for (ulong done = 0; done < length; done += VerifyPieceBytes)
            {
                device.Medium!.Read(device.StartBytes + offset + done, piece.AsSpan(0, (int)Math.Min(length - done, VerifyPieceBytes)));
            }

            return NtStatus.Success;
        }
        catch (IOException)
        {
            return NtStatus.IoDeviceError;
        }
    }
}
