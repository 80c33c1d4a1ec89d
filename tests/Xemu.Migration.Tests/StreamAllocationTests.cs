using Xemu.Abstractions.Migration;

namespace Xemu.Migration.Tests;

/// <summary>Counts what the whole process allocates, so nothing else may run meanwhile.</summary>
[Collection(nameof(StreamAllocationTests))]
[CollectionDefinition(nameof(StreamAllocationTests), DisableParallelization = true)]
public sealed class StreamAllocationTests
{
    [Fact]
    public void Save_OfManyPages_AllocatesNothingForThem()
    {
        static long Allocated(ulong ramBytes)
        {
            var transport = new NullTransport();
            using Rig source = new Rig(new MemoryTransport(), ramBytes, hotPages: ramBytes / 4096, new EngineOptions { Transport = transport }).RunTo(ramBytes / 1024);
            source.Start();
            SaveRequest request = new(NullTransport.Uri) { RunsOn = false };
            Assert.Null(source.Save(request).Error);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Assert.Null(source.Save(request).Error);
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        _ = Allocated(1 << 20);
        long small = Allocated(1 << 20);
        long large = Allocated(64 << 20);

        // Bitmaps grow, and the machine's own loop is awake for longer; a byte a page would be 16 KiB more.
        Assert.InRange(large - small, long.MinValue, 64 << 10);
    }
}
