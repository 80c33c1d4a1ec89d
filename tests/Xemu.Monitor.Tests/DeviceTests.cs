using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace Xemu.Monitor.Tests;

/// <summary>Media, pictures, memory and the human monitor.</summary>
public sealed class DeviceTests
{
    [Fact]
    public void ChangeMedium_OfADrive_PutsTheFileInAndMovesTheTray()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        string disc = Path.Combine(machine.Folder, "disc.iso");
        File.WriteAllBytes(disc, new byte[512]);

        client.Run("blockdev-change-medium", $$"""{"id":"dvd","filename":"{{disc}}"}""");
        JsonNode drive = client.Run("query-block").AsArray().Single(static d => (string?)d!["device"] == "dvd")!;
        client.Run("eject", """{"device":"dvd"}""");

        Assert.Equal((disc, "raw", true), ((string?)drive["inserted"]!["file"], (string?)drive["inserted"]!["drv"], (bool)drive["inserted"]!["ro"]!));
        Assert.Null(machine.Drive.Medium);
        Assert.True(Assert.Single(machine.Made).IsDisposed);
        Assert.Equal([true, false, true], client.Events.Where(static e => (string?)e["event"] == "DEVICE_TRAY_MOVED").Select(static e => (bool)e["data"]!["tray-open"]!));
    }

    [Theory]
    [InlineData("disc.iso", "CISO", "cso")]
    [InlineData("disc.bin", "CCIM", "cci")]
    [InlineData("disc.bin", "MComprHD", "chd")]
    [InlineData("disc.bin", "anything", "raw")]
    public void ChangeMedium_WithoutAFormat_GoesByTheContent(string name, string start, string expected)
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        string disc = Path.Combine(machine.Folder, name);
        File.WriteAllText(disc, start.PadRight(512));

        client.Run("blockdev-change-medium", $$"""{"id":"dvd","filename":"{{disc}}"}""");

        JsonNode drive = client.Run("query-block").AsArray().Single(static d => (string?)d!["device"] == "dvd")!;
        Assert.Equal(expected, (string?)drive["inserted"]!["drv"]);
    }

    [Fact]
    public void Tray_ThatTheGuestOpens_IsTold()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        client.Run("query-status");
        machine.Machine.Post(machine.Drive.PostClose);
        client.Run("eject", """{"device":"dvd"}""");
        client.Expect("DEVICE_TRAY_MOVED");

        machine.Machine.Post(machine.Drive.PostClose);

        Assert.False((bool)client.Expect("DEVICE_TRAY_MOVED")["data"]!["tray-open"]!);
    }

    [Theory]
    [InlineData("eject", """{"device":"zz"}""", "DeviceNotFound: Device 'zz' not found")]
    [InlineData("eject", """{"device":"cpu"}""", "GenericError: Device 'cpu' is not removable")]
    [InlineData("eject", "{}", "GenericError: Need exactly one of 'device' and 'id'")]
    [InlineData("eject", """{"device":"dvd","id":"dvd"}""", "GenericError: Need exactly one of 'device' and 'id'")]
    [InlineData("blockdev-change-medium", """{"device":"dvd","filename":"/nonexistent"}""", "GenericError: There is no file '/nonexistent'.")]
    [InlineData("blockdev-change-medium", """{"device":"dvd","filename":"x","format":"vmdk"}""", "GenericError: Unknown driver 'vmdk'")]
    [InlineData("screendump", """{"filename":"x","device":"zz"}""", "DeviceNotFound: Device 'zz' not found")]
    [InlineData("pmemsave", """{"val":0,"size":4096,"filename":"/nonexistent/x"}""", "GenericError: Could not open '/nonexistent/x': No such file or directory")]
    [InlineData("pmemsave", """{"val":18446744073709551615,"size":4096,"filename":"x"}""", "GenericError: Invalid addr 0xffffffffffffffff/size 4096 specified")]
    [InlineData("pmemsave", """{"val":0,"size":4096,"filename":"/dev/null"}""", "GenericError: Could not open '/dev/null': it is no regular file; choose another name.")]
    [InlineData("screendump", """{"filename":"/dev/null"}""", "GenericError: Could not open '/dev/null': it is no regular file; choose another name.")]
    [InlineData("dump-guest-memory", """{"paging":false,"protocol":"file:/dev/zero"}""", "GenericError: Could not open '/dev/zero': it is no regular file; choose another name.")]
    [InlineData("memsave", """{"val":16,"size":4096,"filename":"/tmp/xemu-qmp-memsave"}""", "GenericError: Invalid addr 0x0000000000000010/size 4096 specified")]
    [InlineData("dump-guest-memory", """{"paging":false,"protocol":"foo:x"}""", "GenericError: parameter 'protocol' must start with 'file:' or 'fd:'")]
    [InlineData("dump-guest-memory", """{"paging":false,"protocol":"fd:none"}""", "GenericError: File descriptor named 'none' has not been found")]
    [InlineData("dump-guest-memory", """{"paging":true,"protocol":"file:x"}""", "GenericError: 'paging' is not supported here: the file has physical addresses only; give false.")]
    public void Command_OnWhatIsNotThere_IsRefused(string command, string arguments, string expected)
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();

        Assert.Equal(expected, client.Fail(command, arguments));
        Assert.True(machine.Machine.IsRunning);
    }

    [Fact]
    public void Eject_OfALockedDrive_NeedsForce()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        machine.Drive.IsTrayLocked = true;

        Assert.Contains("is locked and force was not specified", client.Fail("eject", """{"device":"dvd"}"""), StringComparison.Ordinal);
        client.Run("eject", """{"device":"dvd","force":true}""");
        Assert.True(machine.Drive.IsTrayOpen);
    }

    [Fact]
    public void Screendump_AsPngAndPpm_HoldsThePicture()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        string ppm = Path.Combine(machine.Folder, "a.ppm");

        client.Run("screendump", $$"""{"filename":"{{machine.Folder}}/a.png"}""");
        client.Run("screendump", $$"""{"filename":"{{ppm}}","device":"screen","head":0}""");

        Assert.Equal((machine.Folder + "/a.png", 2, 1), (machine.Pictures[0].Path, machine.Pictures[0].Width, machine.Pictures[0].Height));
        byte[] expected = [.. Encoding.ASCII.GetBytes("P6\n2 1\n255\n"), 0xFF, 0, 0, 0, 0, 0xFF];
        Assert.Equal(expected, File.ReadAllBytes(ppm));
    }

    [Fact]
    public void Pmemsave_ThroughALink_WritesWhereItLeads()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        string file = Path.Combine(machine.Folder, "real");
        File.WriteAllText(file, "old");
        File.CreateSymbolicLink(Path.Combine(machine.Folder, "link"), file);

        client.Run("pmemsave", $$"""{"val":0,"size":4096,"filename":"{{machine.Folder}}/link"}""");

        Assert.Equal(4096, new FileInfo(file).Length);
        Assert.NotNull(new FileInfo(Path.Combine(machine.Folder, "link")).LinkTarget);
        Assert.Empty(Directory.GetFiles(machine.Folder, "*.part"));
    }

    [Fact]
    public void Pmemsave_AcrossTheEndOfRam_FillsTheRest()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        string file = Path.Combine(machine.Folder, "m");
        machine.Machine.Post(() => machine.Memory.Write(0xF_FFFE, [0xAB, 0xCD]));

        client.Run("pmemsave", $$"""{"val":1048574,"size":4,"filename":"{{file}}"}""");
        client.Run("memsave", $$"""{"val":3222274046,"size":2,"filename":"{{file}}.2"}""");

        Assert.Equal([0xAB, 0xCD, 0xFF, 0xFF], File.ReadAllBytes(file));
        Assert.Equal([0xAB, 0xCD], File.ReadAllBytes(file + ".2"));
        Assert.True(machine.Machine.IsRunning);
    }

    [Fact]
    public void Dump_OfAMachine_IsACoreFileWithMemoryAndRegisters()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        string file = Path.Combine(machine.Folder, "core");
        machine.Machine.Post(() => machine.Memory.Write(0x1000, "dumped"u8));

        client.Run("dump-guest-memory", $$"""{"paging":false,"protocol":"file:{{file}}"}""");

        byte[] core = File.ReadAllBytes(file);
        Assert.Equal([0x7F, (byte)'E', (byte)'L', (byte)'F', 1], core[..5]);
        Assert.Equal((4, 3), (BitConverter.ToInt16(core, 16), BitConverter.ToInt16(core, 18)));
        int note = BitConverter.ToInt32(core, 52 + 4);
        Assert.Equal(0xC000_0000u, BinaryPrimitives.ReadUInt32LittleEndian(core.AsSpan(note + 20 + 72 + (12 * 4))));
        int load = 52 + 32;
        Assert.Equal((1, 1 << 20), (BitConverter.ToInt32(core, load), BitConverter.ToInt32(core, load + 16)));
        int data = BitConverter.ToInt32(core, load + 4);
        Assert.Equal("dumped", Encoding.ASCII.GetString(core, data + 0x1000, 6));
        Assert.Equal("""{"status":"completed","completed":1048576,"total":1048576}""", client.Run("query-dump").ToJsonString());
    }

    [Fact]
    public void Dump_Detached_AnswersAtOnceAndEndsWithAnEvent()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        string file = Path.Combine(machine.Folder, "core");

        client.Run("dump-guest-memory", $$"""{"paging":false,"protocol":"file:{{file}}","detach":true}""");
        JsonNode ended = client.Expect("DUMP_COMPLETED");

        Assert.Equal("""{"result":{"status":"completed","completed":1048576,"total":1048576}}""", ended["data"]!.ToJsonString());
        Assert.Equal([0x7F, (byte)'E', (byte)'L', (byte)'F', 1], File.ReadAllBytes(file)[..5]);
        client.Run("dump-guest-memory", $$"""{"paging":false,"protocol":"file:{{file}}","detach":true,"begin":0,"length":4096}""");
        Assert.Equal(4096, (long)client.Expect("DUMP_COMPLETED")["data"]!["result"]!["total"]!);
    }

    [Fact]
    public void Dump_DetachedWhoseMachineDoesNotStandStill_IsActiveAndTheOnlyOneUntilItFails()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        using var released = new ManualResetEventSlim();
        machine.Machine.Post(() => released.Wait(TestContext.Current.CancellationToken));
        string file = Path.Combine(machine.Folder, "core");

        client.Run("dump-guest-memory", $$"""{"paging":false,"protocol":"file:{{file}}","detach":true}""");
        string active = client.Run("query-dump").ToJsonString();
        string refused = client.Fail("dump-guest-memory", $$"""{"paging":false,"protocol":"file:{{file}}.2"}""");
        machine.Machine.RequestStop("The test ends it.");
        released.Set();
        machine.WaitForEnd();
        machine.Monitor.Dispose();

        Assert.Equal("""{"status":"active","completed":0,"total":0}""", active);
        Assert.Equal("GenericError: There is a dump in process, please wait.", refused);
        Assert.Empty(Directory.GetFiles(machine.Folder, "core*"));
    }

    [Fact]
    public void Dump_ThatFails_SaysSoInItsEvent()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        machine.Store.Add("full", SchemaTests.Open("/dev/full", FileAccess.Write));

        client.Run("dump-guest-memory", """{"paging":false,"protocol":"fd:full","detach":true}""");
        JsonNode ended = client.Expect("DUMP_COMPLETED");

        Assert.Equal("failed", (string?)ended["data"]!["result"]!["status"]);
        Assert.Contains("No space left", (string?)ended["data"]!["error"], StringComparison.Ordinal);
        Assert.Equal("failed", (string?)client.Run("query-dump")["status"]);
        Assert.True(machine.Machine.IsRunning);
    }

    [Fact]
    public void QueryBlock_OfDisks_ShowsFileAndFormatOrTheComponent()
    {
        using var machine = new MonitorMachine(others: [("image", new FakeMedium("/images/hdd.img")), ("scratch", new FilelessMedium())]);
        using QmpTestClient client = machine.Connect();

        JsonArray drives = client.Run("query-block").AsArray();

        string[] shown = [.. drives.Where(static d => d!["inserted"] is not null).Select(static d => $"{d!["device"]} {d["inserted"]!["file"]} {d["inserted"]!["drv"]}")];
        Assert.Equal(["image /images/hdd.img raw", "scratch component:scratch fake.scratch"], shown);
    }

    [Theory]
    [InlineData("xp /4wx 0x1000", "0000000000001000: 0x00000001 0x0000ffff 0x34333231 0x00000000\r\n")]
    [InlineData("xp /3xb 0x1000", "0000000000001000: 0x01 0x00 0x00\r\n")]
    [InlineData("xp /3dh 0x1004", "0000000000001004:    -1     0 12849\r\n")]
    [InlineData("xp/1uh 0x1004", "0000000000001004: 65535\r\n")]
    [InlineData("xp /1ob 0x1008", "0000000000001008: 0061\r\n")]
    [InlineData("xp /4c 0x1008", "0000000000001008: '1' '2' '3' '4'\r\n")]
    [InlineData("xp /1xg 0x1000", "0000000000001000: 0x0000ffff00000001\r\n")]
    [InlineData("x /1wx 0xc0001000", "c0001000: 0x00000001\r\n")]
    [InlineData("x /1wx $esp + 0xf00", "c0001000: 0x00000001\r\n")]
    [InlineData("x /1wx 0x10", "00000010: Cannot access memory at address 0x10\r\n")]
    [InlineData("xp /2i 0x100c", "0x0000100c:  00 00                    add %al,(%eax)\r\n0x0000100e:  00 00                    add %al,(%eax)\r\n")]
    [InlineData("x", "unexpected end of expression\r\nTry \"help x\" for more information\r\n")]
    [InlineData("foo", "unknown command: 'foo'\r\n")]
    [InlineData("info foo", "unknown command: 'info foo'\r\n")]
    [InlineData("info status", "VM status: running\r\n")]
    [InlineData("info block", "dvd: [not inserted]\r\n    Removable device: not locked, tray closed\r\n")]
    [InlineData("say a b", "a+b\r\n")]
    [InlineData("help stop", "stop -- stop guest time\r\n")]
    [InlineData("xp /z 0", "Error: invalid char in format: 'z'\r\n")]
    [InlineData("xp $nothing", "Error: unknown register '$nothing'\r\n")]
    [InlineData("xp /99999999x 0", "Error: The count 99999999 is more than 65536.\r\n")]
    [InlineData("", "")]
    public void HumanMonitor_OfALine_GivesItsText(string line, string expected)
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();
        machine.Machine.Post(() => machine.Memory.Write(0x1000, [1, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0x31, 0x32, 0x33, 0x34]));

        Assert.Equal(expected, client.Human(line));
    }

    [Fact]
    public void HumanMonitor_OfTheMachine_ShowsRegistersMemoryAndPci()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();

        Assert.StartsWith("\r\nCPU#0\r\nEAX=00000011 EBX=00000044 ECX=00000022 EDX=00000033\r\n", client.Human("info registers"), StringComparison.Ordinal);
        Assert.Contains("XMM0=ffffffffffffffffffffffffffffffff", client.Human("info registers"), StringComparison.Ordinal);
        Assert.Contains("  0000000000000000-00000000000fffff (ram): ram @ram 0000000000000000\r\n", client.Human("info mtree"), StringComparison.Ordinal);
        Assert.Equal(
            "  Bus  1, device   0, function 0:\r\n    VGA controller: PCI device 10de:02a0\r\n      IRQ 3, pin A\r\n      BAR0: 32 bit memory at 0xfd000000 [0xfdffffff].\r\n      BAR1: I/O (not mapped).\r\n      id \"gpu\"\r\n",
            client.Human("info pci"));
    }

    [Fact]
    public void HumanMonitor_StopAndCont_ChangeTheState()
    {
        using var machine = new MonitorMachine();
        using QmpTestClient client = machine.Connect();

        client.Human("stop");
        string stopped = client.Human("info status");
        client.Human("c");

        Assert.Equal("VM status: paused\r\n", stopped);
        Assert.Equal("VM status: running\r\n", client.Human("info status"));
    }
}
