namespace Xemu.Block.Tests;

public sealed class Qcow2WriteTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Qcow2ReadTests.Kinds), MemberType = typeof(Qcow2ReadTests))]
    public void Write_RandomSectorsInTurnWithQemu_EqualsModelAndPassesCheck(string options)
    {
        Qemu.Require();
        string path = _folder.File("image.qcow2");
        Qemu.Img("create", "-q", "-f", "qcow2", "-o", options, path, "9M");
        byte[] model = new byte[9 << 20];
        var random = new Random(1);

        for (int round = 0; round < 3; round++)
        {
            WriteByQemu(path, model, round);
            WriteByUs(path, model, random, 60);
            Qemu.Check(path);
            Exercise.AssertSame(model, Qemu.Content(path));
        }
    }

    [Theory]
    [InlineData("cluster_size=512")]
    [InlineData("cluster_size=65536")]
    public void Write_CompressedImage_EqualsModelAndPassesCheck(string options)
    {
        Qemu.Require();
        string source = _folder.File("source.raw");
        byte[] model = Qcow2ReadTests.Patterned(5 << 20, seed: 9);
        File.WriteAllBytes(source, model);
        string path = _folder.File("packed.qcow2");
        Qemu.Img("convert", "-c", "-O", "qcow2", "-o", options, source, path);

        WriteByUs(path, model, new Random(2), 40);

        Qemu.Check(path);
        Exercise.AssertSame(model, Qemu.Content(path));
    }

    [Fact]
    public void Write_ImageWithInternalSnapshots_LeavesThemAsTheyWere()
    {
        Qemu.Require();
        string path = _folder.File("image.qcow2");
        Qemu.Img("create", "-q", "-f", "qcow2", path, "5M");
        byte[] model = new byte[5 << 20];
        WriteByUs(path, model, new Random(3), 30);
        byte[] first = [.. model];
        Qemu.Img("snapshot", "-c", "one", path);
        WriteByUs(path, model, new Random(4), 30);
        Qemu.Img("snapshot", "-c", "two", path);
        byte[] second = [.. model];
        WriteByUs(path, model, new Random(5), 30);

        Qemu.Check(path);
        Exercise.AssertSame(model, Qemu.Content(path));
        Qemu.Img("snapshot", "-a", "one", path);
        Exercise.AssertSame(first, Qemu.Content(path));
        Qemu.Img("snapshot", "-a", "two", path);
        Exercise.AssertSame(second, Qemu.Content(path));
        Qemu.Check(path);
    }

    [Fact]
    public void Write_OverlayOverRaw_EqualsModelAndLeavesBaseAlone()
    {
        Qemu.Require();
        byte[] model = Qcow2ReadTests.Patterned(5 << 20, seed: 11);
        File.WriteAllBytes(_folder.File("base.raw"), model);
        byte[] before = [.. model];
        string path = _folder.File("top.qcow2");
        Qcow2Creator.Create(path, (ulong)model.Length, "base.raw");

        WriteByUs(path, model, new Random(6), 50);

        Qemu.Check(path);
        Exercise.AssertSame(model, Qemu.Content(path));
        Exercise.AssertSame(before, File.ReadAllBytes(_folder.File("base.raw")));
    }

    [Fact]
    public void Write_SmallClustersUntilTablesGrow_EqualsModelAndPassesCheck()
    {
        // 512-byte clusters and 64-bit refcounts: 64 clusters a block, 64 blocks a table cluster, so 2 MiB outgrow the first table.
        Qemu.Require();
        string path = _folder.File("image.qcow2");
        Qemu.Img("create", "-q", "-f", "qcow2", "-o", "cluster_size=512,refcount_bits=64", path, "12M");
        byte[] model = new byte[12 << 20];
        new Random(7).NextBytes(model);

        using (var image = Qcow2Image.Open(path, writable: true))
        {
            for (int at = 0; at < model.Length; at += 128 << 10)
            {
                image.Write((ulong)at, model.AsSpan(at, 128 << 10));
            }
        }

        Qemu.Check(path);
        Exercise.AssertSame(model, Qemu.Content(path));
    }

    [Theory]
    [InlineData("cluster_size=512", 40)]
    [InlineData("cluster_size=4096,refcount_bits=1", 30)]
    [InlineData("cluster_size=65536", 30)]
    public void Write_StoppedAfterAnyHostWrite_PassesCheckWithEachSectorOldOrNew(string options, int writes)
    {
        Qemu.Require();
        string path = _folder.File("image.qcow2");
        Qemu.Img("create", "-q", "-f", "qcow2", "-o", options, path, "2M");
        byte[] model = new byte[2 << 20];
        byte[] copy = [];
        var random = new Random(8);
        int instants = 0;

        using (var image = Qcow2Image.Open(path, writable: true))
        {
            byte[] stable = [.. model];
            image.File.Written = (_, _) =>
            {
                // What a kill at this instant would leave; every third one is asked for, to keep the time down.
                if (instants++ % 3 == 0)
                {
                    string left = _folder.File("left.qcow2");
                    Assert.Equal(0, Qemu.Run("cp", [path, left]).Code);
                    Qemu.Check(left);
                    using var again = Qcow2Image.Open(left, writable: true);
                    AssertEachSectorIsOldOrNew(stable, model, Exercise.ReadAll(again));
                }
            };
            for (int i = 0; i < writes; i++)
            {
                Exercise.WriteRandom(image, model, random, 1, maxSectors: 64);
                image.Flush();
                copy = [.. model];
                stable = copy;
            }

            image.File.Written = null;
        }

        Assert.True(instants > writes * 2);
        Qemu.Check(path);
        Exercise.AssertSame(copy, Qemu.Content(path));
    }

    private static void AssertEachSectorIsOldOrNew(byte[] old, byte[] now, byte[] found)
    {
        for (int at = 0; at < found.Length; at += 512)
        {
            ReadOnlySpan<byte> sector = found.AsSpan(at, 512);
            Assert.True(sector.SequenceEqual(old.AsSpan(at, 512)) || sector.SequenceEqual(now.AsSpan(at, 512)), $"Sector {at / 512} is neither old nor new.");
        }
    }

    private static void WriteByUs(string path, byte[] model, Random random, int count)
    {
        using var image = Qcow2Image.Open(path, writable: true);
        Exercise.WriteRandom(image, model, random, count);
        Exercise.AssertSame(model, Exercise.ReadAll(image));
    }

    private static void WriteByQemu(string path, byte[] model, int round)
    {
        int at = (round * 700) << 10;
        Qemu.Io(path, $"write -P {round + 1} {at} 600k", $"write -z {at + (100 << 10)} 130k");
        model.AsSpan(at, 600 << 10).Fill((byte)(round + 1));
        model.AsSpan(at + (100 << 10), 130 << 10).Clear();
    }
}
