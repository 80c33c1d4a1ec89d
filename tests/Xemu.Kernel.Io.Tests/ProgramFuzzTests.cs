using System.Buffers.Binary;
using Xemu.Kernel.Hle;
using Xemu.Testing;
using Xemu.Testing.Xbe;

namespace Xemu.Kernel.Io.Tests;

/// <summary>Damaged programs on a disc: the kernel starts them or says in one line why not, and serves their sections.</summary>
/// <remarks>XEMU_MUTATIONS sets ten times their number, 500 without it; XEMU_SEED the first seed.</remarks>
public sealed class ProgramFuzzTests
{
    /// <summary>The file, and what the kernel keeps of it.</summary>
    private const long MostAllocated = 4 << 20;

    [Fact]
    public void Start_MutatedPrograms_LoadOrSayWhy()
    {
        int count = Math.Max(CampaignSize.Count("XEMU_MUTATIONS", 5000) / 10, 100);
        var mutator = new XbeMutator(Program());
        var drive = new TestDrive(null);
        using var machine = new IoMachine(null, drive);
        int started = 0;
        foreach (int seed in CampaignSize.Seeds(count))
        {
            var random = new Random(seed);
            byte[] program = mutator.Mutate(random);
            drive.Insert(TestDisc.Create(new Dictionary<string, byte[]> { ["default.xbe"] = program }, new Dictionary<string, byte[]>()));
            machine.Restart();
            try
            {
                started += Start(machine, random, seed) ? 1 : 0;
            }
            catch (Exception e) when (e is not GuestFaultException)
            {
                Assert.Fail($"Seed {seed}: {e}");
            }
            catch (GuestFaultException)
            {
                // The program lies over what the test itself uses in guest memory.
            }
        }

        Assert.True(started > count / 10 && started < count * 9 / 10, $"{started} of {count} started: the mutations are too coarse or too fine.");
    }

    private static bool Start(IoMachine machine, Random random, int seed)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string? problem = machine.Kernel.Program.Start();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        if (problem is not null)
        {
            Assert.True(problem.Length is > 20 and < 800 && !problem.Any(char.IsControl), $"Seed {seed}: {problem}");
            return false;
        }

        Assert.NotNull(machine.Kernel.Program.Unserved);
        UseSections(machine, random);
        return true;
    }

    /// <summary>Loads and unloads sections by the headers that the program has, and by addresses beside them.</summary>
    private static void UseSections(IoMachine machine, Random random)
    {
        uint table = machine.Memory.Read32(XbeBuilder.BaseAddress + 0x120);
        for (int i = 0; i < 6; i++)
        {
            uint header = random.Next(4) == 0 ? (uint)random.NextInt64(1L << 32) : table + (0x38 * (uint)random.Next(5));
            _ = machine.Call(random.Next(3) == 0 ? "XeUnloadSection" : "XeLoadSection", header);
        }
    }

    private static byte[] Program()
    {
        var builder = new XbeBuilder { DebugPath = "C:\\a\\b.exe", Logo = [0x3B, 0xB2, 0xF4] };
        _ = builder.Import(8);
        _ = builder.Import(66);
        byte[] data = new byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(data, 1);
        return builder.AddSection(".text", 0x1_2000, [0xC3], 6).AddSection(".data", 0x1_4000, data, 3, 0x800).AddSection("later", 0x1_5000, data, 1, 0x2000)
            .SetTls(0x1_4000, 0x1_4010, 0x1_4020, 0x40).AddLibrary("XBOXKRNL", 1, 0, 5849, 0x8001).Build();
    }
}
