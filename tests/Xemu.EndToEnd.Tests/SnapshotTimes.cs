using System.Diagnostics;
using System.Globalization;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Migration;
using Xemu.Host;
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

        // One set for all machines: what is measured is a warmed process.
        var plugins = new PluginSet();
        plugins.LoadDirectory(Path.Combine(Platform.Folder, "plugins"));
        int rounds = mib > 1024 ? 1 : Rounds;
        string rom = Path.Combine(folder, "xemu-times.rom");
        WriteRom(rom);
        string[] overrides = [$"machine.ram={mib}MiB", $"components.rom.images=[{{file=\"{rom}\",address=0xFFFF0000}}]"];
        using (var built = new BuiltMachine(plugins, "bare.toml", overrides))
        {
            Fill(built.Machine.Ram);
            var engine = (IMigrationEngine)built.Machine.Components.First(static pair => pair.Value is IMigrationEngine).Value;
            using var running = new RunningMachine(built.Machine);
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

        }

        foreach ((bool isLazy, bool isDirect) in new[] { (true, false), (true, true), (false, false), (false, true) })
        {
            var took = new List<double>();
            for (int i = 0; i < (isLazy ? Rounds : rounds); i++)
            {
                using var built = new BuiltMachine(plugins, "bare.toml", overrides);
                var engine = (IMigrationEngine)built.Machine.Components.First(static pair => pair.Value is IMigrationEngine).Value;
                    using var running = new RunningMachine(built.Machine);
                long started = Stopwatch.GetTimestamp();
                engine.Restore(new RestoreRequest($"file:{path}") { IsLazy = isLazy, PageChannels = 2, IsDirect = isDirect });
                MigrationStatus status = engine.WaitForEnd(CancellationToken.None);
                took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                Assert.Null(status.Error);
            }

            Print($"restore lazy={isLazy} direct={isDirect}: {Median(took):F1} ms ({mib * 1000.0 / Median(took):F0} MiB/s)");
        }

        File.Delete(path);
        File.Delete(rom);
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
    }

    /// <summary>A guest that counts in memory: <c>inc dword [0x1000]; jmp</c> in real mode, from the reset vector on.</summary>
    private static void WriteRom(string path)
    {
        byte[] rom = new byte[64 << 10];
        ((ReadOnlySpan<byte>)[0x66, 0xFF, 0x06, 0x00, 0x10, 0xEB, 0xF9]).CopyTo(rom.AsSpan(0xFFF0));
        File.WriteAllBytes(path, rom);
    }

    private static void Print(string line) => Console.Error.WriteLine(line);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Runs a machine on a thread of its own until disposed.</summary>
    private sealed class RunningMachine : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Thread _thread;

        public RunningMachine(VirtualMachine machine)
        {
            _thread = new Thread(() => machine.Runner.Run(default, _stop.Token)) { IsBackground = true };
            _thread.Start();
        }

        public void Dispose()
        {
            _stop.Cancel();
            _thread.Join();
            _stop.Dispose();
        }
    }
}
