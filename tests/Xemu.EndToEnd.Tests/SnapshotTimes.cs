using System.Diagnostics;
using System.Globalization;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Migration;
using Xemu.Machine;

#pragma warning disable XEMU0006 // The migration contract is young.

namespace Xemu.EndToEnd.Tests;

/// <summary>Prints how long saves and restores take; with XEMU_SNAPSHOT_MIB alone, the size of the machine in MiB, and XEMU_SNAPSHOT_FOLDER, where the files go.</summary>
public sealed class SnapshotTimes
{
    private const int Rounds = 20;

    [Fact]
    public void Times_OfAMachineFullOfRandomPages()
    {
        Assert.SkipUnless(
            ulong.TryParse(Environment.GetEnvironmentVariable("XEMU_SNAPSHOT_MIB"), NumberStyles.None, CultureInfo.InvariantCulture, out ulong mib),
            "XEMU_SNAPSHOT_MIB is not set: this is a measurement.");
        string folder = Environment.GetEnvironmentVariable("XEMU_SNAPSHOT_FOLDER") ?? Path.GetTempPath();
        string path = Path.Combine(folder, "xemu-times.xsnap");
        int rounds = mib > 1024 ? 1 : Rounds;
        string[] overrides = [$"machine.ram={mib}MiB"];
        using (var built = new BuiltMachine("bare.toml", overrides))
        {
            Fill(built.Machine.Ram);
            using var stop = new CancellationTokenSource();
            var engine = (IMigrationEngine)built.Machine.Components.First(static pair => pair.Value is IMigrationEngine).Value;
            var running = Task.Factory.StartNew(
                () => built.Machine.Runner.Run(default, stop.Token), stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            foreach ((SaveMode mode, bool isDirect) in new[] { (SaveMode.Stopped, false), (SaveMode.Stopped, true), (SaveMode.Background, true), (SaveMode.Live, true) })
            {
                var took = new List<double>();
                var stood = new List<double>();
                long before = GC.GetTotalAllocatedBytes();
                for (int i = 0; i < rounds; i++)
                {
                    long started = Stopwatch.GetTimestamp();
                    engine.Save(new SaveRequest($"file:{path}") { Mode = mode, IsMappedRam = true, PageChannels = 2, IsDirect = isDirect });
                    MigrationStatus status = engine.WaitForEnd(CancellationToken.None);
                    took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                    stood.Add(status.DowntimeMs ?? -1);
                    Assert.Null(status.Error);
                }

                long allocated = (GC.GetTotalAllocatedBytes() - before) / rounds;
                Print($"save {mode} direct={isDirect}: {Median(took):F1} ms ({mib * 1000.0 / Median(took):F0} MiB/s), stood still {Median(stood):F2} ms, allocated {allocated >> 10} KiB");
            }

            stop.Cancel();
            running.Wait();
        }

        foreach ((bool isLazy, bool isDirect) in new[] { (true, false), (true, true), (false, false), (false, true) })
        {
            var took = new List<double>();
            for (int i = 0; i < rounds; i++)
            {
                using var built = new BuiltMachine("bare.toml", overrides);
                var engine = (IMigrationEngine)built.Machine.Components.First(static pair => pair.Value is IMigrationEngine).Value;
                using var stop = new CancellationTokenSource();
                var running = Task.Factory.StartNew(
                    () => built.Machine.Runner.Run(default, stop.Token), stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                long started = Stopwatch.GetTimestamp();
                engine.Restore(new RestoreRequest($"file:{path}") { IsLazy = isLazy, PageChannels = 2, IsDirect = isDirect });
                MigrationStatus status = engine.WaitForEnd(CancellationToken.None);
                took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                Assert.Null(status.Error);
                stop.Cancel();
                running.Wait();
            }

            Print($"restore lazy={isLazy} direct={isDirect}: {Median(took):F1} ms ({mib * 1000.0 / Median(took):F0} MiB/s)");
        }

        File.Delete(path);
    }

    private static void Fill(RamBlock ram)
    {
        var random = new Random(1);
        byte[] piece = new byte[1 << 20];
        for (ulong at = 0; at < ram.SizeBytes; at += (ulong)piece.Length)
        {
            random.NextBytes(piece);
            using RamLease lease = ram.Lease(at, piece.Length, RamAccess.Write);
            piece.CopyTo(lease.Span);
        }

        // HLT, and again: the CPU starts at the end of 4 GiB, and at the end of the block where that is smaller it finds nothing.
        if (ram.SizeBytes > 1UL << 32)
        {
            using RamLease start = ram.Lease(0xFFFF_FFF0, 3, RamAccess.Write);
            ((ReadOnlySpan<byte>)[0xF4, 0xEB, 0xFD]).CopyTo(start.Span);
        }
    }

    private static void Print(string line) => Console.Error.WriteLine(line);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
