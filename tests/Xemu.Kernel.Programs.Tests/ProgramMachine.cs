using Microsoft.Extensions.Logging;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Migration;
using Xemu.Host;
using Xemu.Kernel.Guest;
using Xemu.Machine;
using Xemu.Testing;

#pragma warning disable XEMU0006 // The migration contract is young.

namespace Xemu.Kernel.Programs.Tests;

/// <summary>The console of machines/xbox-hle.toml with programs of a test in its drive, in deterministic time.</summary>
internal sealed class ProgramMachine : IDisposable
{
    private const ulong PageDirectory = 0xF000;
    private const uint Present = 1;
    private const uint LargePage = 0x80;

    /// <summary>A program that has not ended in two guest seconds never does.</summary>
    private const ulong LimitNs = 2_000_000_000;

    /// <summary>Machines share the plugins: to load them, and to compile them again, takes longer than a program.</summary>
    private static readonly Lazy<PluginSet> LoadedPlugins = new(BuiltMachine.LoadPlugins);

    private readonly BuiltMachine _built;

    public ProgramMachine(string folder, string engine, params string[] overrides)
        : this(folder, engine, null, overrides)
    {
    }

    public ProgramMachine(string folder, string engine, ILoggerFactory? logs, params string[] overrides)
        : this([$"components.cpu.type={engine}", .. Settings(folder), "components.hdd-image.type=block.memory", "components.hdd-image.size=8GiB", .. overrides], logs)
    {
    }

    private ProgramMachine(string[] settings, ILoggerFactory? logs) => _built = new BuiltMachine(LoadedPlugins.Value, logs, "xbox-hle.toml", settings);

    /// <summary>The plugins of all machines.</summary>
    public static PluginSet Plugins => LoadedPlugins.Value;

    public VirtualMachine Machine => _built.Machine;

    public ComposedMachine Composed => _built.Composed;

    /// <summary>The hard disk: what a program writes to it is state of the machine.</summary>
    public IBlockDevice Disk => (IBlockDevice)Machine.Components.First(static c => c.Key == "hdd-image").Value;

    public ulong Count => Machine.Cpu!.InstructionCount;

    /// <summary>Makes the machine of a program, with a disk of empty volumes if the program wants one.</summary>
    public static ProgramMachine Start(string folder, string engine, GuestCase program, ILoggerFactory? logs = null)
    {
        var machine = new ProgramMachine(folder, engine, logs, DiscOf(folder, program));
        if (program.Disk is not null)
        {
            DiskListing.Format(machine.Disk);
        }

        return machine;
    }

    /// <summary>Makes the machine of a program with its disk in an image of a folder, which is made if it is not there: as people have it.</summary>
    public static ProgramMachine StartOnImage(string folder, string image, string engine, GuestCase program) =>
        new([$"components.cpu.type={engine}", .. SettingsOnImage(folder, image, program)], null);

    /// <summary>What <see cref="StartOnImage"/> sets beside the CPU.</summary>
    public static string[] SettingsOnImage(string folder, string image, GuestCase program) => [.. Settings(folder), .. DiscOf(folder, program), $"components.hdd-image.file={image}"];

    /// <summary>Puts a program and its files into the disc of a folder.</summary>
    public static void Write(string folder, GuestCase program)
    {
        Write(folder, ProgramText.Build(program.Emit));
        foreach ((string path, byte[] content) in program.Disc)
        {
            string file = Path.Combine(folder, "disc", path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }

        if (program.Disc.Count > 0)
        {
            Pack(folder);
        }
    }

    /// <summary>Puts an image that was packed of the disc's folder into the drive, if the program has files there; the folder itself otherwise.</summary>
    public static string[] DiscOf(string folder, GuestCase program) => program.Disc.Count == 0 ? [] :
        ["components.disc.type=block.raw", $"components.disc.file={folder}/disc.iso", "components.disc.read-only=true"];

    /// <summary>Puts a program into the disc of a folder.</summary>
    public static void Write(string folder, byte[] program, string name = "default.xbe")
    {
        Directory.CreateDirectory(Path.Combine(folder, "disc"));
        File.WriteAllBytes(Path.Combine(folder, "disc", name), program);
    }

    /// <summary>Runs until the program ends, or to a count of instructions.</summary>
    public RunResult Run(ulong? until = null) => Machine.Runner.Run(new RunLimits(StopAtNs: LimitNs, StopAtCount: until), TestContext.Current.CancellationToken);

    public RunResult RunFor(ulong nanoseconds) => Machine.Runner.Run(new RunLimits(StopAtNs: nanoseconds), TestContext.Current.CancellationToken);

    public MachineSnapshot Save() => MachineSnapshot.Save(Machine);

    /// <summary>Saves by the machine's own engine while the program runs on, in short parts, until the save has ended.</summary>
    public void SaveRunning(SaveRequest request)
    {
        var engine = (IMigrationEngine)Machine.Components.First(static c => c.Value is IMigrationEngine).Value;
        var asked = Task.Run(() => engine.Save(request), TestContext.Current.CancellationToken);
        while (!asked.IsCompleted || !engine.Status.HasEnded)
        {
            _ = Run(Count + 10_000);
        }

        asked.GetAwaiter().GetResult();
        Assert.Equal((MigrationPhase.Completed, null), (engine.Status.Phase, engine.Status.Error));
    }

    public void Load(MachineSnapshot snapshot) => snapshot.Load(Machine);

    /// <summary>What the program has reported; the report is its first variable.</summary>
    public uint[] Reports()
    {
        uint count = Read(GuestProgram.VariableBase);
        return [.. Enumerable.Range(1, (int)Math.Min(count, GuestReport.Most)).Select(i => Read(GuestProgram.VariableBase + (uint)(i * 4)))];
    }

    /// <summary>Reads a word of the program's memory through the page tables.</summary>
    public uint Read(uint address)
    {
        uint directory = Physical(PageDirectory + (address >> 22 << 2));
        if ((directory & (Present | LargePage)) == (Present | LargePage))
        {
            return Physical((directory & 0xFFC0_0000) | (address & 0x003F_FFFF));
        }

        uint entry = (directory & Present) == 0 ? 0 : Physical((directory & ~0xFFFU) + (address >> 12 << 2 & 0xFFC));
        return (entry & Present) == 0 ? 0 : Physical((entry & ~0xFFFU) + (address & 0xFFF));
    }

    /// <summary>Reads a word of RAM.</summary>
    public uint Physical(ulong address)
    {
        using RamLease lease = Machine.Blocks[0].Lease(address, 4, RamAccess.Read);
        return BitConverter.ToUInt32(lease.Span);
    }

    public void Dispose() => _built.Dispose();

    private static void Pack(string folder)
    {
        using var error = new StringWriter();
        using var context = new HostContext { Output = TextWriter.Null, Error = error, IsOutputTerminal = false, Globals = new GlobalOptions([], IsDebug: false), Plugins = LoadedPlugins.Value };
        int code = HostProgram.Invoke(["iso", "pack", $"{folder}/disc", $"{folder}/disc.iso", "--force"], context);
        Assert.True(code == 0, error.ToString());
    }

    private static string[] Settings(string folder) =>
    [
        "machine.epoch=1000000000", $"components.eeprom.file={folder}/eeprom.bin",
        "components.disc.type=block.folder", $"components.disc.file={folder}/disc", "components.dvd.medium=disc",
    ];
}
