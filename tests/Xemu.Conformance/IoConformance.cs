using Xemu.Abstractions;
using Xemu.Abstractions.Memory;

namespace Xemu.Conformance;

/// <summary>What every device with registers must pass: a guest can do anything to them.</summary>
public abstract class IoConformance : StatefulConformance
{
    /// <summary>How many random accesses a run makes; the environment variable XEMU_RANDOM_ACCESSES replaces it.</summary>
    protected virtual int RandomAccesses => 100_000;

    [Fact]
    public void RandomAccesses_OfEveryWidthAndOffset_NeverThrow()
    {
        using IComponent component = Made();
        FlatRange[] ranges = [.. Ranges()];
        Assert.NotEmpty(ranges);
        int count = int.TryParse(Environment.GetEnvironmentVariable("XEMU_RANDOM_ACCESSES"), out int wanted) ? wanted : RandomAccesses;
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);

        for (int i = 0; i < count; i++)
        {
            AccessOnce(random, ranges[random.Next(ranges.Length)]);
        }
    }

    private IEnumerable<FlatRange> Ranges() =>
        Machine.Memory.FlatView.Concat(Machine.Ports.FlatView).Where(static r => r.Kind == FlatRangeKind.Io);

    private void AccessOnce(Random random, FlatRange range)
    {
        IAddressSpace space = Machine.Ports.Find(range.Address).Handler == range.Handler && range.Address < Machine.Ports.SizeBytes ? Machine.Ports : Machine.Memory;
        ulong address = range.Address + (ulong)random.NextInt64((long)range.SizeBytes);
        int width = 1 << random.Next(3);
        switch (random.Next(8))
        {
            case < 4:
                space.WriteValue(address, width, (ulong)random.NextInt64());
                break;
            case < 7:
                _ = space.ReadValue(address, width);
                break;
            default:
                Machine.Advance((ulong)random.Next(100_000));
                break;
        }
    }
}
