using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;

namespace Xemu.Block.Tests;

public sealed class LayeredMediumTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _raw;

    public LayeredMediumTests()
    {
        _raw = _folder.File("disk.raw");
        File.WriteAllBytes(_raw, Sector(1, 256 << 10));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Overlay_Written_LeavesImageAloneAndKeepsContentOverReopening()
    {
        using (LayeredMedium medium = Open())
        {
            medium.Write(512, Sector(9));
        }

        using LayeredMedium again = Open();

        Assert.Equal(Sector(9), ReadSector(again, 512));
        Assert.Equal(Sector(1), ReadSector(again, 0));
        Assert.All(File.ReadAllBytes(_raw), static b => Assert.Equal(1, b));
    }

    [Theory]
    [InlineData((int)BaseUse.Overlay)]
    [InlineData((int)BaseUse.FirstLayer)]
    public void RestoreTo_SealedLayer_DropsWhatWasWrittenSince(int use)
    {
        string path = ImageFor((BaseUse)use);
        MediumLayer first;
        MediumLayer second;
        using (LayeredMedium medium = Open((BaseUse)use, path))
        {
            medium.Write(0, Sector(10));
            first = medium.Seal();
            medium.Write(0, Sector(11));
            second = medium.Seal();
            medium.Write(0, Sector(12));
        }

        using LayeredMedium again = Open((BaseUse)use, path);
        Assert.Equal(Sector(12), ReadSector(again, 0));
        again.RestoreTo(first);
        Assert.Equal(Sector(10), ReadSector(again, 0));
        again.Write(0, Sector(13));
        again.RestoreTo(second);
        Assert.Equal(Sector(11), ReadSector(again, 0));
        again.RestoreTo(first);
        Assert.Equal(Sector(10), ReadSector(again, 0));
    }

    [Fact]
    public void Layer_OverOpeningsAndSeals_HasGrowingGenerations()
    {
        var generations = new List<ulong>();
        using (LayeredMedium medium = Open())
        {
            generations.Add(medium.Layer.Generation);
            MediumLayer before = medium.Layer;
            Assert.Equal(before, medium.Seal());
            Assert.NotEqual(before.LayerId, medium.Layer.LayerId);
            generations.Add(medium.Layer.Generation);
        }

        using LayeredMedium again = Open();
        generations.Add(again.Layer.Generation);

        Assert.Equal(generations.Distinct().Order(), generations);
    }

    [Fact]
    public void RestoreTo_OtherMedium_IsRefusedAndChangesNothing()
    {
        using LayeredMedium medium = Open();
        medium.Write(0, Sector(7));
        MediumLayer before = medium.Layer;

        Assert.Throws<StateException>(() => medium.RestoreTo(before with { MediumId = Guid.NewGuid() }));
        Assert.Throws<StateException>(() => medium.RestoreTo(before with { LayerId = Guid.NewGuid() }));

        Assert.Equal(before, medium.Layer);
        Assert.Equal(Sector(7), ReadSector(medium, 0));
    }

    [Fact]
    public void RestoreTo_ImageWrittenSince_IsRefused()
    {
        using LayeredMedium medium = Open();
        MediumLayer layer = medium.Seal();
        File.SetLastWriteTimeUtc(_raw, new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));

        var e = Assert.Throws<StateException>(() => medium.RestoreTo(layer));

        Assert.Contains("was changed or removed", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteThrough_RestoreWithNothingWrittenSince_WorksAlsoAfterReopening()
    {
        MediumLayer layer;
        using (LayeredMedium medium = Open(BaseUse.WriteThrough))
        {
            medium.Write(0, Sector(5));
            layer = medium.Seal();
        }

        using LayeredMedium again = Open(BaseUse.WriteThrough);
        again.RestoreTo(layer);
        again.Write(0, Sector(6));

        var e = Assert.Throws<StateException>(() => again.RestoreTo(layer));
        Assert.Contains("has been written since", e.Message, StringComparison.Ordinal);
        Assert.Equal(Sector(6), ReadSector(again, 0));
    }

    [Theory]
    [InlineData((int)BaseUse.Overlay)]
    [InlineData((int)BaseUse.FirstLayer)]
    [InlineData((int)BaseUse.WriteThrough)]
    public void Open_InUse_IsRefused(int use)
    {
        string path = ImageFor((BaseUse)use);
        using LayeredMedium medium = Open((BaseUse)use, path);

        var e = Assert.Throws<ComponentException>(() => Open((BaseUse)use, path).Dispose());

        Assert.Contains("is in use", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ImageOfOneMachineFromAnotherFolder_IsRefused()
    {
        using RawImage image = RawImage.Open(_raw, writable: true);

        var e = Assert.Throws<ComponentException>(() => RawImage.Open(_raw, writable: false).Dispose());

        Assert.Contains("in use", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_LayerFileThatNoRecordNames_IsRemoved()
    {
        Open().Dispose();
        string orphan = Path.Combine(_raw + ".layers", "layer-orphan.qcow2");
        File.WriteAllBytes(orphan, [1]);

        Open().Dispose();

        Assert.False(File.Exists(orphan));
    }

    [Fact]
    public void Open_MovedWithItsLayers_KeepsContent()
    {
        using (LayeredMedium medium = Open())
        {
            medium.Write(0, Sector(3));
            medium.Seal();
        }

        string moved = Path.Combine(Directory.CreateDirectory(_folder.File("elsewhere")).FullName, "disk.raw");
        File.Move(_raw, moved);
        Directory.Move(_raw + ".layers", moved + ".layers");

        using LayeredMedium again = Open(BaseUse.Overlay, moved);
        Assert.Equal(Sector(3), ReadSector(again, 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"Format\":2}")]
    [InlineData("[[[[[[[[[[")]
    [InlineData("{\"Format\":1,\"Medium\":\"00000000-0000-0000-0000-000000000001\",\"Layer\":\"00000000-0000-0000-0000-000000000001\",\"Generation\":1,\"Active\":\"../../etc/passwd\"}")]
    public void Open_DamagedRecord_IsRefusedWithOneLine(string text)
    {
        Open().Dispose();
        File.WriteAllText(Path.Combine(_raw + ".layers", "medium.json"), text);

        var e = Assert.Throws<ComponentException>(() => Open().Dispose());

        Assert.Contains("move its folder away", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Open_MissingImage_IsRefusedAndMakesNothing()
    {
        string path = _folder.File("none.raw");

        var e = Assert.Throws<ComponentException>(() => Open(BaseUse.Overlay, path).Dispose());

        Assert.Contains("does not exist", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(path + ".layers"));
    }

    [Fact]
    public void Open_RawImageOfOddSize_IsRefusedWithTheSize()
    {
        File.WriteAllBytes(_raw, new byte[1000]);

        var e = Assert.Throws<ComponentException>(() => RawImage.Open(_raw, writable: false).Dispose());

        Assert.Contains("has 1000 bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Folder_IsRefused() =>
        Assert.Throws<ComponentException>(() => RawImage.Open(_folder.Path, writable: false).Dispose());

    private static byte[] Sector(byte value, int length = 512) => [.. Enumerable.Repeat(value, length)];

    private static byte[] ReadSector(LayeredMedium device, ulong offset)
    {
        byte[] sector = new byte[512];
        device.Read(offset, sector);
        return sector;
    }

    private string ImageFor(BaseUse use)
    {
        if (use != BaseUse.FirstLayer)
        {
            return _raw;
        }

        string path = _folder.File("disk.qcow2");
        Qcow2Creator.Create(path, 256 << 10);
        return path;
    }

    private LayeredMedium Open(BaseUse use = BaseUse.Overlay, string? path = null) =>
        LayeredMedium.Open(path ?? _raw, use == BaseUse.FirstLayer ? "qcow2" : "raw", null, use, TimeSpan.Zero, NullLogger.Instance);
}
