using System.Diagnostics;
using System.Globalization;
using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Fuzz;

/// <summary>Every export that the platform serves, called with arguments that no sane program gives. Nothing may leave the kernel but its answer.</summary>
/// <remarks>XEMU_FUZZ_CALLS sets how many calls are made, 10,000 without it; XEMU_FUZZ_SEED the first seed.</remarks>
public sealed class ExportFuzzTests
{
    private const int CallsPerKernel = 100;
    private const uint Handler = 0x0012_3450;
    private const int MostArguments = 12;
    private const long MostBytesPerCall = 64 << 20;
    private static readonly TimeSpan MostTimePerCall = TimeSpan.FromSeconds(20);

    private static int Calls => int.TryParse(Environment.GetEnvironmentVariable("XEMU_FUZZ_CALLS"), CultureInfo.InvariantCulture, out int calls) ? calls : 10_000;

    private static int FirstSeed => int.TryParse(Environment.GetEnvironmentVariable("XEMU_FUZZ_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed : 0;

    [Fact]
    public void Call_RandomArguments_AnswersOrFaultsOrStops()
    {
        using var kernel = new TestKernel(new SparseDisk());
        ExportRow[] rows = [.. kernel.Kernel.Exports.Routines.Where(static r => r.Handler is not null)];
        var outcomes = new int[Enum.GetValues<CallOutcome>().Length];
        int broken = 0;

        for (int seed = FirstSeed; outcomes.Sum() < Calls; seed++)
        {
            var random = new Random(seed);
            var values = new GuestValues(kernel, random);
            kernel.Restart();
            values.Reset();
            _ = kernel.RegisterHandler(Handler);
            try
            {
                for (int i = 0; i < CallsPerKernel && !kernel.Kernel.BugChecks.HasStopped && kernel.Kernel.Threads.Current == kernel.Thread; i++)
                {
                    outcomes[(int)CallOnce(kernel, values, rows[random.Next(rows.Length)], seed)]++;
                    if (random.Next(4) == 0 && kernel.Kernel.Threads.Current == kernel.Thread)
                    {
                        Tick(kernel, random, seed);
                    }
                }
            }
            catch (GuestFaultException)
            {
                // The guest has overwritten its page tables: no processor would come so far.
                broken++;
            }
        }

        Assert.All(outcomes, static count => Assert.True(count > 100));
        Assert.True(broken < Calls / 50, $"{broken} kernels were broken.");
    }

    private static void Tick(TestKernel kernel, Random random, int seed)
    {
        try
        {
            kernel.Tick((ulong)random.NextInt64(1L << random.Next(1, 28)));
        }
        catch (InvalidOperationException e)
        {
            Assert.Fail($"Seed {seed}: {e}");
        }
    }

    private static CallOutcome CallOnce(TestKernel kernel, GuestValues values, ExportRow row, int seed)
    {
        values.Scatter();
        uint[] arguments = [.. Enumerable.Range(0, MostArguments).Select(_ => values.Next())];
        string Told() => $"Seed {seed}: {row.Name}({string.Join(", ", arguments.Select(static a => $"0x{a:X8}"))})";
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        CallOutcome outcome;
        try
        {
            outcome = kernel.Invoke(row.Name, arguments, out uint result);
            values.Keep(result);
            values.KeepWritten();
        }
        catch (InvalidOperationException e)
        {
            Assert.Fail($"{Told()}: {e}");
            throw;
        }

        Assert.True(Stopwatch.GetElapsedTime(start) < MostTimePerCall, $"{Told()} took {Stopwatch.GetElapsedTime(start)}.");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < MostBytesPerCall, $"{Told()} allocated {GC.GetAllocatedBytesForCurrentThread() - allocated} bytes.");
        return outcome;
    }
}
