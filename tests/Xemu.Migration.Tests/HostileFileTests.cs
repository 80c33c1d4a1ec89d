using System.Globalization;
using Xemu.Abstractions.Migration;
using Xemu.Migration.Format.Tests;

namespace Xemu.Migration.Tests;

/// <summary>Damaged files on the engine: each is refused with a sentence, loads, or ends the machine with one. The count grows by <c>XEMU_MUTATIONS</c>.</summary>
public sealed class HostileFileTests(ITestOutputHelper output)
{
    private static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable("XEMU_MUTATIONS"), CultureInfo.InvariantCulture, out int count) ? count : 2000;

    /// <summary>Chooses the mutants: XEMU_SEED, 1 without it.</summary>
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("XEMU_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed : 1;

    [Fact]
    public void Restore_OfADamagedFile_IsRefusedLoadsOrEndsTheMachineWithASentence()
    {
        var transport = new MemoryTransport();
        var mutator = new SnapshotMutator(SoundFile(transport), (ulong)Seed);
        Run(transport, number => mutator.Make(number).ToArray());
    }

    /// <summary>Checksums catch what is damaged by accident. Who forges a file makes them right.</summary>
    [Fact]
    public void Restore_OfAForgedFile_IsRefusedLoadsOrEndsTheMachineWithASentence()
    {
        var transport = new MemoryTransport();
        var forger = new Forger(SoundFile(transport));
        Run(transport, number => forger.Make((ulong)(Seed - 1) * (ulong)Count + number));
    }

    private void Run(MemoryTransport transport, Func<ulong, byte[]> make)
    {
        int[] fates = new int[4];
        Rig rig = NewRig(transport);
        for (int i = 0; i < Count / 2; i++)
        {
            transport.Files[Rig.Uri] = MemoryFile.Of(make((ulong)i));
            Fate fate = Try(rig, isLazy: i % 2 == 0, i);
            fates[(int)fate]++;
            if (fate is Fate.Lost or Fate.Loaded)
            {
                rig.Dispose();
                rig = NewRig(transport);
            }
        }

        rig.GetOn(10);
        rig.Dispose();
        output.WriteLine($"seed {Seed}: {Count / 2} mutants: {fates[0]} refused when opened, {fates[1]} when matched, {fates[2]} loaded, {fates[3]} lost.");
        Assert.NotEqual(0, fates[0]);
        Assert.NotEqual(0, fates[2]);
    }

    private static Fate Try(Rig rig, bool isLazy, int number)
    {
        MigrationStatus status;
        try
        {
            status = rig.Restore(new RestoreRequest(Rig.Uri) { IsLazy = isLazy, PageChannels = number % 3 });
        }
        catch (MigrationException e)
        {
            AssertIsASentence(e.Message, number);
            return Fate.RefusedAtOnce;
        }

        if (status.Error is null)
        {
            return Fate.Loaded;
        }

        AssertIsASentence(status.Error, number);
        return status.Error.Contains("the machine ends", StringComparison.Ordinal) ? Fate.Lost : Fate.Refused;
    }

    private static void AssertIsASentence(string error, int number) =>
        Assert.False(error.Contains("fault of the engine", StringComparison.Ordinal) || error.Contains('\n', StringComparison.Ordinal) || error.Length > 2000, $"Mutant {number} (XEMU_SEED={Seed}): {error}");

    private static byte[] SoundFile(MemoryTransport transport)
    {
        using Rig source = NewRig(transport, 300);
        Assert.Null(source.Save(Rig.Request(channels: 0)).Error);
        return transport.Files[Rig.Uri].ToArray();
    }

    private static Rig NewRig(MemoryTransport transport, ulong count = 10) => new Rig(transport, ramBytes: 256 << 10, hotPages: 32).RunTo(count).Start();

    private enum Fate
    {
        RefusedAtOnce,
        Refused,
        Loaded,
        Lost,
    }
}
