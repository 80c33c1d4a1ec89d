using Xemu.Block.Fatx;
using Xemu.Testing;

namespace Xemu.Block.Tests.Fatx;

/// <summary>Random operations, compared with a model; and what each write leaves when it is the last one.</summary>
/// <remarks>XEMU_KILLS sets the number of scripts of the power-cut campaign, 12 without it; XEMU_SEED the first one.</remarks>
public sealed class FatxModelTests
{
    private static int Scripts => CampaignSize.Count("XEMU_KILLS", 12);

    [Theory]
    [InlineData(1 << 20, 2048U, 1)]
    [InlineData(256 << 10, 512U, 2)]
    [InlineData(2 << 20, 16384U, 3)]
    [InlineData(40 << 20, 512U, 4)]
    public void Operations_AtRandom_FollowTheModel(int sizeBytes, uint clusterBytes, int seed)
    {
        SparseDisk disk = SparseDisk.Formatted((ulong)sizeBytes, clusterBytes);
        FatxVolume volume = disk.Mount();
        var script = new FatxScript(seed);
        int full = 0;

        for (int i = 0; i < 3000; i++)
        {
            (FatxStatus status, FatxStatus expected) = script.Step(volume);
            full += status == FatxStatus.NoSpace ? 1 : 0;
            Assert.True(status == expected || (status == FatxStatus.NoSpace && expected == FatxStatus.Ok), $"Step {i} gave {status}, not {expected}.");
            if (i % 100 == 99)
            {
                script.Model.AssertSame(volume);
                AssertSound(disk, volume.FreeClusters);
            }
        }

        Assert.True(script.Model.Count > 10);
        Assert.True(full < 2500, $"{full} operations found the disk full: too few did anything.");
    }

    [Fact]
    public void Operations_WithAndWithoutMemory_LeaveTheSameBytes()
    {
        SparseDisk disk = SparseDisk.Formatted(1 << 20, 2048);
        SparseDisk other = disk.Clone();
        FatxVolume volume = disk.Mount();
        FatxVolume forgetful = other.Mount();
        var script = new FatxScript(5);
        var twin = new FatxScript(5);

        for (int i = 0; i < 2000; i++)
        {
            forgetful.Invalidate();
            Assert.Equal(script.Step(volume), twin.Step(forgetful));
        }

        Exercise.AssertSame(Exercise.ReadAll(disk), Exercise.ReadAll(other));
    }

    [Fact]
    public void Operations_PowerCutAtEachSector_LeaveAtWorstLostClusters()
    {
        int cuts = 0;
        int lost = 0;
        foreach (int seed in CampaignSize.Seeds(Scripts))
        {
            SparseDisk start = SparseDisk.Formatted(512 << 10, 2048);
            FatxVolume volume = start.Mount();
            var script = new FatxScript(seed);
            for (int i = 0; i < 60; i++)
            {
                script.Step(volume);
            }

            (int tried, int leaving) = CutEverywhere(start, seed, script.Model);
            cuts += tried;
            lost += leaving;
        }

        Assert.True(lost > cuts / 50, $"Of {cuts} cuts only {lost} left lost clusters: the cuts do not come where they matter.");
    }

    /// <summary>Goes on from a disk by 10 operations, cut after 0, 1, 2… sectors until nothing is cut.</summary>
    private static (int Cuts, int Lost) CutEverywhere(SparseDisk start, int seed, FatxModel before)
    {
        int lost = 0;
        for (int sectors = 0; ; sectors++)
        {
            SparseDisk disk = start.Clone();
            disk.Remaining = sectors;
            FatxVolume volume = disk.Mount();
            var script = new FatxScript(seed + 1000, before.Clone());
            FatxStatus status = FatxStatus.Ok;
            for (int i = 0; i < 10 && status != FatxStatus.IoError; i++)
            {
                (status, _) = script.Step(volume);
            }

            disk.Remaining = int.MaxValue;
            FatxVolume after = disk.Mount();
            FatxCheckReport report = FatxChecks.Run(after, repair: false);
            Assert.False(report.IsDamaged, $"Seed {seed}, cut after {sectors} sectors: {string.Join(", ", report.Findings)}");
            script.AssertNothingElseChanged(after);
            lost += report.LostClusters > 0 ? 1 : 0;
            if (status != FatxStatus.IoError)
            {
                return (sectors, lost);
            }

            AssertRepairs(disk, script);
        }
    }

    private static void AssertRepairs(SparseDisk disk, FatxScript script)
    {
        FatxChecks.Run(disk.Mount(), repair: true);
        FatxVolume volume = disk.Mount();
        AssertSound(disk, volume.FreeClusters);
        script.AssertNothingElseChanged(volume);
    }

    private static void AssertSound(SparseDisk disk, uint free)
    {
        FatxVolume volume = disk.Mount();
        FatxCheckReport report = FatxChecks.Run(volume, repair: false);
        Assert.True(report.Count == 0, string.Join(", ", report.Findings));
        Assert.Equal(volume.TotalClusters, report.UsedClusters + free);
    }
}
