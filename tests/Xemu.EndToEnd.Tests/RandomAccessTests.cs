using System.Globalization;
using Xemu.Abstractions.Memory;
using Xemu.Machine;

namespace Xemu.EndToEnd.Tests;

/// <summary>A guest that writes and reads anything anywhere: no exception, no hang, no unbounded memory.</summary>
/// <remarks>XEMU_RANDOM_ACCESSES sets how many accesses a machine gets, two million without it; tests/long/random-accesses.sh makes a hundred million.</remarks>
public sealed class RandomAccessTests : IDisposable
{
    private const int Batch = 20_000;
    private const long MostGrowthBytes = 256 << 20;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-end-to-end-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("xbox.toml")]
    [InlineData("xbox-linux.toml")]
    public void Machine_UnderRandomAccesses_Survives(string manifest)
    {
        if (manifest == "xbox-linux.toml")
        {
            Platform.RequireLinux();
        }

        long count = Setting("XEMU_RANDOM_ACCESSES", 2_000_000);
        int seed = (int)Setting("XEMU_SEED", Environment.TickCount & 0xFFFFFF);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {count} accesses");
        string[] console = manifest == "xbox-linux.toml" ? ["components.console.type=chardev.file", $"components.console.path={_folder.FullName}/console.txt"] : [];
        using var built = new BuiltMachine(manifest, ["machine.time=deterministic", $"components.eeprom.file={_folder.FullName}/eeprom.bin", .. console]);
        var random = new Random(seed);
        GC.Collect();
        long before = GC.GetTotalMemory(forceFullCollection: true);

        for (long done = 0; done < count; done += Batch)
        {
            AccessBatch(random, built.Machine);

            // Timers, resets and DMA that the accesses have set off; the CPU runs whatever is there now.
            _ = built.Machine.Runner.Run(new RunLimits(StopAtCount: built.Machine.Cpu!.InstructionCount + 2_000), TestContext.Current.CancellationToken);
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostGrowthBytes);
    }

    private static void AccessBatch(Random random, VirtualMachine machine)
    {
        FlatRange[] registers = [.. machine.Memory.FlatView.Where(static r => r.Kind == FlatRangeKind.Io)];
        FlatRange[] ports = [.. machine.Ports.FlatView.Where(static r => r.Kind == FlatRangeKind.Io)];
        for (int i = 0; i < Batch; i++)
        {
            int width = 1 << random.Next(3);
            switch (random.Next(16))
            {
                case < 7 when registers.Length > 0:
                    Access(random, machine.Memory, Within(random, registers), width);
                    break;
                case < 13:
                    Access(random, machine.Ports, Within(random, ports), width);
                    break;
                case 13:
                    Access(random, machine.Ports, (ulong)random.Next(0x1_0000), width);
                    break;
                default:
                    AccessConfiguration(random, machine.Ports, width);
                    break;
            }
        }
    }

    /// <summary>PCI configuration mechanism 1, on the functions that exist and on others.</summary>
    private static void AccessConfiguration(Random random, AddressSpace ports, int width)
    {
        uint address = 0x8000_0000 | ((uint)random.Next(3) << 16) | ((uint)random.Next(32) << 11) | ((uint)random.Next(4) << 8) | ((uint)random.Next(64) << 2);
        ports.WriteValue(0xCF8, 4, address);
        Access(random, ports, 0xCFC + (ulong)(random.Next(4) & ~(width - 1)), width);
    }

    private static void Access(Random random, AddressSpace space, ulong address, int width)
    {
        if (random.Next(2) == 0)
        {
            space.WriteValue(address, width, (ulong)random.NextInt64());
        }
        else
        {
            _ = space.ReadValue(address, width);
        }
    }

    private static ulong Within(Random random, FlatRange[] ranges)
    {
        FlatRange range = ranges[random.Next(ranges.Length)];

        // Registers crowd at the start of a large range.
        ulong size = random.Next(2) == 0 ? Math.Min(range.SizeBytes, 0x1000) : range.SizeBytes;
        return range.Address + (ulong)random.NextInt64((long)size);
    }

    private static long Setting(string variable, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : otherwise;
}
