using System.Buffers.Binary;
using System.Text;

namespace Xemu.Kernel.Hle;

/// <summary>What is told of volumes: FS_INFORMATION_CLASS. Source of classes and structures: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
internal sealed class VolumeInformation(Kernel kernel)
{
    private const uint Volume = 1;
    private const uint Size = 3;
    private const uint Device = 4;
    private const uint Attribute = 5;
    private const uint FullSize = 7;
    private const uint Classes = 9;

    /// <summary>DEVICE_TYPE and characteristics as Windows numbers them (nboxkrnl io/iop.hpp has the same types). Characteristics: unverified.</summary>
    private const uint DeviceCdRom = 2;
    private const uint DeviceDisk = 7;
    private const uint RemovableReadOnly = 3;

    private const int AttributeName = 12;

    /// <summary>DEVICE_TYPE of a device.</summary>
    public static uint DeviceTypeOf(IoDevice device) => device.IsDisc ? DeviceCdRom : DeviceDisk;

    /// <summary>Gives the information of a class.</summary>
    /// <param name="file">A file on the volume.</param>
    /// <param name="kind">The class.</param>
    /// <param name="length">Size of the caller's buffer.</param>
    /// <param name="bytes">What goes into it.</param>
    public uint Query(OpenFile file, uint kind, uint length, out byte[] bytes)
    {
        bytes = [];
        int needed = BytesOf(kind);
        uint status = kernel.Io.BeginQuery(file, kind, Classes, needed, length, out IoDevice device);
        if (status != NtStatus.Success)
        {
            return status;
        }

        if (kind == Device)
        {
            bytes = new byte[needed];
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, DeviceTypeOf(device));
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), device.IsDisc ? RemovableReadOnly : 0);
            return NtStatus.Success;
        }

        status = device.TryMount(out IFileSystem? files);
        return status == NtStatus.Success ? Fill(files!, kind, needed, (int)Math.Min(length, int.MaxValue), out bytes) : status;
    }

    private static int BytesOf(uint kind) => kind switch
    {
        Volume or Size => 0x18,
        Device => 8,
        Attribute => 16,
        FullSize => 0x20,
        _ => 0,
    };

    private static uint Fill(IFileSystem files, uint kind, int needed, int length, out byte[] bytes)
    {
        bytes = new byte[needed];
        switch (kind)
        {
            case Volume:
                BinaryPrimitives.WriteInt64LittleEndian(bytes, files.Created);
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), files.VolumeId);
                return NtStatus.Success;
            case Attribute:
                return FillAttribute(files, length, out bytes);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(bytes, files.TotalClusters);
        for (int at = 8; at < needed - 8; at += 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), files.FreeClusters);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(needed - 8), files.ClusterBytes / files.SectorBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(needed - 4), files.SectorBytes);
        return NtStatus.Success;
    }

    private static uint FillAttribute(IFileSystem files, int length, out byte[] bytes)
    {
        int room = Math.Min(files.Name.Length, length - AttributeName);
        bytes = new byte[AttributeName + room];
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), files.LongestName);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), files.Name.Length);
        _ = Encoding.Latin1.GetBytes(files.Name.AsSpan(0, room), bytes.AsSpan(AttributeName));
        return room < files.Name.Length ? NtStatus.BufferOverflow : NtStatus.Success;
    }
}
