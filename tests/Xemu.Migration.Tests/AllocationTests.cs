using Xemu.Abstractions.Migration;

namespace Xemu.Migration.Tests;

/// <summary>Counts what the whole process allocates, so nothing else may run meanwhile.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
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

    [Theory]
    [InlineData(SaveMode.Stopped)]
    [InlineData(SaveMode.Background)]
    [InlineData(SaveMode.Live)]
    public void MappedRamSave_OfManyPages_AllocatesNothingForThem(SaveMode mode)
    {
        const ulong Ram = 256 << 20;
        const ulong Pages = Ram / 4096;
        _ = AllocatedByMappedRam(mode, Ram, 256);
        long few = AllocatedByMappedRam(mode, Ram, 256);
        long many = AllocatedByMappedRam(mode, Ram, Pages);

        // 16 digits of checksum a MiB are written where there was a dot; an object a page would be 24 bytes at least.
        Assert.InRange(many - few, long.MinValue, 2 * (long)Pages);
    }

    [Fact]
    public void MappedRamSave_OfALargerMachine_AllocatesOneTableOfChecksumsAndBitmaps()
    {
        const ulong Small = 1 << 20;
        const ulong Large = 256 << 20;
        _ = AllocatedByMappedRam(SaveMode.Stopped, Small, 256);
        long small = AllocatedByMappedRam(SaveMode.Stopped, Small, 256);
        long large = AllocatedByMappedRam(SaveMode.Stopped, Large, Large / 4096);

        // 8 bytes a page in the table; two more would be sixteen bitmaps.
        Assert.InRange(large - small, long.MinValue, (long)((8 + 2) * (Large - Small) / 4096));
    }

    [Theory]
    [InlineData(SaveMode.Stopped, 128)]
    [InlineData(SaveMode.Background, 128)]
    [InlineData(SaveMode.Background, 1)]
    public void Save_OfALargeMachine_TakesLessThan64MiBBesideTheGuests(SaveMode mode, ulong presentMiB)
    {
        const ulong Ram = 8UL << 30;
        var transport = new NullTransport(Seekable);
        using Rig source = new Rig(new MemoryTransport(), Ram, hotPages: presentMiB * 256, new EngineOptions { Transport = transport }).RunTo(presentMiB * 1024).Start();
        _ = GC.GetTotalMemory(forceFullCollection: true);
        long before = OwnMemory();
        long most = 0;
        int writes = 0;
        transport.OnWrite = () =>
        {
            // Each look takes as long as a small write.
            if (Interlocked.Increment(ref writes) % 8 == 0)
            {
                InterlockedMax(ref most, OwnMemory());
            }
        };

        MigrationStatus saved = source.Save(new SaveRequest(NullTransport.Uri) { Mode = mode, IsMappedRam = true, PageChannels = 4 });

        Assert.Null(saved.Error);
        Assert.InRange(saved.NormalPages, 1UL, (presentMiB * 256) + 3);
        Assert.True(writes >= 8, "Nobody looked.");
        Assert.InRange(most - before, long.MinValue, 64L << 20);
    }

    private static long AllocatedByMappedRam(SaveMode mode, ulong ramBytes, ulong hotPages)
    {
        using Rig source = new Rig(new MemoryTransport(), ramBytes, hotPages, new EngineOptions { Transport = new NullTransport(Seekable) }).RunTo(hotPages * 4);

        // A guest that hardly runs has a live save end after its first pass.
        source.Cpu.OnInstruction = static () => Thread.Sleep(1);
        source.Start();
        SaveRequest request = new(NullTransport.Uri) { Mode = mode, IsMappedRam = true, PageChannels = 2 };
        Assert.Null(source.Save(request).Error);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        MigrationStatus saved = source.Save(request);
        long after = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Null(saved.Error);
        Assert.InRange(saved.NormalPages, hotPages / 2, (hotPages * 2) + 100);
        return after - before;
    }

    private static TransportAbilities Seekable => new() { IsSeekable = true, IsMultiChannel = true, IsAtomic = true, IsSparse = true };

    /// <summary>What the process has of memory that is no one else's: guest RAM is shared memory and does not count.</summary>
    private static long OwnMemory()
    {
        string line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan("RssAnon:".Length, line.Length - "RssAnon:".Length - " kB".Length), System.Globalization.NumberStyles.AllowLeadingWhite, System.Globalization.CultureInfo.InvariantCulture) << 10;
    }

    private static void InterlockedMax(ref long target, long value)
    {
        for (long seen = Volatile.Read(ref target); seen < value;)
        {
            long now = Interlocked.CompareExchange(ref target, value, seen);
            seen = now == seen ? value : now;
        }
    }
}
