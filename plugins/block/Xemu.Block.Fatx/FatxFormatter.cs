using Xemu.Abstractions.Media;

namespace Xemu.Block.Fatx;

/// <summary>Makes empty volumes.</summary>
internal static class FatxFormatter
{
    /// <summary>Makes an empty volume. The header is written last: cut off before, the partition has no volume or the old one's header is gone.</summary>
    /// <param name="device">The medium.</param>
    /// <param name="offset">Where the volume starts, in bytes.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="clusterBytes">Size of a cluster, or 0 for the one that fits the size.</param>
    /// <param name="volumeId">The volume's id; programs take the low bits of the time (nxdk).</param>
    /// <param name="volumeName">Its name, at most 32 characters.</param>
    /// <returns><see cref="FatxStatus.NoSpace"/> when the partition is too small, or the clusters are too small or too many.</returns>
    public static FatxStatus Format(IBlockDevice device, ulong offset, ulong size, uint clusterBytes = 0, uint volumeId = 0, string volumeName = "")
    {
        if (device.IsReadOnly)
        {
            return FatxStatus.ReadOnly;
        }

        bool isOnDevice = offset % FatxWindow.SectorBytes == 0 && size % FatxWindow.SectorBytes == 0 && offset <= device.SizeBytes && size <= device.SizeBytes - offset;
        uint cluster = clusterBytes == 0 ? FatxGeometry.DefaultClusterBytes(size) : clusterBytes;
        if (!isOnDevice || FatxGeometry.Plan(size, cluster, volumeId, volumeName) is not { } plan)
        {
            return FatxStatus.NoSpace;
        }

        return Write(new FatxWindow(device, offset, size), plan);
    }

    private static FatxStatus Write(FatxWindow window, FatxGeometry plan)
    {
        byte[] header = new byte[FatxGeometry.HeaderBytes];
        if (window.Write(0, header.AsSpan(0, FatxWindow.SectorBytes)) is not FatxStatus.Ok and var unwritten)
        {
            return unwritten;
        }

        // The first entry is a mark of its own, the second ends the root's chain.
        Span<byte> marks = stackalloc byte[plan.IsFat16 ? 4 : 8];
        marks.Fill(0xFF);
        marks[0] = 0xF8;
        FatxStatus status = window.Fill(FatxGeometry.HeaderBytes, plan.TableBytes, 0);
        status = status != FatxStatus.Ok ? status : window.Write(FatxGeometry.HeaderBytes, marks);
        status = status != FatxStatus.Ok ? status : window.Fill(plan.OffsetOf(plan.RootCluster), plan.ClusterBytes, FatxEntry.EndMark);
        plan.EncodeHeader(header);
        return status != FatxStatus.Ok ? status : window.Write(0, header);
    }
}
