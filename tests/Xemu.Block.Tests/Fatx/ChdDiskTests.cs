using System.Buffers.Binary;
using System.Text;
using Xemu.Block.Fatx;

namespace Xemu.Block.Tests.Fatx;

/// <summary>The verb <c>disk</c> on a CHD image of a hard disk.</summary>
public sealed class ChdDiskTests : IDisposable
{
    private const int HunkBytes = 1 << 20;
    private readonly TempFolder _folder = new();
    private readonly string _image;

    public ChdDiskTests()
    {
        var disk = new SparseDisk(XboxDisk.MinimumBytes);
        Assert.Equal(FatxStatus.Ok, XboxDisk.CreateStandard(disk));
        Assert.Equal(FatxStatus.Ok, XboxDisk.Open(disk, out XboxDisk? layout));
        Assert.Equal(FatxStatus.Ok, layout!.TryMount(1, out FatxVolume? volume));
        Assert.Equal(FatxStatus.Ok, volume!.Create(volume.Root, "hello.txt", FatxAttributes.None, default, out FatxNode file));
        Assert.Equal(FatxStatus.Ok, volume.Write(file, 0, "from a CHD"u8, out _));
        _image = _folder.File("disk.chd");
        Write(disk, _image);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Verbs_ThatRead_SeeTheDisk()
    {
        Assert.Contains("disk.chd: chd, ", VerbCall.Good("info", _image), StringComparison.Ordinal);
        Assert.Contains("hello.txt", VerbCall.Good("ls", _image, "E:/"), StringComparison.Ordinal);
        VerbCall.Good("check", _image);
        VerbCall.Good("cp", _image + "::E:/hello.txt", _folder.File("out.txt"));

        Assert.Equal("from a CHD", File.ReadAllText(_folder.File("out.txt")));
    }

    [Fact]
    public void Verbs_ThatWrite_AreRefused()
    {
        byte[] before = File.ReadAllBytes(_image);

        Assert.Contains("can only be read", VerbCall.Bad("mkdir", _image + "::E:/x"), StringComparison.Ordinal);
        Assert.Contains("can only be read", VerbCall.Bad("rm", _image + "::E:/hello.txt"), StringComparison.Ordinal);
        Assert.Contains("can only be read", VerbCall.Bad("check", _image, "--repair"), StringComparison.Ordinal);

        Assert.True(before.AsSpan().SequenceEqual(File.ReadAllBytes(_image)));
    }

    /// <summary>An image that is not packed: the map has the place of each hunk, in hunks, and 0 for one of zeros.</summary>
    private static void Write(SparseDisk disk, string path)
    {
        int hunks = (int)((disk.SizeBytes + HunkBytes - 1) / HunkBytes);
        byte[] head = new byte[124 + (4 * hunks)];
        Encoding.ASCII.GetBytes("MComprHD").CopyTo(head, 0);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(8), 124);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(12), 5);
        BinaryPrimitives.WriteUInt64BigEndian(head.AsSpan(32), disk.SizeBytes);
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(40), 124);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(56), HunkBytes);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(60), 512);
        using FileStream file = File.Create(path);
        byte[] hunk = new byte[HunkBytes];
        int place = 1;
        foreach (int number in disk.Sectors.Select(static s => (int)(s * 512 / HunkBytes)).Distinct())
        {
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(124 + (4 * number)), place);
            ulong at = (ulong)number * HunkBytes;
            disk.Read(at, hunk.AsSpan(0, (int)Math.Min(HunkBytes, disk.SizeBytes - at)));
            file.Position = (long)place++ * HunkBytes;
            file.Write(hunk);
        }

        file.Position = 0;
        file.Write(head);
    }
}
