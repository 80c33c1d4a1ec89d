using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;

namespace Xemu.Block.Tests;

/// <summary>Sealing in steps: what the files hold at each of them, and what happens when one fails.</summary>
public sealed class SealTests : IDisposable
{
    private const int Cluster = 1 << 16;
    private readonly TempFolder _folder = new();
    private readonly string _image;

    public SealTests() => _image = _folder.File("disk");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData((int)BaseUse.Overlay)]
    [InlineData((int)BaseUse.FirstLayer)]
    public void Kill_AfterEachStep_LeavesTheMediumAsItWasOrSealed(int use)
    {
        Qemu.Require();
        MediumLayer before;
        MediumLayer sealedLayer;
        using (LayeredMedium medium = Open((BaseUse)use))
        {
            medium.Write(0, Sector(1));
            medium.Flush();
            before = medium.Layer;
            medium.SealStepDone = step => Copy($"{step}");
            medium.PrepareSeal();

            // Another cluster: it waits for its tables.
            medium.Write(Cluster, Sector(2));
            sealedLayer = medium.BeginSeal()();
            medium.Write(2 * Cluster, Sector(3));
            Copy("Written");
            medium.Flush();
            Copy("Flushed");
        }

        Assert.Equal(before, sealedLayer);
        AssertUnsealed("LayerMade", (BaseUse)use, before, [1, 0, 0]);
        AssertUnsealed("WrittenOut", (BaseUse)use, before, [1, 0, 0]);
        AssertUnsealed("Begun", (BaseUse)use, before, [1, 0, 0]);
        AssertUnsealed("SealedStable", (BaseUse)use, before, [1, 2, 0]);
        AssertSealed("Recorded", (BaseUse)use, sealedLayer, [1, 2, 0]);
        AssertSealed("Written", (BaseUse)use, sealedLayer, [1, 2, 0]);
        AssertSealed("Flushed", (BaseUse)use, sealedLayer, [1, 2, 3]);
    }

    [Theory]
    [InlineData((int)BaseUse.Overlay)]
    [InlineData((int)BaseUse.FirstLayer)]
    public void Flush_OfWhatWasWrittenAfterTheSeal_WaitsForTheRecord(int use)
    {
        using LayeredMedium medium = Open((BaseUse)use);
        medium.Write(0, Sector(1));
        Guid before = medium.Layer.LayerId;
        medium.PrepareSeal();
        using var failed = new ManualResetEventSlim();
        medium.SealStepDone = step =>
        {
            if (step == LayeredMedium.SealStep.SealedStable)
            {
                failed.Set();
                throw new IOException("The host's disk is full.");
            }
        };
        Func<MediumLayer> complete = medium.BeginSeal();
        failed.Wait(TestContext.Current.CancellationToken);
        medium.Write(0, Sector(2));

        Assert.Throws<IOException>(medium.Flush);
        Assert.Throws<IOException>(() => complete());
        Assert.Throws<IOException>(medium.PrepareSeal);
        Assert.Throws<IOException>(() => medium.Seal());
        Assert.Throws<IOException>(() => medium.RestoreTo(medium.Layer));
        Assert.Equal(before, RecordOf(_image).Layer);
        Assert.Equal(2, FirstByte(medium, 0));

        medium.SealStepDone = null;
        medium.Flush();

        Assert.Equal(medium.Layer.LayerId, RecordOf(_image).Layer);
        Copy("Flushed");
        AssertSealed("Flushed", (BaseUse)use, complete(), [2, 0, 0]);
    }

    [Theory]
    [InlineData((int)BaseUse.Overlay)]
    [InlineData((int)BaseUse.FirstLayer)]
    public void Dispose_WhileASealWaits_MakesItStable(int use)
    {
        Func<MediumLayer> complete;
        using (LayeredMedium medium = Open((BaseUse)use))
        {
            medium.Write(0, Sector(1));
            complete = medium.BeginSeal();
            medium.Write(0, Sector(2));
        }

        using LayeredMedium again = Open((BaseUse)use);
        Assert.Equal(2, FirstByte(again, 0));
        again.RestoreTo(complete());
        Assert.Equal(1, FirstByte(again, 0));
    }

    [Theory]
    [InlineData((int)BaseUse.Overlay)]
    [InlineData((int)BaseUse.FirstLayer)]
    public void Seal_RecordCannotBeWritten_GoesOnInTheLayerItHad(int use)
    {
        using LayeredMedium medium = Open((BaseUse)use);
        medium.Write(0, Sector(1));
        MediumLayer before = medium.Layer;
        int files = LayerFiles().Length;

        // A folder in the place of the file that is written next: works for root as well, unlike permissions.
        string obstacle = Directory.CreateDirectory(Path.Combine(_image + ".layers", "medium.json.next")).FullName;
        Assert.Throws<IOException>(() => medium.Seal());

        Assert.Equal(before, medium.Layer);
        Assert.Equal(files, LayerFiles().Length);
        medium.Write(Cluster, Sector(2));
        medium.Flush();
        Directory.Delete(obstacle);
        MediumLayer sealedLayer = medium.Seal();
        medium.Write(Cluster, Sector(3));
        medium.RestoreTo(sealedLayer);
        Assert.Equal((1, 2), (FirstByte(medium, 0), FirstByte(medium, Cluster)));
    }

    [Fact]
    public void PrepareSeal_ThenNoSeal_LeavesNoFile()
    {
        using (LayeredMedium medium = Open(BaseUse.Overlay))
        {
            MediumLayer sealedLayer = medium.Seal();
            medium.PrepareSeal();
            medium.PrepareSeal();
            Assert.Equal(3, LayerFiles().Length);
            medium.RestoreTo(sealedLayer);
            Assert.Equal(2, LayerFiles().Length);
            medium.PrepareSeal();
            medium.Release();
            Assert.Equal(2, LayerFiles().Length);
            Assert.Throws<IOException>(medium.PrepareSeal);
            medium.TakeBack();
            medium.PrepareSeal();
        }

        Assert.Equal(2, LayerFiles().Length);
    }

    [Fact]
    public void PrepareSeal_ThenSeal_WaitsForNoDisk()
    {
        using LayeredMedium medium = Open(BaseUse.Overlay);
        medium.Write(0, Sector(1));
        var steps = new List<LayeredMedium.SealStep>();
        medium.SealStepDone = steps.Add;
        medium.PrepareSeal();
        Assert.Equal([LayeredMedium.SealStep.LayerMade, LayeredMedium.SealStep.WrittenOut], steps);
        steps.Clear();

        medium.Seal();

        Assert.Equal([LayeredMedium.SealStep.Begun, LayeredMedium.SealStep.SealedStable, LayeredMedium.SealStep.Recorded], steps);
    }

    [Fact]
    public void Seal_OfTheImageItself_LetsOthersReadIt()
    {
        using LayeredMedium medium = Open(BaseUse.FirstLayer);
        Assert.Throws<ComponentException>(() => Qcow2Image.Open(_image, writable: false).Dispose());

        medium.Seal();

        Qcow2Image.Open(_image, writable: false).Dispose();
        Assert.Throws<ComponentException>(() => Qcow2Image.Open(_image, writable: true).Dispose());
    }

    [Fact]
    public void Seal_OfAWriteThroughMediumNeverWritten_NamesItForGood()
    {
        MediumLayer layer;
        using (LayeredMedium medium = Open(BaseUse.WriteThrough))
        {
            medium.PrepareSeal();
            layer = medium.BeginSeal()();
        }

        using LayeredMedium again = Open(BaseUse.WriteThrough);

        again.RestoreTo(layer);
    }

    [Fact]
    public async Task Seals_WhileTheGuestWritesAllTheTime_KeepEveryLayersContent()
    {
        const int Rounds = 12;
        var layers = new List<(Func<MediumLayer> Complete, byte[] Content)>();
        using LayeredMedium medium = Open(BaseUse.FirstLayer);
        byte[] model = new byte[medium.SizeBytes];
        var random = new Random(5);
        for (int i = 0; i < Rounds; i++)
        {
            Task prepare = Task.Run(medium.PrepareSeal, TestContext.Current.CancellationToken);
            Exercise.WriteRandom(medium, model, random, 30);
            await prepare;
            layers.Add((medium.BeginSeal(), [.. model]));
            Exercise.WriteRandom(medium, model, random, 10);
            Exercise.AssertSame(model, Exercise.ReadAll(medium));
        }

        foreach ((Func<MediumLayer> complete, byte[] content) in layers)
        {
            medium.RestoreTo(complete());
            Exercise.AssertSame(content, Exercise.ReadAll(medium));
        }
    }

    private static byte[] Sector(byte value) => [.. Enumerable.Repeat(value, 512)];

    private static int FirstByte(LayeredMedium device, ulong offset)
    {
        byte[] sector = new byte[512];
        device.Read(offset, sector);
        return sector[0];
    }

    private static MediumRecord RecordOf(string image) => MediumRecord.Load(Path.Combine(image + ".layers", "medium.json"))!;

    private string[] LayerFiles() => Directory.GetFiles(_image + ".layers", "layer-*.qcow2");

    /// <summary>What a kill at this moment leaves.</summary>
    private void Copy(string name)
    {
        string target = Directory.CreateDirectory(_folder.File(name)).FullName;
        Directory.CreateDirectory(Path.Combine(target, "disk.layers"));
        CopyFile(_image, Path.Combine(target, "disk"));
        foreach (string file in Directory.GetFiles(_image + ".layers"))
        {
            CopyFile(file, Path.Combine(target, "disk.layers", Path.GetFileName(file)));
        }
    }

    private static void CopyFile(string from, string to)
    {
        using (var source = new FileStream(UnlockedFile.OpenForReading(from), FileAccess.Read))
        using (FileStream copy = File.Create(to))
        {
            source.CopyTo(copy);
        }

        File.SetLastWriteTimeUtc(to, File.GetLastWriteTimeUtc(from));
    }

    private void AssertUnsealed(string copy, BaseUse use, MediumLayer before, int[] content)
    {
        string image = Path.Combine(_folder.File(copy), "disk");
        CheckNamed(image);
        using LayeredMedium medium = Open(use, image);
        Assert.Equal((before.MediumId, before.LayerId), (medium.Layer.MediumId, medium.Layer.LayerId));
        Assert.True(medium.Layer.Generation > before.Generation);
        Assert.Throws<StateException>(() => medium.RestoreTo(before));
        Assert.Equal(content, Contents(medium));
        Assert.Equal(use == BaseUse.Overlay ? 1 : 0, Directory.GetFiles(image + ".layers", "layer-*.qcow2").Length);
    }

    private void AssertSealed(string copy, BaseUse use, MediumLayer sealedLayer, int[] content)
    {
        string image = Path.Combine(_folder.File(copy), "disk");
        CheckNamed(image);
        using LayeredMedium medium = Open(use, image);
        Assert.NotEqual(sealedLayer.LayerId, medium.Layer.LayerId);
        Assert.Equal(content, Contents(medium));
        medium.Write(0, Sector(9));
        medium.RestoreTo(sealedLayer);
        Assert.Equal(0, FirstByte(medium, 2 * Cluster));
        Assert.Equal(1, FirstByte(medium, 0));
    }

    private static void CheckNamed(string image)
    {
        MediumRecord record = RecordOf(image);
        foreach (string file in record.Sealed.Select(static l => l.File).Append(record.Active).OfType<string>())
        {
            Qemu.Check(Path.Combine(image + ".layers", file));
        }
    }

    private static int[] Contents(LayeredMedium medium) => [FirstByte(medium, 0), FirstByte(medium, Cluster), FirstByte(medium, 2 * Cluster)];

    private LayeredMedium Open(BaseUse use, string? path = null)
    {
        string image = path ?? _image;
        if (use == BaseUse.FirstLayer && !File.Exists(image))
        {
            Qcow2Creator.Create(image, 1 << 20);
        }
        else if (!File.Exists(image))
        {
            File.WriteAllBytes(image, new byte[1 << 20]);
        }

        return LayeredMedium.Open(image, use == BaseUse.FirstLayer ? "qcow2" : "raw", null, use, TimeSpan.Zero, NullLogger.Instance);
    }
}
