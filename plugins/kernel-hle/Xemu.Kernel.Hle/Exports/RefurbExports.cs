using Xemu.Abstractions.Media;

namespace Xemu.Kernel.Hle;

/// <summary>Ex: what the console notes of its life in a sector of the hard disk: a signature, how often it was switched on, when its clock was first set.</summary>
/// <remarks>Sources: nxdk lib/xboxkrnl/xboxkrnl.h (XBOX_REFURB_INFO); xboxdevwiki "Hard Drive" (sector 3). Not modelled: the count at each start.</remarks>
internal static class RefurbExports
{
    private const string Disk = @"\Device\Harddisk0\Partition0";
    private const ulong SectorBytes = 512;
    private const ulong Place = 3 * SectorBytes;
    private const uint InformationBytes = 16;

    /// <summary>The letters BRFR.</summary>
    private const uint Signature = 0x5246_5242;

    public static void Register(ExportTable exports) => exports.Serve("ExReadWriteRefurbInfo", ReadWrite);

    /// <summary>(RefurbInfo, ValueLength, DoWrite).</summary>
    private static uint ReadWrite(KernelCall call)
    {
        if (call[1] != InformationBytes)
        {
            return NtStatus.InvalidParameter;
        }

        NameLookup lookup = call.Kernel.Objects.Lookup(0, Disk, followsLast: true);
        if (lookup.Status != NtStatus.Success || call.Kernel.Io.DeviceOf(lookup.Object)?.Medium is not { } medium || medium.SizeBytes < Place + SectorBytes)
        {
            return NtStatus.NoSuchDevice;
        }

        try
        {
            return call.Byte(2) != 0 ? Write(call, medium) : Read(call, medium);
        }
        catch (IOException)
        {
            return NtStatus.IoDeviceError;
        }
    }

    private static uint Read(KernelCall call, IBlockDevice medium)
    {
        Span<byte> sector = stackalloc byte[(int)SectorBytes];
        medium.Read(Place, sector);
        bool valid = BitConverter.ToUInt32(sector) == Signature;
        if (!valid)
        {
            sector.Clear();
            _ = BitConverter.TryWriteBytes(sector, Signature);
        }

        call.Memory.Write(call[0], sector[..(int)InformationBytes]);
        return NtStatus.Success;
    }

    private static uint Write(KernelCall call, IBlockDevice medium)
    {
        Span<byte> sector = stackalloc byte[(int)SectorBytes];
        medium.Read(Place, sector);
        call.Memory.Read(call[0], sector[..(int)InformationBytes]);
        _ = BitConverter.TryWriteBytes(sector, Signature);
        if (medium.IsReadOnly)
        {
            return NtStatus.MediaWriteProtected;
        }

        medium.Write(Place, sector);
        return NtStatus.Success;
    }
}
