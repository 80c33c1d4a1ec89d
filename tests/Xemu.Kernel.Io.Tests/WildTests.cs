using System.Globalization;
using Xemu.Block.Fatx;
using Xemu.Kernel.Hle;
using Xemu.Testing;
using static Xemu.Kernel.Io.Tests.IoMachine;

namespace Xemu.Kernel.Io.Tests;

/// <summary>Calls with wild arguments, half of them on damaged media: they answer or fault, and the host survives.</summary>
/// <remarks><c>XEMU_IO_CALLS</c> sets their number, 20,000 without it; <c>XEMU_SEED</c> the first seed.</remarks>
public sealed class WildTests
{
    private const int CallsPerMachine = 500;

    /// <summary>What a call may move to and from the disk: a verification of 256 MiB, and some tables.</summary>
    private const long MostMoved = 320 << 20;

    private const long MostAllocated = 192 << 20;

    /// <summary>A sound call of each export; a letter stands for a place of the machine.</summary>
    private static readonly string[] Sound =
    [
        "NtCreateFile o 0xC0110000 a i 0 0x80 7 3 0x20", "IoCreateFile o 0xC0110000 a i 0 0x80 7 3 0x20 0", "NtOpenFile o 0xC0100000 a i 7 0x20", "NtDeleteFile a",
        "NtReadFile h 0 0 0 i b 0x200 z", "NtWriteFile h 0 0 0 i b 0x200 z", "NtReadFileScatter h 0 0 0 i b 0x200 z", "NtWriteFileGather h 0 0 0 i b 0x200 z",
        "NtFlushBuffersFile h i", "NtDeviceIoControlFile h 0 0 0 i c b 0x10 b 0x40", "NtFsControlFile h 0 0 0 i 0x90020 0 0 0 0", "NtQueryInformationFile h i b 0x100 k",
        "NtSetInformationFile h i b 0x28 k", "NtQueryVolumeInformationFile h i b 0x40 k", "NtQueryFullAttributesFile a b", "NtQueryDirectoryFile h 0 0 0 i b 0x140 1 0 0",
        "IoQueryFileInformation b k 0x100 b i", "IoQueryVolumeInformation b k 0x40 b i", "IoCreateDevice 0 0x10 t 0x3A 0 o", "IoDismountVolume b", "IoDismountVolumeByName t",
        "IoBuildDeviceIoControlRequest c b b 0x10 b 0x40 0 b i", "IoCheckShareAccess 1 7 b b 1", "IoSetShareAccess 1 7 b b", "IoRemoveShareAccess b b",

        // The last one closes what the others need: it is rare.
        "NtClose h",
    ];

    private static readonly uint[] Codes = [0x0007_0000, 0x0007_4004, 0x0007_0014, 0x0002_4800, 0x0002_404C, 0x0004_D014];

    private static readonly uint[] Kinds = [1, 3, 4, 5, 6, 9, 10, 13, 14, 16, 18, 19, 20, 30, 34];

    private static readonly string[] Usual =
        ["NtCreateFile", "NtOpenFile", "NtReadFile", "NtWriteFile", "NtQueryInformationFile", "NtSetInformationFile", "NtDeviceIoControlFile", "NtFsControlFile", "NtQueryDirectoryFile", "NtClose"];

    private static readonly string[] Names = [@"\f", @"\dir", @"\dir\x", @"\", "", @"\..", @"\\\", "\\\0", @"\*", @"\f\", @"\dir\..\f", @"\con", @"\" + new string('a', 300)];

    [Fact]
    public void Calls_WithWildArguments_AreAnswered()
    {
        var done = new HashSet<string>();
        foreach (int seed in CampaignSize.Seeds((CampaignSize.Count("XEMU_IO_CALLS", 20_000) + CallsPerMachine - 1) / CallsPerMachine))
        {
            try
            {
                CallOneMachine(new Random(seed), done);
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed}: {e}");
            }
        }

        // That calls get through at all: a table that only ever fails would prove nothing.
        Assert.Equal([], Usual.Except(done));
    }

    private static void CallOneMachine(Random random, HashSet<string> done)
    {
        bool isDamaged = random.Next(2) == 0;
        TestDisk disk = isDamaged ? DamagedMedia.Disk(random) : TestDisk.Create();
        var disc = TestDisc.Create(new Dictionary<string, byte[]> { ["f"] = [1] }, new Dictionary<string, byte[]> { ["x"] = [2] });
        if (isDamaged)
        {
            disc.Damage(random);
        }

        using var machine = new IoMachine(disk, new TestDrive(disc));
        uint[] words = Words(machine, random);
        for (int i = 0; i < CallsPerMachine && TryCall(machine, disk, random, words, done); i++)
        {
        }

        // Whatever was done to partition 1: nothing of it reached another.
        Assert.Equal(FatxStatus.Ok, FatxChecker.Check(disk.Mount(2), repair: false, out FatxCheckReport report, TestContext.Current.CancellationToken));
        Assert.False(report.IsDamaged);
    }

    private static bool TryCall(IoMachine machine, TestDisk disk, Random random, uint[] words, HashSet<string> done)
    {
        long moved = disk.Moved;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Call(machine, random, words, done);
        }
        catch (GuestFaultException)
        {
            // A file was read over the page tables, and the stack of the call is gone: this guest has ended.
            return false;
        }

        Assert.InRange(disk.Moved - moved, 0, MostMoved);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, MostAllocated);
        return true;
    }

    /// <summary>Makes a sound call with some of its arguments replaced.</summary>
    private static void Call(IoMachine machine, Random random, uint[] words, HashSet<string> done)
    {
        string[] call = Sound[random.Next(random.Next(10) == 0 ? Sound.Length : Sound.Length - 1)].Split(' ');
        uint[] arguments = [.. call.Skip(1).Select(a => Argument(machine, random, words, a))];
        for (int wild = random.Next(4); wild > 0; wild--)
        {
            arguments[random.Next(arguments.Length)] = random.Next(4) switch
            {
                0 => (uint)random.Next(40),
                1 => (uint)random.NextInt64(1L << 32),
                _ => words[random.Next(words.Length)],
            };
        }

        if (machine.Call(call[0], arguments) == NtStatus.Success)
        {
            done.Add(call[0]);
        }
    }

    private static uint Argument(IoMachine machine, Random random, uint[] words, string text) => text[0] switch
    {
        'o' => machine.Scratch + 0x7_0000,
        'i' => machine.Block,
        'z' => machine.Scratch + 0x7_0010,
        'b' => machine.Scratch + 0x7_1000,
        'h' => (uint)random.Next(1, 11) * 4,
        'k' => Kinds[random.Next(Kinds.Length)],
        'c' => Codes[random.Next(Codes.Length)],
        'a' => words[^(2 * random.Next(1, Names.Length + 1))],
        't' => words[^((2 * random.Next(1, Names.Length + 1)) - 1)],
        _ => text.StartsWith("0x", StringComparison.Ordinal) ? uint.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : uint.Parse(text, CultureInfo.InvariantCulture),
    };

    /// <summary>Words that mean something: places, attributes, rights, codes.</summary>
    private static uint[] Words(IoMachine machine, Random random)
    {
        _ = machine.Create(Disk + @"\f", GenericRead | GenericWrite | DeleteRight, OpenIf, out _);
        _ = machine.Create(Disk + @"\dir", 1, OpenIf, out _, options: SyncNonalert | DirectoryFile);
        _ = machine.Create(Disk + @"\", 1, OpenExisting, out _, options: SyncNonalert | DirectoryFile);
        _ = machine.Open(@"\Device\Harddisk0\Partition1", access: GenericRead | GenericWrite);
        _ = machine.Open(@"\Device\CdRom0", access: GenericRead);
        var words = new List<uint>
        {
            0, 1, 0x10, 0x20, 0x30, 0x1000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0xFFFF_FFFE, 0x83FF_FFF8, GenericRead | Synchronize, GenericWrite | Synchronize, 0x1F_01FF, DeleteOnClose | SyncNonalert,
            0x0007_0000, 0x0007_4004, 0x0007_0014, 0x0002_4800, 0x0009_0020, machine.Block, machine.Take(0x1000), machine.Take(0x100),
        };
        foreach (string name in Names)
        {
            words.Add(machine.Attributes((random.Next(4) == 0 ? @"\Device\CdRom0" : Disk) + name));
            words.Add(machine.Text(Disk + name));
        }

        return [.. words];
    }
}
