using System.Net.Sockets;
using Xemu.Abstractions;
using Xemu.Monitor.Qmp;

namespace Xemu.Monitor.Tests;

public sealed class ListenTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-qmp-");

    private string SocketPath => Path.Combine(_folder.FullName, "q.sock");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("tcp:0.0.0.0:4444", "refused")]
    [InlineData("tcp:192.168.1.2:4444", "refused")]
    [InlineData("tcp:example.org:4444", "refused")]
    [InlineData("tcp:[::]:4444", "refused")]
    [InlineData("tcp::4444", "refused")]
    [InlineData("tcp:127.0.0.1", "lacks a port")]
    [InlineData("tcp:127.0.0.1:99999", "lacks a port")]
    [InlineData("vsock:3", "is none")]
    [InlineData("", "is none")]
    [InlineData("unix:/tmp/x,wait=on", "'wait=on'")]
    public void Parse_OfAnAddressThatIsNotServed_SaysWhy(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<ComponentException>(() => ListenAddress.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("unix:/tmp/x", "/tmp/x")]
    [InlineData("/tmp/x", "/tmp/x")]
    [InlineData("unix:/tmp/x,server=on,wait=off", "/tmp/x")]
    [InlineData("tcp:127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("tcp:localhost:1", "127.0.0.1:1")]
    [InlineData("tcp:[::1]:2", "[::1]:2")]
    public void Parse_OfAnAddressThatIsServed_GivesIt(string text, string expected) =>
        Assert.Equal(expected, ListenAddress.Parse(text).EndPoint.ToString());

    [Fact]
    public void Open_OfAUnixSocket_IsForItsOwnerAlone()
    {
        using (Listener.Open(ListenAddress.Parse(SocketPath)))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(SocketPath));
        }

        Assert.False(File.Exists(SocketPath));
    }

    [Fact]
    public void Open_OverAStaleSocket_TakesItsPlace()
    {
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // Bound, never listening: connecting is refused, as to the socket of a killed process.
            dead.Bind(new UnixDomainSocketEndPoint(SocketPath));
            using Listener listener = Listener.Open(ListenAddress.Parse(SocketPath));
            Assert.Contains(SocketPath, listener.Display, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_OverALiveSocket_IsRefusedAndLeavesIt()
    {
        using Listener first = Listener.Open(ListenAddress.Parse(SocketPath));

        Assert.Contains("in use", Assert.Throws<ComponentException>(() => Listener.Open(ListenAddress.Parse(SocketPath))).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(SocketPath));
    }

    [Fact]
    public void Open_OverAFile_IsRefusedAndLeavesIt()
    {
        File.WriteAllText(SocketPath, "precious");

        Assert.Contains("no socket", Assert.Throws<ComponentException>(() => Listener.Open(ListenAddress.Parse(SocketPath))).Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(SocketPath));
    }

    [Fact]
    public void Open_InNoFolder_SaysSo() =>
        Assert.Contains("folder that exists", Assert.Throws<ComponentException>(() => Listener.Open(ListenAddress.Parse(SocketPath + "/x/y"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Tcp_OnLoopback_ServesAndClosesOnWhatIsNotJson()
    {
        using var machine = new MonitorMachine(listen: "tcp:127.0.0.1:0");
        int port = int.Parse(machine.Monitor.Address[(machine.Monitor.Address.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        using var browser = new TcpClient("127.0.0.1", port);
        using var reader = new StreamReader(browser.GetStream());

        Assert.Contains("QMP", reader.ReadLine(), StringComparison.Ordinal);
        browser.GetStream().Write("POST / HTTP/1.1\r\nHost: x\r\n\r\n{\"execute\":\"quit\"}\r\n"u8);

        Assert.Null(reader.ReadLine());
        Assert.Null(machine.End);
    }
}
