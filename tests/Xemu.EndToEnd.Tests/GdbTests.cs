using System.Globalization;
using System.Text.RegularExpressions;
using Xemu.Machine;
using Xemu.Testing;

namespace Xemu.EndToEnd.Tests;

/// <summary>The real gdb on the open boot image and on Linux, with every CPU engine.</summary>
/// <remarks>Addresses of the boot image: 0xFFFFF027 copies it to RAM, 0xFFFFF04D jumps to 0x100000 through EAX; its stack begins below 0x280000.</remarks>
public sealed partial class GdbTests : IDisposable
{
    private const ulong End = 20_000_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-gdb-");

    public static TheoryData<string> Engines => ["x86.interpreter", "x86.translator"];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Engines))]
    public void BootImage_StepsAndBreakpoints_StopWhereTheyAreSet(string engine)
    {
        Gdb.Require();
        using DebuggedMachine machine = Start(engine, wait: true);

        string output = Gdb.Run(
            machine.Socket, "info registers", "stepi", "printf \"step %x\\n\", $eip", "hbreak *0xfffff04d", "continue", "break *0x100000", "continue",
            "x/i $pc", "stepi", "printf \"then %x\\n\", $eip", "info threads", "detach");

        Assert.Matches("edx +0x68a ", output);
        Assert.Matches("eip +0xfff0 ", output);
        Assert.Contains("step ff00", output, StringComparison.Ordinal);
        Assert.Contains("Breakpoint 1, 0xfffff04d", output, StringComparison.Ordinal);
        Assert.Contains("Breakpoint 2, 0x00100000", output, StringComparison.Ordinal);
        Assert.Contains("=> 0x100000:", output, StringComparison.Ordinal);
        Assert.Contains("then 1000f5", output, StringComparison.Ordinal);
        Assert.Contains("detached", output, StringComparison.Ordinal);
        Assert.Equal((RunEnd.Limit, End), (machine.Finish().End, machine.Finish().Count));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void BootImage_Watchpoints_TellOldAndNewValues(string engine)
    {
        Gdb.Require();
        using DebuggedMachine machine = Start(engine, wait: true);

        string output = Gdb.Run(
            machine.Socket, "hbreak *0x100000", "continue", "delete", "watch *(int*)0x27fff8", "continue", "delete", "rwatch *(int*)0x27fff8", "continue", "delete",
            "awatch *(int*)0x27fff8", "continue", "detach");

        Assert.Contains("Hardware watchpoint 2: *(int*)0x27fff8", output, StringComparison.Ordinal);
        Match changed = OldAndNew().Match(output);
        Assert.True(changed.Success, output);
        Assert.NotEqual(changed.Groups[1].Value, changed.Groups[2].Value);
        Assert.Contains("Hardware read watchpoint 3: *(int*)0x27fff8\n\nValue = ", output, StringComparison.Ordinal);
        Assert.Matches("Hardware access \\(read/write\\) watchpoint 4: \\*\\(int\\*\\)0x27fff8\n\n(Value|Old value) = ", output);
        Assert.Equal(RunEnd.Limit, machine.Finish().End);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void BootImage_WritesOfRegistersAndMemory_TakeEffect(string engine)
    {
        Gdb.Require();
        using DebuggedMachine machine = Start(engine, wait: true);

        string output = Gdb.Run(
            machine.Socket, "hbreak *0xfffff04d", "continue", "set $eax = 0xfffff048", "stepi", "printf \"went to %x\\n\", $eip", "stepi", "printf \"eax %x\\n\", $eax",
            "set $st0 = 1.5", "set $xmm1.v4_int32[2] = 77", "set $mxcsr = 0x1fa0", "set $fctrl = 0x37f", "maintenance flush register-cache",
            "info float", "p $st0", "p $xmm1", "info registers mxcsr fctrl", "set *(int*)0x270000 = 0x12345678", "set *(char*)0x270001 = 0", "x/xw 0x270000",
            "monitor xp /1xw 0x270000", "maintenance packet Qqemu.PhyMemMode:1", "x/xw 0x270000", "set *(int*)0x270004 = 0x55", "maintenance packet qqemu.PhyMemMode",
            "maintenance packet Qqemu.PhyMemMode:0", "x/xw 0x270004", "monitor info registers", "set *(int*)0xfffff000 = 0", "x/xw 0xfd000000", "detach");

        Assert.Contains("went to fffff048", output, StringComparison.Ordinal);
        Assert.Contains("eax 100000", output, StringComparison.Ordinal);
        Assert.Contains(" = 1.5", output, StringComparison.Ordinal);
        Assert.Contains("v4_int32 = {0, 0, 77, 0}", output, StringComparison.Ordinal);
        Assert.Matches("mxcsr +0x1fa0 +\\[ PE IM DM ZM OM UM PM \\]", output);
        Assert.Matches("fctrl +0x37f ", output);
        Assert.Contains("0x270000:\t0x12340078", output, StringComparison.Ordinal);
        Assert.Contains("000270000: 0x12340078", output, StringComparison.Ordinal);
        Assert.Contains("received: \"1\"", output, StringComparison.Ordinal);
        Assert.Contains("0x270004:\t0x00000055", output, StringComparison.Ordinal);
        Assert.Contains("eip     0xfffff04d", output, StringComparison.Ordinal);
        Assert.Contains("Cannot access memory at address 0xfffff000", output, StringComparison.Ordinal);
        Assert.Contains("Cannot access memory at address 0xfd000000", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void BootImage_CtrlC_StopsTheMachine(string engine)
    {
        Gdb.Require();
        using DebuggedMachine machine = Start(engine, wait: true, stopAtCount: ulong.MaxValue);

        string output = Gdb.Run(machine.Socket, Gdb.InterruptAfterAWhile, "continue", "x/i $pc", Gdb.InterruptAfterAWhile, "continue", "detach");

        Assert.Equal(2, Interrupted().Count(output));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void BootImage_DebuggedAndLetGo_EndsInTheSameState(string engine)
    {
        Gdb.Require();
        MachineSnapshot plain = Plain(engine, "xbox.toml", End);
        using DebuggedMachine machine = Start(engine, wait: true);

        // sstep=1: steps take interrupts as they come.
        string output = Gdb.Run(
            machine.Socket, "maintenance packet Qqemu.sstep=1", "stepi 20", "hbreak *0x100000", "continue", "delete", "watch *(int*)0x27fff8", "continue", "continue", "continue",
            "stepi 50", "delete", "awatch *(char*)0x27fff4", "continue", "continue", "info registers", "x/16i $pc", "detach");
        (RunEnd end, ulong count, MachineSnapshot state) = machine.Finish();

        Assert.Contains("Breakpoint 1, 0x00100000", output, StringComparison.Ordinal);
        Assert.Equal((RunEnd.Limit, End), (end, count));
        Assert.Empty(plain.Differences(state));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Client_KilledInTheMiddle_LetsTheMachineGoOnAndAnotherComes(string engine)
    {
        Gdb.Require();
        using DebuggedMachine machine = Start(engine, wait: true, stopAtCount: ulong.MaxValue);

        // A breakpoint that would be hit for ever, and no detach: gdb is killed.
        _ = Gdb.Run(machine.Socket, "hbreak *0x100000", "watch *(int*)0x27fff8", "continue", "python import os; os.kill(os.getpid(), 9)");
        string output = Gdb.Run(machine.Socket, "printf \"again at %x\\n\", $eip", "detach");

        Assert.Contains("again at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("again at 100000\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Linux_KernelEntryPagingAndCtrlC_AreSeen(string engine)
    {
        Gdb.Require();
        Platform.RequireLinux();
        using DebuggedMachine machine = StartLinux(engine, ulong.MaxValue, wait: true);

        // The watched word is where the kernel's entry is unpacked to; 0xC1000000 is its address once paging is on.
        string output = Gdb.Run(
            machine.Socket, "watch *(int*)0x1000000", "continue", "delete", "hbreak *0x1000000", "continue", "stepi", "printf \"entered %x paging %d\\n\", $eip, ($cr0 >> 31) & 1",
            "detach");
        string paged = WaitForPaging(machine);

        Assert.Contains("Hardware watchpoint 1: *(int*)0x1000000", output, StringComparison.Ordinal);
        Assert.Matches("Old value = -?[0-9]+\nNew value = -?[0-9]+", output);
        Assert.Contains("Breakpoint 2, 0x01000000", output, StringComparison.Ordinal);
        Assert.Matches("entered 10000[0-9a-f]{2} paging 0", output);
        Match linear = LinearWord().Match(paged);
        Match physical = PhysicalWord().Match(paged);
        Assert.True(linear.Success && physical.Success, paged);
        Assert.Equal(linear.Groups[1].Value, physical.Groups[1].Value);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Linux_DebuggedAndLetGo_EndsInTheSameState(string engine)
    {
        Gdb.Require();
        Platform.RequireLinux();
        const ulong LinuxEnd = 400_000_000;
        string[] more = LinuxOptions();
        MachineSnapshot plain = Plain(engine, "xbox-linux.toml", LinuxEnd, more);
        using DebuggedMachine machine = StartLinux(engine, LinuxEnd, wait: true);

        string output = Gdb.Run(
            machine.Socket, "maintenance packet Qqemu.sstep=1", "watch *(int*)0x1000000", "continue", "stepi 100", "continue", "delete", "hbreak *$pc", "stepi", "continue",
            "info registers", "detach");
        (RunEnd end, ulong count, MachineSnapshot state) = machine.Finish();

        Assert.Matches("Old value = -?[0-9]+\nNew value = -?[0-9]+", output);
        Assert.Equal((RunEnd.Limit, LinuxEnd), (end, count));
        Assert.Empty(plain.Differences(state));
    }

    [GeneratedRegex("Old value = (-?[0-9]+)\nNew value = (-?[0-9]+)")]
    private static partial Regex OldAndNew();

    [GeneratedRegex("SIGINT, Interrupt")]
    private static partial Regex Interrupted();

    [GeneratedRegex("0xc1000000:\t0x([0-9a-f]{8})\n")]
    private static partial Regex LinearWord();

    [GeneratedRegex("001000000: 0x([0-9a-f]{8})\n")]
    private static partial Regex PhysicalWord();

    /// <summary>Attaches and lets go again and again until the kernel has paging on.</summary>
    private static string WaitForPaging(DebuggedMachine machine)
    {
        string output = "";
        for (int i = 0; i < 60 && !LinearWord().IsMatch(output); i++)
        {
            output = Gdb.Run(machine.Socket, "info registers cr0 cr3 eip", "x/xw 0xc1000000", "monitor xp /1xw 0x1000000", "detach");
        }

        return output;
    }

    private static MachineSnapshot Plain(string engine, string manifest, ulong end, params string[] more)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("xemu-gdb-plain-");
        try
        {
            using var machine = new DebuggedMachine(engine, manifest, folder, end, wait: false, more);
            return machine.Finish().State;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private DebuggedMachine Start(string engine, bool wait, ulong stopAtCount = End) => new(engine, "xbox.toml", _folder, stopAtCount, wait);

    private DebuggedMachine StartLinux(string engine, ulong stopAtCount, bool wait) => new(engine, "xbox-linux.toml", _folder, stopAtCount, wait, LinuxOptions());

    // Without address randomisation, so that the entry's address is known.
    private static string[] LinuxOptions() =>
    [
        "components.console.type=chardev.file", string.Create(CultureInfo.InvariantCulture, $"components.console.path={Path.Combine(Path.GetTempPath(), $"xemu-gdb-console-{Environment.ProcessId}.txt")}"),
        "components.boot.command-line=console=ttyS0,115200 cryptomgr.notests nokaslr",
    ];
}
