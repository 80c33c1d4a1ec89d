using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Xemu.EndToEnd.Tests;

/// <summary>The platform is killed while it saves a whole machine over a former snapshot: the file is that one or the new one, whole, and a machine goes on from it.</summary>
/// <remarks>XEMU_SAVE_KILLS sets the number of kills, XEMU_SEED the moments.</remarks>
public sealed class SaveKillTests
{
    private const int RoundsOfAFolder = 60;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public void Save_KilledAtAnyMoment_LeavesTheFormerSnapshotOrTheNewOne()
    {
        int rounds = Setting("XEMU_SAVE_KILLS", 6);
        int seed = Setting("XEMU_SEED", Environment.TickCount & 0xFFFFFF);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var tally = new Tally();
        for (int first = 0; first < rounds; first += RoundsOfAFolder)
        {
            // Each save that came about leaves one more layer over the disk, so a folder does not serve for ever.
            using var campaign = new Campaign();
            for (int i = first; i < Math.Min(rounds, first + RoundsOfAFolder); i++)
            {
                try
                {
                    campaign.Round(i, new Random(seed + i), tally);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"Round {i} (XEMU_SEED={seed}): {e.Message}", e);
                }
            }

            campaign.Finish();
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{rounds} kills: {tally.New} times the new snapshot, {tally.Former} times the former; {tally.Leftovers} times a temporary file was left; direct I/O {(tally.HasDirect ? "used" : "not to be had here")}");
        Assert.True(rounds < 50 || (tally.New > 0 && tally.Former > 0 && tally.Leftovers > 0), "The kills never met the middle of a save.");
    }

    private static int Setting(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    private sealed class Tally
    {
        public int New { get; set; }

        public int Former { get; set; }

        public int Leftovers { get; set; }

        public bool HasDirect { get; set; }
    }

    /// <summary>One snapshot in a folder of its own, and the machine that is killed over it.</summary>
    private sealed class Campaign : IDisposable
    {
        private static readonly string[] Modes = ["stopped", "live", "background"];

        private readonly MigrateHosts _hosts = new();
        private readonly string _folder;
        private readonly bool _isDirect;
        private double _lastsMs;

        public Campaign()
        {
            _folder = _hosts.PathOf("saves");
            Directory.CreateDirectory(_folder);
            using HostProcess machine = _hosts.StartXbox("a");
            _ = _hosts.WaitForWriter("a", DiskWriter.Sectors);
            var watch = Stopwatch.StartNew();
            Save("stopped", isDirect: false, channels: 2, bandwidth: 0);
            Assert.Contains("\"completed\"", _hosts.WaitForMigration("a"), StringComparison.Ordinal);
            _lastsMs = watch.Elapsed.TotalMilliseconds / 2;
            Save("stopped", isDirect: true, channels: 2, bandwidth: 0);
            string direct = _hosts.WaitForMigration("a");
            _isDirect = direct.Contains("\"completed\"", StringComparison.Ordinal);

            // A file system without O_DIRECT says so.
            Assert.True(_isDirect || direct.Contains("O_DIRECT", StringComparison.Ordinal), direct);
        }

        private string Snapshot => Path.Combine(_folder, "game.xsnap");

        public void Round(int number, Random random, Tally tally)
        {
            string mode = Modes[number % 3];
            bool isDirect = _isDirect && number / 3 % 2 == 0;
            tally.HasDirect |= isDirect;
            using HostProcess machine = _hosts.StartXbox("a", "--restore", Snapshot);

            // It goes on from what the round before left, with the disk of then.
            _ = _hosts.WaitForWriter("a", DiskWriter.Sectors);
            byte[] former = Hash();
            Save(mode, isDirect, channels: isDirect ? 2 : random.Next(3), bandwidth: random.Next(2) == 0 ? 0 : random.Next(4, 20) << 20);

            // Not a wait for something to happen: the moment of the kill is what is tried here.
            var watch = Stopwatch.StartNew();
            double momentMs = random.NextDouble() * _lastsMs;
            SpinWait.SpinUntil(() => watch.Elapsed.TotalMilliseconds >= momentMs);
            machine.Kill();

            bool isNew = !former.AsSpan().SequenceEqual(Hash());
            int leftovers = Directory.GetFileSystemEntries(_folder).Length - 1;
            Assert.InRange(leftovers, 0, 1);
            (int code, string output, string error) = _hosts.Run("snapshot", "verify", Snapshot);
            Assert.True(code == 0, $"{mode}, direct {isDirect}, new {isNew}: {output}{error}");
            _lastsMs *= isNew ? 0.9 : 1.1;
            tally.New += isNew ? 1 : 0;
            tally.Former += isNew ? 0 : 1;
            tally.Leftovers += leftovers;
        }

        /// <summary>A save that nobody disturbs clears away what the kills left.</summary>
        public void Finish()
        {
            using HostProcess machine = _hosts.StartXbox("a", "--restore", Snapshot);
            _ = _hosts.WaitForWriter("a", DiskWriter.Sectors);
            Save("stopped", isDirect: false, channels: 2, bandwidth: 0);
            Assert.Contains("\"completed\"", _hosts.WaitForMigration("a"), StringComparison.Ordinal);
            Assert.Equal([Snapshot], Directory.GetFileSystemEntries(_folder));
            uint flushed = _hosts.WaitForWriter("a", 8);
            _ = _hosts.Query("a", "quit");
            _ = machine.Wait(Limit);
            _ = _hosts.CheckDisk(flushed);
        }

        public void Dispose() => _hosts.Dispose();

        private void Save(string mode, bool isDirect, int channels, int bandwidth) => _hosts.BeginSave("a", Snapshot, mode, isDirect, channels, bandwidth);

        private byte[] Hash() => SHA256.HashData(File.ReadAllBytes(Snapshot));
    }
}
