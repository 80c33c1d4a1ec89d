using Xemu.Block.Fatx;

namespace Xemu.Block.Tests.Fatx;

/// <summary>Checks that must come to an end.</summary>
internal static class FatxChecks
{
    public static FatxCheckReport Run(FatxVolume volume, bool repair)
    {
        Assert.Equal(FatxStatus.Ok, FatxChecker.Check(volume, repair, out FatxCheckReport report, TestContext.Current.CancellationToken));
        return report;
    }
}
