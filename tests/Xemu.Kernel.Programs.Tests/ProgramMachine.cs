using Microsoft.Extensions.Logging;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.Memory;
using Xemu.Host;
using Xemu.Kernel.Guest;
using Xemu.Machine;
using Xemu.Testing;

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
    private static readonly Lazy<PluginSet> _plugins = new(BuiltMachine.LoadPlugins);

    private readonly BuiltMachine _built;

    public ProgramMachine(string folder, string engine, params string[] overrides)
        : this(folder, engine, null, overrides)
    {
    }

    public ProgramMachine(string folder, string engine, ILoggerFactory? logs, params string[] overrides) => _built = new BuiltMachine(
        _plugins.Value, logs, "xbox-hle.toml", [.. Settings(folder, engine), .. overrides]);

    public static PluginSet Plugins => _plugins.Value;

    public VirtualMachine Machine => _built.Machine;

    /// <summary>The hard disk: what a program writes to it is state of the machine.</summary>
    public IBlockDevice Disk => (IBlockDevice)Machine.Components.First(static c => c.Key == "hdd-image").Value;

    public ulong Count => Machine.Cpu!.InstructionCount;

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

    public void Dispose() => _built.Dispose();

    private static string[] Settings(string folder, string engine) =>
    [
        $"components.cpu.type={engine}", "machine.epoch=1000000000", $"components.eeprom.file={folder}/eeprom.bin",
        "components.hdd-image.type=block.memory", "components.hdd-image.size=8GiB",
        "components.disc.type=block.folder", $"components.disc.file={folder}/disc", "components.dvd.medium=disc",
    ];

    private uint Physical(ulong address)
    {
        using RamLease lease = Machine.Blocks[0].Lease(address, 4, RamAccess.Read);
        return BitConverter.ToUInt32(lease.Span);
    }
}
