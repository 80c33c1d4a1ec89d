using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Xemu.Abstractions;

namespace Xemu.EndToEnd.Tests;

/// <summary>The power button of the machine that starts Linux, pressed under an unmodified Debian kernel.</summary>
public sealed class PowerButtonTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-end-to-end-");
    private readonly StringBuilder _output = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Press_UnderDebian_IsCountedByTheKernelsAcpi()
    {
        Platform.RequireLinux();
        string line = Path.Combine(_folder.FullName, "line");
        string manifest = Path.Combine(_folder.FullName, "button.toml");
        File.WriteAllText(manifest, $"""
            manifest = 1
            extends = "{Platform.Manifest("xbox-linux.toml")}"
            remove = ["console"]
            [components.line]
            type = "chardev.unix"
            path = "{line}"
            [components.superio]
            port0 = "line"
            [components.boot]
            command-line = "console=ttyS0,115200 cryptomgr.notests xemu.modules=button"
            """);
        using var built = new BuiltMachine(manifest, $"components.eeprom.file={_folder.FullName}/eeprom.bin");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(line));
        using var stop = new CancellationTokenSource();
        var run = new Thread(() => built.Machine.Runner.Run(default, stop.Token));
        run.Start();
        try
        {
            Expect(socket, "xemu-guest: shell ready", TimeSpan.FromMinutes(8));
            socket.Send("echo before=$(awk '{print $1}' /sys/firmware/acpi/interrupts/ff_pwr_btn).; echo armed-$((1 + 1))\n"u8);
            Expect(socket, "armed-2", TimeSpan.FromMinutes(1));

            built.Machine.Components.Select(static c => c.Value).OfType<IPowerButton>().Single().Press();
            socket.Send("sleep 1; echo after=$(awk '{print $1}' /sys/firmware/acpi/interrupts/ff_pwr_btn).; echo buttons=$(grep -c 'Power Button' /proc/bus/input/devices).; echo done-$((1 + 1))\n"u8);
            Expect(socket, "done-2", TimeSpan.FromMinutes(1));
        }
        finally
        {
            stop.Cancel();
            run.Join();
        }

        Assert.Contains("before=0.", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("after=1.", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("buttons=1.", _output.ToString(), StringComparison.Ordinal);
    }

    private void Expect(Socket socket, string text, TimeSpan limit)
    {
        byte[] buffer = new byte[4096];
        long start = Stopwatch.GetTimestamp();
        while (!_output.ToString().Contains(text, StringComparison.Ordinal))
        {
            TimeSpan left = limit - Stopwatch.GetElapsedTime(start);
            Assert.True(left > TimeSpan.Zero && socket.Poll(left, SelectMode.SelectRead), $"'{text}' did not come. The guest said:\n{_output}");
            _output.Append(Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer)));
        }
    }
}
