using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Block.Fatx;
using Xemu.Testing;

namespace Xemu.Block.Tests.Fatx;

/// <summary>A disk that is made, partitioned and formatted when a machine first runs with it.</summary>
public sealed class FirstRunTests : IDisposable
{
    private const ulong EightGiB = 8UL << 30;
    private readonly TempFolder _folder = new();
    private readonly TestMachine _machine = new();
    private readonly Qcow2Options _options;

    public FirstRunTests() => _options = new Qcow2Options
    {
        File = new FilePath(_folder.File("data/hdd.qcow2")),
        Create = new ByteSize(EightGiB),
        Format = DiskLayout.Xbox,
    };

    public void Dispose()
    {
        _machine.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Create_MissingFile_IsFormatted()
    {
        using Qcow2Block disk = Qcow2Block.Create(_options, _machine);

        Assert.Equal([1, 2, 3, 4, 5], Mounted(disk));
        Assert.Empty(Directory.GetFiles(_folder.File("data"), "*.part"));
    }

    [Fact]
    public void Create_FileThatExists_IsLeftAsItIs()
    {
        using (Qcow2Block disk = Qcow2Block.Create(_options, _machine))
        {
            XboxDisk.Open(disk, out XboxDisk? layout);
            layout!.TryMount(1, out FatxVolume? volume);
            Assert.Equal(FatxStatus.Ok, volume!.Create(volume.Root, "kept", FatxAttributes.None, default, out _));
            disk.Flush();
        }

        using Qcow2Block again = Qcow2Block.Create(_options, _machine);
        XboxDisk.Open(again, out XboxDisk? second);
        second!.TryMount(1, out FatxVolume? same);
        Assert.Equal(FatxStatus.Ok, same!.Find(["kept"], out _));
    }

    [Fact]
    public void Create_EmptyFileThatExists_IsNotFormatted()
    {
        Qcow2Block.Create(_options with { Format = DiskLayout.None }, _machine).Dispose();

        using Qcow2Block disk = Qcow2Block.Create(_options, _machine);

        Assert.Empty(Mounted(disk));
    }

    [Fact]
    public void Create_TooSmall_IsRefusedAndLeavesNothing()
    {
        var e = Assert.Throws<ComponentException>(() => Qcow2Block.Create(_options with { Create = new ByteSize(4UL << 30) }, _machine));

        Assert.Contains("8GiB or more", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.File("data")));
    }

    [Fact]
    public void CreateShadow_MissingFile_IsFormattedInMemoryOnly()
    {
        using IComponent disk = ShadowImage.Create(_options, _machine);

        Assert.Equal([1, 2, 3, 4, 5], Mounted((IBlockDevice)disk));
        Assert.False(File.Exists(_options.File.FullPath));
    }

    private static int[] Mounted(IBlockDevice disk)
    {
        Assert.Equal(FatxStatus.Ok, XboxDisk.Open(disk, out XboxDisk? layout));
        return [.. layout!.Partitions.Select(static p => p.Number).Where(n => layout.TryMount(n, out _) == FatxStatus.Ok)];
    }
}
