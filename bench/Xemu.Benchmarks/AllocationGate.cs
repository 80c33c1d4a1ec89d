using System.Globalization;
using Xemu.Abstractions.Memory;
using Xemu.Cpu.X86;

namespace Xemu.Benchmarks;

/// <summary>Runs each hot path a million times and fails when any allocates on the managed heap. What it measures repeats, times do not.</summary>
internal static class AllocationGate
{
    private const int WarmUp = 2_000;
    private const int Million = 1_000_000;

    /// <summary>A frame is 1.2 MB of copying.</summary>
    private const int Frames = 2_000;

    private static object? _sink;

    /// <summary>Prints a table and gives the exit code.</summary>
    public static int Run(TextWriter output)
    {
        using var paths = new HotPaths();
        using var gpu = new GpuMachine();
        output.WriteLine($"{"path",-32} {"calls",10} {"bytes",10}");
        bool passed = true;
        foreach ((string name, Action step, int calls) in Steps(paths, gpu))
        {
            passed &= Check(output, name, step, calls);
        }

        passed &= CheckGuests(output, "x86.interpreter", instructions: 100, Million);
        if (Translator.IsSupported(out string? reason))
        {
            // The last instructions of a step are interpreted. While these run, sites that fault often are translated anew some times.
            passed &= CheckGuests(output, "x86.translator", instructions: 20_000, 20_000);
        }
        else
        {
            output.WriteLine($"Without x86.translator: {reason}");
        }

        // The gate must be able to fail: a path that allocates has to be seen.
        if (Measure(static () => _sink = new object(), 100) == 0)
        {
            output.WriteLine("The control allocates and was not seen: the gate measures nothing.");
            return 1;
        }

        output.WriteLine(passed ? "No hot path allocates." : "A hot path allocates.");
        return passed ? 0 : 1;
    }

    private static bool CheckGuests(TextWriter output, string engine, ulong instructions, int calls)
    {
        bool passed = true;
        foreach (GuestProgram program in GuestProgram.All)
        {
            using var guest = new GuestMachine(program, engine);
            passed &= Check(output, $"{engine[4..]} {program.Name} x{instructions}", () => guest.Run(instructions), calls);
            if (!guest.RunsAsMeant)
            {
                output.WriteLine($"{engine} has translated nothing of {program.Name}.");
                passed = false;
            }
        }

        return passed;
    }

    private static IEnumerable<(string Name, Action Step, int Calls)> Steps(HotPaths paths, GpuMachine gpu) =>
    [
        ("RAM read 32", () => paths.ReadRam(), Million),
        ("RAM write 32", paths.WriteRam, Million),
        ("RAM read 4 KiB", paths.ReadPage, Million),
        ("RAM write 4 KiB", paths.WritePage, Million),
        ("lease for read", () => paths.Lease(RamAccess.Read), Million),
        ("lease for write", () => paths.Lease(RamAccess.Write), Million),
        ("MMIO read 32", () => paths.ReadDevice(), Million),
        ("MMIO write 32", paths.WriteDevice, Million),
        ("MMIO read 8 of 32", () => paths.ReadDeviceByte(), Million),
        ("NV2A register read", () => gpu.Memory.ReadValue(GpuMachine.Registers, 4), Million),
        ("timer arm and cancel", paths.ArmAndCancel, Million),
        ("timer arm and fire", paths.ArmAndFire, Million),
        ("frame 640x480x32", () => gpu.ReadFrame(), Frames),
    ];

    private static bool Check(TextWriter output, string name, Action step, int calls)
    {
        long bytes = Measure(step, calls);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-32} {calls,10} {bytes,10}{(bytes == 0 ? "" : "  ALLOCATES")}"));
        return bytes == 0;
    }

    /// <summary>All that happens is on this thread, so what it allocated is what the path allocated.</summary>
    private static long Measure(Action step, int calls)
    {
        for (int i = 0; i < WarmUp; i++)
        {
            step();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < calls; i++)
        {
            step();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
