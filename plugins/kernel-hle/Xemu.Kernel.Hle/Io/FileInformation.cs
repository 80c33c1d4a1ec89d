using System.Buffers.Binary;
using System.Text;

namespace Xemu.Kernel.Hle;

/// <summary>What is told of open files: FILE_INFORMATION_CLASS. Source of classes and structures: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
internal sealed class FileInformation(Kernel kernel)
{
    public const uint Directory = 1;
    public const uint Basic = 4;
    public const uint Standard = 5;
    public const uint Internal = 6;
    public const uint Ea = 7;
    public const uint Access = 8;
    public const uint Name = 9;
    public const uint Rename = 10;
    public const uint Disposition = 13;
    public const uint Position = 14;
    public const uint Mode = 16;
    public const uint Alignment = 17;
    public const uint AllInformation = 18;
    public const uint Allocation = 19;
    public const uint EndOfFile = 20;
    public const uint Completion = 30;
    public const uint NetworkOpen = 34;
    public const uint AttributeTag = 35;

    /// <summary>Number of classes: FileMaximumInformation.</summary>
    public const uint Classes = 37;

    /// <summary>Size of FILE_NETWORK_OPEN_INFORMATION.</summary>
    public const int NetworkOpenBytes = 0x38;

    private const uint AttributeNormal = 0x80;

    /// <summary>Where FILE_ALL_INFORMATION has its parts.</summary>
    private const int AllStandard = 0x28;
    private const int AllInternal = 0x40;
    private const int AllAccess = 0x4C;
    private const int AllPosition = 0x50;
    private const int AllMode = 0x58;
    private const int AllAlignment = 0x5C;
    private const int AllName = 0x60;
    private const int AllBytes = 0x68;
    private const int NameBytes = 8;

    /// <summary>Gives the information of a class.</summary>
    /// <param name="file">The file.</param>
    /// <param name="kind">The class.</param>
    /// <param name="length">Size of the caller's buffer.</param>
    /// <param name="bytes">What goes into it.</param>
    /// <returns>Success; BufferOverflow when a name was cut; or why not.</returns>
    public uint Query(OpenFile file, uint kind, uint length, out byte[] bytes)
    {
        bytes = [];
        int needed = BytesOf(kind);
        uint status = kernel.Io.BeginQuery(file, kind, Classes, needed, length, out IoDevice device);
        if (status != NtStatus.Success || (file.Node.IsDevice && kind is not (Position or Mode or Alignment or Access)))
        {
            return status == NtStatus.Success ? NtStatus.InvalidParameter : status;
        }

        uint cluster = device.SectorBytes;
        if (!file.Node.IsDevice)
        {
            status = kernel.Io.Reach(file.Node, out IFileSystem files);
            cluster = status == NtStatus.Success ? files.ClusterBytes : cluster;
        }

        if (status != NtStatus.Success)
        {
            return status;
        }

        int name = kind == Name ? NameBytes : kind == AllInformation ? AllBytes - AllName : 0;
        bytes = new byte[needed - name];
        Fill(bytes, file, kind, cluster);
        return name == 0 ? NtStatus.Success : AppendName(ref bytes, file.Node.Path, length);
    }

    /// <summary>FILE_NETWORK_OPEN_INFORMATION of a file.</summary>
    public static void FillNetworkOpen(Span<byte> bytes, FileNode node, uint clusterBytes)
    {
        FillTimes(bytes, node);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[0x20..], AllocationOf(node, clusterBytes));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[0x28..], node.SizeBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[0x30..], AttributesOf(node));
    }

    /// <summary>Creation, last access, last write, change: the last two are the same, for no volume keeps both.</summary>
    public static void FillTimes(Span<byte> bytes, FileNode node)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, node.Created);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], node.Accessed);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], node.Modified);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], node.Modified);
    }

    /// <summary>Room that a file takes.</summary>
    public static ulong AllocationOf(FileNode node, uint clusterBytes) => (node.SizeBytes + clusterBytes - 1) / clusterBytes * clusterBytes;

    /// <summary>Attributes as programs see them: never none.</summary>
    public static uint AttributesOf(FileNode node) => node.Attributes == 0 ? AttributeNormal : node.Attributes;

    private static int BytesOf(uint kind) => kind switch
    {
        Basic => 0x28,
        Standard => 0x18,
        Internal or Position or AttributeTag => 8,
        Ea or Access or Mode or Alignment => 4,
        Name => NameBytes,
        AllInformation => AllBytes,
        NetworkOpen => NetworkOpenBytes,
        _ => 0,
    };

    private void Fill(Span<byte> bytes, OpenFile file, uint kind, uint clusterBytes)
    {
        FileNode node = file.Node.Node;
        switch (kind)
        {
            case Basic:
                FillTimes(bytes, node);
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[0x20..], AttributesOf(node));
                break;
            case Standard:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, AllocationOf(node, clusterBytes));
                BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], node.SizeBytes);
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], file.Node.DeletePending ? 0U : 1);
                bytes[20] = file.Node.DeletePending ? (byte)1 : (byte)0;
                bytes[21] = node.IsDirectory ? (byte)1 : (byte)0;
                break;
            case Internal:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, node.Key);
                break;
            case Position:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, kernel.Memory.Read64(file.Object + FileObject.CurrentByteOffset));
                break;
            case Access:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, file.Access);
                break;
            case Mode:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, file.Options & FileRights.ModeOptions);
                break;
            case AttributeTag:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, AttributesOf(node));
                break;
            case NetworkOpen:
                FillNetworkOpen(bytes, node, clusterBytes);
                break;
            case AllInformation:
                FillAll(bytes, file, clusterBytes);
                break;
            default:
                // No extended attributes; buffers need no alignment (FILE_BYTE_ALIGNMENT): what the console says: unverified.
                bytes.Clear();
                break;
        }
    }

    private void FillAll(Span<byte> bytes, OpenFile file, uint clusterBytes)
    {
        Fill(bytes, file, Basic, clusterBytes);
        Fill(bytes[AllStandard..AllInternal], file, Standard, clusterBytes);
        Fill(bytes[AllInternal..], file, Internal, clusterBytes);
        Fill(bytes[AllAccess..], file, Access, clusterBytes);
        Fill(bytes[AllPosition..], file, Position, clusterBytes);
        Fill(bytes[AllMode..], file, Mode, clusterBytes);
        Fill(bytes[AllAlignment..AllName], file, Alignment, clusterBytes);
    }

    private static uint AppendName(ref byte[] bytes, string path, uint length)
    {
        int start = bytes.Length;
        int room = (int)Math.Min((uint)path.Length, length - (uint)start - 4);
        Array.Resize(ref bytes, start + 4 + room);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(start), path.Length);
        _ = Encoding.Latin1.GetBytes(path.AsSpan(0, room), bytes.AsSpan(start + 4));
        return room < path.Length ? NtStatus.BufferOverflow : NtStatus.Success;
    }
}
