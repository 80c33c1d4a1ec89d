using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions;
using Xemu.Machine;

namespace Xemu.GdbStub.Tests;

public sealed class SocketTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-gdb-socket-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("unix:")]
    [InlineData("tcp:1234")]
    [InlineData("tcp:127.0.0.1:99999")]
    [InlineData("tcp:0.0.0.0:0")]
    [InlineData("tcp:192.0.2.1:0")]
    [InlineData("udp:127.0.0.1:0")]
    public void Listen_ElsewhereOrNowhere_IsRefused(string listen) => Assert.Throws<ComponentException>(() => GdbListener.Open(listen));

    [Theory]
    [InlineData("tcp:127.0.0.1:0")]
    [InlineData("tcp:localhost:0")]
    public void Listen_OnLoopback_GetsAPort(string listen)
    {
        using GdbListener listener = GdbListener.Open(listen);

        Assert.Matches("^127.0.0.1:[1-9][0-9]*$", listener.Target);
    }

    [Fact]
    public void UnixSocket_IsItsUsersAloneAndGoesWithTheListener()
    {
        string path = Path.Combine(_folder.FullName, "s");
        using (GdbListener.Open("unix:" + path))
        {
            Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
#pragma warning disable CA1416 // The line above leaves on Windows.
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
#pragma warning restore CA1416
            Assert.Throws<ComponentException>(() => GdbListener.Open("unix:" + path));
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public void UnixSocket_InPlaceOfAFile_IsRefusedAndTheFileStays()
    {
        string path = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(path, "mine");

        Assert.Throws<ComponentException>(() => GdbListener.Open("unix:" + path));
        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Fact]
    public async Task Clients_OneAfterTheOther_AreAnsweredAndLeaveNothing()
    {
        using var machine = new VirtualMachine(new MachineOptions { RamBytes = 4096, IsDeterministic = true }, NullLogger.Instance);
        var cpu = new RunningCpu();
        machine.Add("cpu", cpu);
        using var context = new Xemu.Testing.TestMachine();
        using var stub = new GdbStubComponent(new GdbStubOptions { Cpu = cpu.Debug, Listen = $"unix:{_folder.FullName}/s" }, new ContextOf(context, machine.Runner));
        stub.Wire();
        using var cancel = new CancellationTokenSource();
        Task<RunResult> run = Task.Run(() => machine.Runner.Run(default, cancel.Token));

        for (int i = 0; i < 5; i++)
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint($"{_folder.FullName}/s"));
            socket.Send(Encoding.ASCII.GetBytes("$Z0,1000,1#c9$qC#b4$g#67$half"));
            var text = new StringBuilder();
            byte[] buffer = new byte[4096];
            while (!text.ToString().Contains("$QC1#c5", StringComparison.Ordinal))
            {
                int count = socket.Receive(buffer);
                Assert.NotEqual(0, count);
                text.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }
        }

        await cancel.CancelAsync();
        Assert.Equal(RunEnd.Cancelled, (await run).End);
        stub.Dispose();
        Assert.False(File.Exists($"{_folder.FullName}/s"));
    }
}
