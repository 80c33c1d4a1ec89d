using System.Globalization;
using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Fuzz;

/// <summary>Traps with frames as a guest may leave them: every vector, every code, returns of routines that nobody called, on a stack full of odd values.</summary>
/// <remarks>XEMU_FUZZ_CALLS sets ten times how many are tried, 1,500 without it; XEMU_FUZZ_SEED the first seed. Most end the program, so each takes a start of the kernel.</remarks>
public sealed class TrapFuzzTests
{
    private const uint FrameWords = 64;

    private static int Traps => int.TryParse(Environment.GetEnvironmentVariable("XEMU_FUZZ_CALLS"), CultureInfo.InvariantCulture, out int calls) ? Math.Max(calls / 10, 100) : 1_500;

    private static int FirstSeed => int.TryParse(Environment.GetEnvironmentVariable("XEMU_FUZZ_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed : 0;

    [Fact]
    public void Trap_RandomFrames_StayInTheKernel()
    {
        using var kernel = new TestKernel();
        int stopped = 0;
        int made = 0;

        for (int seed = FirstSeed; made < Traps; seed++)
        {
            var random = new Random(seed);
            var values = new GuestValues(kernel, random);
            kernel.Restart();
            values.Reset();
            _ = kernel.RegisterHandler(0x0012_3450);
            try
            {
                for (int i = 0; i < 10 && !kernel.Kernel.BugChecks.HasStopped; i++, made++)
                {
                    TrapOnce(kernel, values, random, seed);
                }
            }
            catch (GuestFaultException)
            {
                // The guest has overwritten its page tables.
            }

            stopped += kernel.Kernel.BugChecks.HasStopped ? 1 : 0;
        }

        Assert.InRange(stopped, made / 100, made);
    }

    private static void TrapOnce(TestKernel kernel, GuestValues values, Random random, int seed)
    {
        values.Scatter();
        uint frame = random.Next(8) == 0 ? values.Next() : kernel.FreeStack - (uint)(4 * random.Next(16));
        uint code = Code(random);
        if (kernel.Memory.TryTranslate(frame, isWrite: true) is not null && kernel.Memory.TryTranslate(frame + (4 * FrameWords), isWrite: true) is not null)
        {
            for (uint i = 0; i < FrameWords; i++)
            {
                kernel.Memory.Write32(frame + (4 * i), i == TrapFrame.Bytes / 4 ? (uint)random.Next(12) : values.Next());
            }

            kernel.Memory.Write32(frame + TrapFrame.Code, code);
        }

        try
        {
            kernel.Kernel.Traps.OnTrap(frame);
        }
        catch (Exception e)
        {
            Assert.Fail($"Seed {seed}: code 0x{code:X} with frame 0x{frame:X8}: {e}");
        }
    }

    private static uint Code(Random random) => random.Next(6) switch
    {
        0 => (uint)random.Next(256),
        1 => KernelLayout.InterruptVector + (uint)random.Next(16),
        2 or 3 => TrapCode.CallbackReturned,
        4 => TrapCode.Start + (uint)random.Next(6),
        _ => TrapCode.Export + (uint)random.Next(ExportTable.Count + 2),
    };
}
