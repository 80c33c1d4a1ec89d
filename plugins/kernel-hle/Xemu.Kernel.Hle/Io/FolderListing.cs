using System.Buffers.Binary;
using System.Text;

namespace Xemu.Kernel.Hle;

/// <summary>Lists folders, one entry a call.</summary>
internal sealed class FolderListing(Kernel kernel)
{
    /// <summary>FILE_DIRECTORY_INFORMATION: where the name is, and the structure's size with one character. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
    private const int NameOffset = 0x40;
    private const uint LeastBytes = 0x48;

    /// <summary>No name is longer, so no mask need be.</summary>
    private const int MostMask = 260;

    /// <summary>Gives the next entry.</summary>
    /// <param name="file">The folder.</param>
    /// <param name="length">Size of the caller's buffer.</param>
    /// <param name="mask">The mask, or null; only that of the first call counts.</param>
    /// <param name="restarts">Whether the listing begins again.</param>
    /// <param name="bytes">The entry.</param>
    /// <returns>Success; BufferOverflow when the name was cut; NoSuchFile when no name fits at all, NoMoreFiles at the end.</returns>
    public uint Query(OpenFile file, uint length, string? mask, bool restarts, out byte[] bytes)
    {
        bytes = [];
        if (length < LeastBytes || mask?.Length > MostMask)
        {
            return length < LeastBytes ? NtStatus.InfoLengthMismatch : NtStatus.ObjectNameInvalid;
        }

        uint status = file.Node.IsDevice ? NtStatus.InvalidParameter : kernel.Io.Reach(file.Node, out IFileSystem files);
        if (status != NtStatus.Success)
        {
            return status;
        }

        if (!file.Node.Node.IsDirectory)
        {
            return NtStatus.InvalidParameter;
        }

        if (!FileRights.Reads(file.Access))
        {
            return NtStatus.AccessDenied;
        }

        kernel.Io.Reach(file.Node, out files);
        bool isFirst = file.ListMask is null;
        file.ListMask ??= mask ?? string.Empty;
        status = Next(file, files, restarts ? 0 : file.ListPosition, out FileNode node);
        if (status == NtStatus.NoMoreFiles)
        {
            return isFirst ? NtStatus.NoSuchFile : status;
        }

        return status == NtStatus.Success ? Fill(node, files.ClusterBytes, (int)Math.Min(length, int.MaxValue), out bytes) : status;
    }

    private static uint Next(OpenFile file, IFileSystem files, int position, out FileNode node)
    {
        uint status;
        do
        {
            status = files.List(file.Node.Node, position, out node, out int next);
            position = status == NtStatus.Success ? next : position;
        }
        while (status == NtStatus.Success && !FileMask.Matches(node.Name, file.ListMask!));
        file.ListPosition = position;
        return status;
    }

    private static uint Fill(FileNode node, uint clusterBytes, int length, out byte[] bytes)
    {
        int room = Math.Min(node.Name.Length, length - NameOffset);
        bytes = new byte[NameOffset + room];
        FileInformation.FillTimes(bytes.AsSpan(8), node);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(0x28), node.SizeBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(0x30), FileInformation.AllocationOf(node, clusterBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(0x38), FileInformation.AttributesOf(node));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(0x3C), node.Name.Length);
        _ = Encoding.Latin1.GetBytes(node.Name.AsSpan(0, room), bytes.AsSpan(NameOffset));
        return room < node.Name.Length ? NtStatus.BufferOverflow : NtStatus.Success;
    }
}
