using System.Diagnostics;
using System.Globalization;

namespace Xemu.Migration.Format.Tests;

/// <summary>Damaged files are refused with a sentence or read to the end, in bounded memory. The count grows by <c>XEMU_MUTATIONS</c>.</summary>
public class MutationTests(ITestOutputHelper output)
{
    /// <summary>Most bytes that one mutant may make all tools together allocate; a sound file takes about 0.5 MB.</summary>
    private const long MaxAllocatedBytes = 200 << 20;

    private static readonly int Count = (int)Setting("XEMU_MUTATIONS", 3000);
    private static readonly ulong Seed = (ulong)Setting("XEMU_SEED", 1);

    [Fact]
    public void MappedFiles_Damaged_AreRefusedOrRead() => Run(TestSnapshots.Mapped(blocks: [new("ram", 16 * 4096)]), Count / 4);

    [Fact]
    public void StreamFiles_Damaged_AreRefusedOrRead() => Run(TestSnapshots.Stream(), Count - Count / 4 - Count / 100);

    /// <summary>Fewer: the end is looked for in 64 MiB.</summary>
    [Fact]
    public void StreamsOfUnknownLength_Damaged_AreRefusedOrRead() =>
        Run(TestSnapshots.Stream(), Count / 100, mutant => new EndlessSource(mutant));

    private static long Setting(string name, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out long value) ? value : otherwise;

    private void Run(byte[] sound, int count, Func<ReadOnlyMemory<byte>, ISnapshotSource>? open = null)
    {
        open ??= static mutant => new MemorySnapshotSource(mutant);
        var mutator = new SnapshotMutator(sound, Seed);
        SnapshotFile soundFile = TestSnapshots.Open(sound);
        int[] fates = new int[4];
        long most = 0;
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < count; i++)
        {
            ReadOnlyMemory<byte> mutant = mutator.Make((ulong)i);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                fates[(int)MutantTargets.ReadEverything(open(mutant), soundFile)]++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Mutant {i} of seed {Seed}, {mutant.Length} bytes: {e.GetType().Name}: {e.Message}", e);
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            most = Math.Max(most, allocated);
            Assert.True(allocated < MaxAllocatedBytes, $"Mutant {i} of seed {Seed} made the reader allocate {allocated} bytes.");
        }

        output.WriteLine($"{count} mutants, seed {Seed}: {fates[0]} refused, {fates[1]} opened and refused in part, {fates[2]} read with findings, {fates[3]} loaded unchanged, at most {most} bytes allocated by one, {watch.Elapsed.TotalSeconds:F1} s.");
        Assert.All(fates[..3], fate => Assert.NotEqual(0, fate));
    }
}
