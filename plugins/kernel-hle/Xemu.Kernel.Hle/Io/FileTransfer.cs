using System.Buffers;
using Xemu.Abstractions.Media;

namespace Xemu.Kernel.Hle;

/// <summary>Reads and writes open files and devices.</summary>
internal sealed class FileTransfer(Kernel kernel)
{
    private const int PieceBytes = 1 << 16;

    /// <summary>How much a file grows by zeros in one go.</summary>
    private const ulong MostZeros = 16 << 20;

    /// <summary>Offsets that mean something else. Source: Microsoft's documentation of NtWriteFile.</summary>
    private const long UseFilePointer = -2;
    private const long WriteToEnd = -1;

    /// <summary>Reads.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">Where to.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="offsetPlace">Address of the offset, or 0 for the file's position.</param>
    /// <param name="count">How many were there.</param>
    public uint Read(OpenFile file, GuestBuffer buffer, uint length, uint offsetPlace, out uint count)
    {
        count = 0;
        if (!FileRights.Reads(file.Access))
        {
            return NtStatus.AccessDenied;
        }

        uint status = Begin(file, length, offsetPlace, isWrite: false, out IoDevice device, out IFileSystem files, out ulong offset);
        if (status != NtStatus.Success || length == 0)
        {
            return status;
        }

        status = file.Node.IsDevice ? ReadDevice(device, buffer, length, offset, out count) : ReadFile(file, files, buffer, length, offset, out count);
        Advance(file, status, offset + count);
        return status;
    }

    /// <summary>Writes.</summary>
    public uint Write(OpenFile file, GuestBuffer buffer, uint length, uint offsetPlace, out uint count)
    {
        count = 0;
        if (!FileRights.Writes(file.Access))
        {
            return NtStatus.AccessDenied;
        }

        uint status = Begin(file, length, offsetPlace, isWrite: true, out IoDevice device, out IFileSystem files, out ulong offset);
        if (status != NtStatus.Success || length == 0)
        {
            return status;
        }

        buffer.Probe(length, isWrite: false);
        status = file.Node.IsDevice ? WriteDevice(device, buffer, length, offset, out count) : WriteFile(file, files, buffer, length, offset, out count);
        Advance(file, status, offset + count);
        return status;
    }

    /// <summary>Reads or writes a device, with no file object.</summary>
    public uint Raw(IoDevice device, GuestBuffer buffer, uint length, ulong offset, bool isWrite, out uint count)
    {
        count = 0;
        device.NoticeChange();
        if (device.Medium is null)
        {
            return NtStatus.NoMediaInDevice;
        }

        if ((long)offset < 0 || ((offset | length) & (device.SectorBytes - 1)) != 0)
        {
            return NtStatus.InvalidParameter;
        }

        if (length == 0)
        {
            return NtStatus.Success;
        }

        if (!isWrite)
        {
            return ReadDevice(device, buffer, length, offset, out count);
        }

        buffer.Probe(length, isWrite: false);
        return WriteDevice(device, buffer, length, offset, out count);
    }

    /// <summary>Checks a transfer, and finds where it begins.</summary>
    private uint Begin(OpenFile file, uint length, uint offsetPlace, bool isWrite, out IoDevice device, out IFileSystem files, out ulong offset)
    {
        offset = 0;
        files = null!;
        uint status = kernel.Io.Reach(file.Node, out device);
        if (status == NtStatus.Success && !file.Node.IsDevice)
        {
            status = kernel.Io.Reach(file.Node, out files);
            status = status == NtStatus.Success && file.Node.Node.IsDirectory ? NtStatus.InvalidDeviceRequest : status;
        }

        if (status != NtStatus.Success)
        {
            return status;
        }

        bool atEnd = false;
        if (offsetPlace == 0 && !file.IsSynchronous)
        {
            return NtStatus.InvalidParameter;
        }

        long given = offsetPlace == 0 ? UseFilePointer : (long)kernel.Memory.Read64(offsetPlace);
        if (given == UseFilePointer && file.IsSynchronous)
        {
            given = (long)kernel.Memory.Read64(file.Object + FileObject.CurrentByteOffset);
        }
        else if (given == WriteToEnd && isWrite)
        {
            atEnd = true;
        }

        atEnd |= isWrite && (file.Access & (FileRights.WriteData | FileRights.AppendData)) == FileRights.AppendData;
        offset = (ulong)(atEnd ? (long)SizeOf(file, device) : given);
        bool isSectors = (file.IsUnbuffered && !atEnd) || file.Node.IsDevice;
        return (long)offset < 0 || (isSectors && ((offset | length) & (device.SectorBytes - 1)) != 0) ? NtStatus.InvalidParameter : NtStatus.Success;
    }

    private static ulong SizeOf(OpenFile file, IoDevice device) => file.Node.IsDevice ? device.SizeBytes : file.Node.Node.SizeBytes;

    private void Advance(OpenFile file, uint status, ulong position)
    {
        if (status == NtStatus.Success && file.IsSynchronous)
        {
            kernel.Memory.Write64(file.Object + FileObject.CurrentByteOffset, position);
        }
    }

    private static uint ReadFile(OpenFile file, IFileSystem files, GuestBuffer buffer, uint length, ulong offset, out uint count)
    {
        count = 0;
        ulong size = file.Node.Node.SizeBytes;
        if (offset >= size)
        {
            return NtStatus.EndOfFile;
        }

        uint status = NtStatus.Success;
        uint wanted = (uint)Math.Min(length, size - offset);
        buffer.Probe(wanted, isWrite: true);
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        while (count < wanted && status == NtStatus.Success)
        {
            Span<byte> part = piece.AsSpan(0, (int)Math.Min(wanted - count, PieceBytes));
            status = files.Read(file.Node.Node, offset + count, part, out int read);
            status = status == NtStatus.Success && read == 0 ? NtStatus.FileCorrupt : status;
            buffer.Write(count, part[..read]);
            count += (uint)read;
        }

        ArrayPool<byte>.Shared.Return(piece);
        return status;
    }

    private uint WriteFile(OpenFile file, IFileSystem files, GuestBuffer buffer, uint length, ulong offset, out uint count)
    {
        count = 0;
        if (!HasRoom(files, file.Node.Node, offset, length))
        {
            return NtStatus.DiskFull;
        }

        uint status = Approach(file, files, offset);
        FileNode node = file.Node.Node;
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        while (count < length && status == NtStatus.Success)
        {
            Span<byte> part = piece.AsSpan(0, (int)Math.Min(length - count, PieceBytes));
            buffer.Read(count, part);
            status = files.Write(ref node, offset + count, part, (long)kernel.Clock.SystemTime);
            count += status == NtStatus.Success ? (uint)part.Length : 0;
        }

        file.Node.Node = node;
        ArrayPool<byte>.Shared.Return(piece);
        return status;
    }

    /// <summary>Before a file becomes much longer: gives it a piece of the zeros that come to lie before its new end, so that no call takes long.</summary>
    /// <param name="file">The file.</param>
    /// <param name="files">Its volume.</param>
    /// <param name="target">The size that it has to come near.</param>
    /// <returns>Success when it is near enough; Restart when it has become longer, and the call is to be made again.</returns>
    public uint Approach(OpenFile file, IFileSystem files, ulong target)
    {
        FileNode node = file.Node.Node;
        if (files.IsReadOnly || target <= node.SizeBytes + MostZeros)
        {
            return NtStatus.Success;
        }

        if (!Fits(files, node, target))
        {
            return NtStatus.DiskFull;
        }

        uint status = files.SetSize(ref node, node.SizeBytes + MostZeros, (long)kernel.Clock.SystemTime);
        file.Node.Node = node;
        return status == NtStatus.Success ? NtStatus.Restart : status;
    }

    /// <summary>A write that does not fit writes nothing.</summary>
    private static bool HasRoom(IFileSystem files, FileNode node, ulong offset, uint length)
    {
        ulong end = offset + length;
        return files.IsReadOnly || end <= node.SizeBytes || (length <= PieceBytes && offset <= node.SizeBytes + MostZeros) || Fits(files, node, end);
    }

    private static bool Fits(IFileSystem files, FileNode node, ulong end) =>
        end <= uint.MaxValue && Clusters(files, end) - Clusters(files, node.SizeBytes) <= files.FreeClusters;

    private static ulong Clusters(IFileSystem files, ulong bytes) => (bytes + files.ClusterBytes - 1) / files.ClusterBytes;

    private static uint ReadDevice(IoDevice device, GuestBuffer buffer, uint length, ulong offset, out uint count)
    {
        count = 0;
        if (offset >= device.SizeBytes)
        {
            return NtStatus.EndOfFile;
        }

        uint wanted = (uint)Math.Min(length, device.SizeBytes - offset);
        buffer.Probe(wanted, isWrite: true);
        ulong start = device.StartBytes + offset;
        IBlockDevice medium = device.Medium!;
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (count < wanted)
            {
                Span<byte> part = piece.AsSpan(0, (int)Math.Min(wanted - count, PieceBytes));
                medium.Read(start + count, part);
                buffer.Write(count, part);
                count += (uint)part.Length;
            }

            return NtStatus.Success;
        }
        catch (IOException)
        {
            return NtStatus.IoDeviceError;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private uint WriteDevice(IoDevice device, GuestBuffer buffer, uint length, ulong offset, out uint count)
    {
        count = 0;
        IBlockDevice medium = device.Medium!;
        if (medium.IsReadOnly || device.IsDisc)
        {
            return NtStatus.MediaWriteProtected;
        }

        // Where the console ends a write past the end of a device: unverified.
        if (offset > device.SizeBytes || length > device.SizeBytes - offset)
        {
            return NtStatus.InvalidParameter;
        }

        ulong start = device.StartBytes + offset;
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (count < length)
            {
                Span<byte> part = piece.AsSpan(0, (int)Math.Min(length - count, PieceBytes));
                buffer.Read(count, part);
                medium.Write(start + count, part);
                count += (uint)part.Length;
            }

            return NtStatus.Success;
        }
        catch (IOException)
        {
            return NtStatus.IoDeviceError;
        }
        finally
        {
            kernel.Io.WrittenPast(start, length);
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
