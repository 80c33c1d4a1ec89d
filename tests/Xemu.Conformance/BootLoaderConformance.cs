using Xemu.Abstractions;
using Xemu.Abstractions.Memory;

namespace Xemu.Conformance;

/// <summary>What every boot loader must pass.</summary>
public abstract class BootLoaderConformance : ComponentConformance
{
    [Fact]
    public void Load_AfterASecondReset_LeavesTheSameMemory()
    {
        using IComponent component = Made();
        var loader = (IBootLoader)component;
        loader.Load();
        byte[] first = ReadRam();

        using (RamLease lease = Machine.Ram.Lease(0, (int)Machine.Ram.SizeBytes, RamAccess.Write))
        {
            lease.Span.Clear();
        }

        component.Reset(ResetKind.Warm);
        loader.Load();

        Assert.True(first.AsSpan().ContainsAnyExcept((byte)0));
        Assert.True(first.AsSpan().SequenceEqual(ReadRam()));
    }

    private byte[] ReadRam()
    {
        using RamLease lease = Machine.Ram.Lease(0, (int)Machine.Ram.SizeBytes, RamAccess.Read);
        return lease.Span.ToArray();
    }
}
