using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Xemu.EndToEnd.Tests;

/// <summary>Starts machines of a loop that dirties RAM, as processes of their own, and drives them by the command line.</summary>
internal sealed class MigrateHosts : IDisposable
{
    private const int RomBytes = 0x1_0000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /*  0: FF 05       inc word [di]
        2: 83 C7 40    add di, 64
        5: 75 F9       jnz 0
        7: 8C D8       mov ax, ds
        9: 05 00 10    add ax, 0x1000
       12: 25 00 70    and ax, 0x7000
       15: 8E D8       mov ds, ax
       17: EB ED       jmp 0 */
    private static readonly byte[] Loop = [0xFF, 0x05, 0x83, 0xC7, 0x40, 0x75, 0xF9, 0x8C, 0xD8, 0x05, 0x00, 0x10, 0x25, 0x00, 0x70, 0x8E, 0xD8, 0xEB, 0xED];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-mig-");
    private readonly List<HostProcess> _processes = [];

    public MigrateHosts()
    {
        byte[] rom = new byte[RomBytes];
        Loop.CopyTo(rom, 0);

        // At 0xFFF0: jump to the start of the segment.
        rom[0xFFF0] = 0xE9;
        BitConverter.GetBytes(unchecked((short)(0x0000 - 0xFFF3))).CopyTo(rom, 0xFFF1);
        File.WriteAllBytes(PathOf("loop.bin"), rom);
        File.WriteAllBytes(PathOf("disk.img"), new byte[1 << 20]);
        DiskWriter.WriteFlash(PathOf("flash.bin"));
    }

    /// <summary>Variables of the processes' environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Starts a machine.</summary>
    /// <param name="name">Its monitor is at <c>unix:NAME</c> in the folder.</param>
    /// <param name="time"><c>deterministic</c> or <c>real</c>.</param>
    /// <param name="arguments">Further arguments of <c>run</c>.</param>
    public HostProcess Start(string name, string time, params string[] arguments) => Launch(
        name,
        [
            Platform.Manifest("bare.toml"), "--headless",
            "--set", $"machine.time={time}", "--set", "machine.stop-on-shutdown=false", "--set", "machine.ram=4MiB",
            "--set", $$"""components.rom.images=[{file="{{PathOf("loop.bin")}}",address=0xFFFF0000}]""",
            "--set", "components.disk.type=block.raw", "--set", $"components.disk.file={PathOf("disk.img")}",
            .. arguments,
        ]);

    /// <summary>Starts an Xbox in real time whose guest is the <see cref="DiskWriter"/>, with an overlay over its disk.</summary>
    public HostProcess StartXbox(string name, params string[] arguments)
    {
        string[] settings = [.. XboxSettings.SelectMany(static setting => (string[])["--set", setting])];
        return Launch(name, [Platform.Manifest("xbox.toml"), "--headless", .. settings, .. arguments]);
    }

    /// <summary>Starts the Linux machine with a disk of a file.</summary>
    public HostProcess StartLinux(string name, params string[] arguments) => Launch(
        name,
        [
            Platform.Manifest("xbox-linux.toml"),
            "--set", "components.hdd-image.type=block.qcow2", "--set", $"components.hdd-image.file={PathOf("linux.qcow2")}",
            "--set", "components.hdd-image.create=64MiB", "--set", "components.hdd-image.overlay=true",
            .. arguments,
        ]);

    /// <summary>What makes the shipped Xbox the machine of <see cref="StartXbox"/>.</summary>
    public string[] XboxSettings =>
    [
        "machine.time=real",
        $"components.flash.image={PathOf("flash.bin")}",
        "components.hdd-image.type=block.qcow2",
        $"components.hdd-image.file={PathOf("xbox.qcow2")}",
        "components.hdd-image.create=64MiB",
        "components.hdd-image.overlay=true",
    ];

    /// <summary>The numbers of the <see cref="DiskWriter"/> in a machine.</summary>
    public (uint Last, uint Flushed, uint Errors) ReadWriter(string name)
    {
        string file = PathOf($"{name}.numbers");
        (int code, string answer, string error) = Query(name, "pmemsave", $$"""{"val":{{DiskWriter.StateAddress}},"size":12,"filename":"{{file}}"}""");
        Assert.True(code == 0 && answer.Contains("return", StringComparison.Ordinal), answer + error + _processes[^1].Error);
        byte[] bytes = File.ReadAllBytes(file);
        return (BitConverter.ToUInt32(bytes), BitConverter.ToUInt32(bytes, 4), BitConverter.ToUInt32(bytes, 8));
    }

    /// <summary>Waits until a guest has written so many numbers more, and gives the last one that it flushed; fails when it met an error.</summary>
    public uint WaitForWriter(string name, uint more)
    {
        uint until = ReadWriter(name).Last + more;
        var watch = Stopwatch.StartNew();
        (uint Last, uint Flushed, uint Errors) state;
        while ((state = ReadWriter(name)).Last < until)
        {
            Assert.True(watch.Elapsed < Limit, $"The guest does not get on: {state}, waited for {until}. {Query(name, "query-status").Answer} {Query(name, "query-migrate").Answer}");
            Thread.Sleep(10);
        }

        Assert.Equal(0u, state.Errors);
        return state.Flushed;
    }

    /// <summary>Opens the disk as a machine that is started afterwards does, and checks what is on it.</summary>
    public uint CheckDisk(uint flushed)
    {
        using var built = new BuiltMachine("xbox.toml", [.. XboxSettings, $"components.eeprom.file={PathOf("eeprom.bin")}"]);
        return DiskWriter.Check((Abstractions.Media.IBlockDevice)built.Machine.Components.First(static pair => pair.Key == "hdd-image").Value, flushed);
    }

    /// <summary>Fails unless a machine that is started now is refused the disk.</summary>
    public void AssertDiskIsInUse()
    {
        var refusal = Assert.ThrowsAny<Exception>(() => CheckDisk(0));
        Assert.Contains("is in use by another machine", refusal.Message, StringComparison.Ordinal);
    }

    private HostProcess Launch(string name, string[] arguments)
    {
        // What a killed one left would pass for the new one's.
        File.Delete(PathOf(name));
        var process = new HostProcess(_folder.FullName, Environment, ["run", .. arguments, "--qmp", $"unix:{PathOf(name)}"]);
        _processes.Add(process);
        WaitFor(process, PathOf(name));
        return process;
    }

    /// <summary>Starts a machine that waits for another, and gives it when it listens.</summary>
    public HostProcess StartIncoming(string name, string time, string address, params string[] arguments) =>
        Waiting(Start(name, time, ["--incoming", address, .. arguments]));

    /// <summary>Starts an Xbox that waits for another, and gives it when it listens.</summary>
    public HostProcess StartXboxIncoming(string name, string address) => Waiting(StartXbox(name, "--incoming", address));

    /// <summary>Runs a verb to its end.</summary>
    public (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using var process = new HostProcess(_folder.FullName, arguments);
        int code = process.Wait(Limit);
        return (code, process.Output, process.Error);
    }

    /// <summary>Starts a verb.</summary>
    public HostProcess Begin(params string[] arguments)
    {
        var process = new HostProcess(_folder.FullName, arguments);
        _processes.Add(process);
        return process;
    }

    public string Monitor(string name) => $"unix:{PathOf(name)}";

    /// <summary>Saves a machine by its monitor, which leaves it stopped, and gives its guest time.</summary>
    public ulong Save(string name, string file)
    {
        var watch = Stopwatch.StartNew();
        while (!Query(name, "query-status").Answer.Contains("\"running\":true", StringComparison.Ordinal))
        {
            Assert.True(watch.Elapsed < Limit, "The machine does not come to run.");
            Thread.Sleep(20);
        }

        (int code, _, string error) = Run("snapshot", "save", PathOf(file), "--monitor", Monitor(name), "--stop");
        Assert.True(code == 0, error);
        (code, string json, error) = Run("snapshot", "inspect", PathOf(file), "--json");
        Assert.True(code == 0, error);
        return FindNumber(JsonDocument.Parse(json).RootElement, "guest_ns") ?? throw new InvalidOperationException(json);
    }

    /// <summary>Asks a machine's monitor for a save to a file and does not wait for it.</summary>
    public void BeginSave(string name, string file, string mode, bool isDirect, int channels, int bandwidth)
    {
        string direct = isDirect ? "true" : "false";
        (int code, string answer, string error) = Query(
            name,
            "x-xemu-save",
            $$"""{"uri":"file:{{file}}","mapped-ram":true,"mode":"{{mode}}","direct":{{direct}},"channels":{{channels}},"max-bandwidth":{{bandwidth}}}""");
        Assert.True(code == 0 && answer.Contains("return", StringComparison.Ordinal), answer + error);
    }

    /// <summary>Waits for the end of a migration and gives what the monitor says of it, without spaces.</summary>
    public string WaitForMigration(string name)
    {
        var watch = Stopwatch.StartNew();
        string answer;
        while (!(answer = Query(name, "query-migrate").Answer).Contains("\"completed\"", StringComparison.Ordinal) && !answer.Contains("\"failed\"", StringComparison.Ordinal))
        {
            Assert.True(watch.Elapsed < Limit, $"The migration does not end: {answer}");
            Thread.Sleep(5);
        }

        return answer;
    }

    /// <summary>How many instructions a machine has run.</summary>
    public ulong Instructions(string name)
    {
        string answer = Query(name, "x-xemu-query-speed").Answer;
        return FindNumber(JsonDocument.Parse(answer).RootElement, "instructions") ?? throw new InvalidOperationException(answer);
    }

    /// <summary>Ends all processes.</summary>
    public void End() => _processes.ForEach(static process => process.Dispose());

    /// <summary>Sends one command to a monitor and gives its answer.</summary>
    public (int Code, string Answer, string Error) Query(string name, string command, string arguments = "{}")
    {
        try
        {
            using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
            socket.Connect(new System.Net.Sockets.UnixDomainSocketEndPoint(PathOf(name)));
            using var stream = new System.Net.Sockets.NetworkStream(socket);
            using var reader = new StreamReader(stream);
            using var writer = new StreamWriter(stream) { AutoFlush = true };
            _ = reader.ReadLine();
            writer.WriteLine("""{"execute":"qmp_capabilities","id":0}""");
            writer.WriteLine($$"""{"execute":"{{command}}","arguments":{{arguments}},"id":"me"}""");
            string? line;
            while ((line = reader.ReadLine()) is not null && !line.Contains("\"me\"", StringComparison.Ordinal))
            {
            }

            return (line is null ? 1 : 0, (line ?? string.Empty).Replace(" ", string.Empty, StringComparison.Ordinal), string.Empty);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            return (1, string.Empty, e.Message);
        }
    }

    /// <summary>A machine that never moved, run to the same instant and saved: equal in every field and page.</summary>
    public void AssertLikeUnmoved(string file, ulong guestNs)
    {
        File.WriteAllBytes(PathOf("disk.img"), new byte[1 << 20]);
        string reference = PathOf($"reference-{guestNs}.xsnap");
        (int code, string output, string error) = Run(
            "run", Platform.Manifest("bare.toml"), "--headless", "--set", "machine.time=deterministic", "--set", "machine.stop-on-shutdown=false", "--set", "machine.ram=4MiB",
            "--set", $$"""components.rom.images=[{file="{{PathOf("loop.bin")}}",address=0xFFFF0000}]""",
            "--set", "components.disk.type=block.raw", "--set", $"components.disk.file={PathOf("disk.img")}", "--set", $"components.disk.layers={PathOf("layers")}",
            "--stop-after", guestNs.ToString(CultureInfo.InvariantCulture) + "ns", "--save-on-exit", reference);
        Assert.True(code == 0, output + error);
        (code, output, error) = Run("snapshot", "diff", reference, PathOf(file));
        Assert.True(code == 0, output + error);
    }

    public void Dispose()
    {
        End();
        _folder.Delete(recursive: true);
    }

    private static HostProcess Waiting(HostProcess process)
    {
        process.ExpectError("Waiting for a migration", Limit);
        return process;
    }

    private static void WaitFor(HostProcess process, string socket)
    {
        // The name is there before anybody listens.
        var watch = Stopwatch.StartNew();
        while (!IsAnswered(socket))
        {
            Assert.True(watch.Elapsed < Limit && !process.HasExited, $"No monitor came. {process.Output}\n{process.Error}");
            Thread.Sleep(20);
        }
    }

    private static bool IsAnswered(string socket)
    {
        try
        {
            using var client = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
            client.Connect(new System.Net.Sockets.UnixDomainSocketEndPoint(socket));
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private static ulong? FindNumber(JsonElement element, string name)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().Select(item => FindNumber(item, name)).FirstOrDefault(static found => found is not null);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? value.GetUInt64()
            : element.EnumerateObject().Select(property => FindNumber(property.Value, name)).FirstOrDefault(static found => found is not null);
    }
}
