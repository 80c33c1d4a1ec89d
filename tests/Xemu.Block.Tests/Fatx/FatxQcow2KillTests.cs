using Microsoft.Win32.SafeHandles;
using Xemu.Block.Fatx;

namespace Xemu.Block.Tests.Fatx;

/// <summary>What a kill leaves of a volume on a qcow2 image, where the first write to each of its clusters waits and later ones are in place.</summary>
public sealed class FatxQcow2KillTests : IDisposable
{
    private const ulong DiskBytes = 16 << 20;
    private readonly TempFolder _folder = new();
    private int _instants;
    private int _lost;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Operations_KilledAtEachWriteOfTheFile_LeaveAtWorstLostClusters(int seed)
    {
        var script = new FatxScript(seed);
        File.WriteAllBytes(_folder.File("base.raw"), MakeBase(script));
        string path = _folder.File("layer.qcow2");
        Qcow2Creator.Create(path, DiskBytes, "base.raw");
        using var image = Qcow2Image.Open(path, writable: true);
        Assert.Equal(FatxStatus.Ok, FatxVolume.TryMount(image, 0, DiskBytes, out FatxVolume? volume));

        image.File.Written = (_, _) => CheckLeft(path);
        for (int i = 0; i < 300; i++)
        {
            script.Step(volume!);
            if (i % 4 == 3)
            {
                volume!.Flush();
            }
        }

        image.File.Written = null;
        Assert.True(_instants > 100 && _lost > 0, $"{_instants} instants, {_lost} with lost clusters: the script does too little.");
    }

    private static byte[] MakeBase(FatxScript script)
    {
        SparseDisk disk = SparseDisk.Formatted(DiskBytes, 16384);
        FatxVolume volume = disk.Mount();
        for (int i = 0; i < 400; i++)
        {
            script.Step(volume);
        }

        return Exercise.ReadAll(disk);
    }

    private void CheckLeft(string path)
    {
        string left = _folder.File("left.qcow2");
        using (SafeFileHandle source = UnlockedFile.OpenForReading(path))
        {
            byte[] content = new byte[RandomAccess.GetLength(source)];
            RandomAccess.Read(source, content, 0);
            File.WriteAllBytes(left, content);
        }

        using var image = Qcow2Image.Open(left, writable: false);
        Assert.Equal(FatxStatus.Ok, FatxVolume.TryMount(image, 0, DiskBytes, out FatxVolume? volume));
        FatxCheckReport report = FatxChecks.Run(volume!, repair: false);
        Assert.False(report.IsDamaged, $"Instant {_instants}: {string.Join(", ", report.Findings)}");
        _instants++;
        _lost += report.LostClusters > 0 ? 1 : 0;
    }
}
