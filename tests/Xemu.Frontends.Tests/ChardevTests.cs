using System.Net.Sockets;
using System.Text;
using Xemu.Abstractions;
using Xemu.Chardev;
using Xemu.Chardev.Streams;
using Xemu.Testing;

namespace Xemu.Frontends.Tests;

public sealed class ChardevTests
{
    [Fact]
    public void File_Written_HoldsItAllAfterDispose()
    {
        using var folder = new TemporaryFolder();
        using var machine = new TestMachine();
        File.WriteAllText(folder["out"], "old");

        WriteTo(machine, new Xemu.Chardev.FileOptions { Path = new FilePath(folder["out"]) }, "first");
        WriteTo(machine, new Xemu.Chardev.FileOptions { Path = new FilePath(folder["out"]), Append = true }, " second");

        Assert.Equal("first second", File.ReadAllText(folder["out"]));
    }

    [Fact]
    public void File_InNoFolder_IsRefusedInOneSentence()
    {
        using var folder = new TemporaryFolder();
        using var machine = new TestMachine();

        ComponentException exception = Assert.Throws<ComponentException>(
            () => new FileChardev(new Xemu.Chardev.FileOptions { Path = new FilePath(folder["no/out"]) }, machine));

        Assert.Contains(folder["no/out"], exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unix_OutputBeforeAClient_IsKept()
    {
        using var folder = new TemporaryFolder();
        using var machine = new TestMachine();
        using UnixChardev chardev = Open(machine, folder["s"]);
        chardev.Write("boot\n"u8);

        using Socket client = Connect(folder["s"]);
        string first = Receive(client, 5);
        chardev.Write("more\n"u8);

        Assert.Equal("boot\n", first);
        Assert.Equal("more\n", Receive(client, 5));
    }

    [Fact]
    public void Unix_Typed_ReachesTheGuest()
    {
        using var folder = new TemporaryFolder();
        using var machine = new TestMachine();
        using UnixChardev chardev = Open(machine, folder["s"]);
        var received = new List<byte>();
        chardev.Connect(data => received.AddRange(data));
        using Socket client = Connect(folder["s"]);

        client.Send("ls\n"u8);
        Deliver(machine, () => received.Count >= 3);

        Assert.Equal("ls\n", Encoding.ASCII.GetString([.. received]));
    }

    [Fact]
    public void Unix_AfterAClientLeft_TakesTheNext()
    {
        using var folder = new TemporaryFolder();
        using var machine = new TestMachine();
        using UnixChardev chardev = Open(machine, folder["s"]);
        Socket first = Connect(folder["s"]);
        chardev.Write("one\n"u8);
        Assert.Equal("one\n", Receive(first, 4));
        using Socket second = Connect(folder["s"]);
        first.Dispose();

        string text = string.Empty;
        while (!text.EndsWith("two\n", StringComparison.Ordinal))
        {
            // What is written before the first is known to be gone may be lost with it.
            chardev.Write("two\n"u8);
            second.ReceiveTimeout = 200;
            text += TryReceive(second);
        }

        Assert.EndsWith("two\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Unix_Socket_IsTheUsersAloneAndGoneAfterwards()
    {
        using var folder = new TemporaryFolder();
        using var machine = new TestMachine();
        UnixChardev chardev = Open(machine, folder["s"]);

        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("There are no file modes.");
            return;
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["s"]));
        chardev.Dispose();
        Assert.False(File.Exists(folder["s"]));
    }

    [Fact]
    public void Unix_OnALiveSocket_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var machine = new TestMachine();
        using UnixChardev chardev = Open(machine, folder["s"]);

        ComponentException exception = Assert.Throws<ComponentException>(() => Open(machine, folder["s"]));

        Assert.Contains("in use", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unix_OnAStaleSocket_TakesItOver()
    {
        using var folder = new TemporaryFolder();
        using var machine = new TestMachine();
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(folder["s"]));
        }

        // .NET removes the name with the socket: put a dead one there.
        using var bound = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        bound.Bind(new UnixDomainSocketEndPoint(folder["s"]));

        using UnixChardev chardev = Open(machine, folder["s"]);
        using Socket client = Connect(folder["s"]);

        Assert.True(client.Connected);
    }

    [Fact]
    public void Unix_OnAFile_IsRefusedAndLeavesIt()
    {
        using var folder = new TemporaryFolder();
        using var machine = new TestMachine();
        File.WriteAllText(folder["s"], "precious");

        Assert.Throws<ComponentException>(() => Open(machine, folder["s"]));

        Assert.Equal("precious", File.ReadAllText(folder["s"]));
    }

    [Fact]
    public void Unix_WithALongPath_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var machine = new TestMachine();

        Assert.Throws<ComponentException>(() => Open(machine, folder[new string('a', 120)]));
    }

    [Fact]
    public void Streams_OnATerminal_AreRawAndRestored()
    {
        using var machine = new TestMachine();
        using var pty = new Pty(80, 24);
        Libc.Termios before = pty.Termios;
        var feed = new InputFeed(machine);
        var received = new List<byte>();
        feed.Connect(data => received.AddRange(data));
        var streams = new StandardStreams(machine, feed, signals: true, pty.Descriptors);

        streams.Start();
        uint raw = pty.Termios.LocalFlags;
        pty.Type("a\r\u0001x");
        Deliver(machine, () => received.Count >= 2 && machine.Requests.Count > 0);
        streams.Write("login: "u8);
        string output = pty.ReadUntil("login: ");
        streams.Dispose();

        // ICANON, ECHO off; ISIG on.
        Assert.Equal(1u, raw & 0xB);
        Assert.Equal(before.LocalFlags, pty.Termios.LocalFlags);
        Assert.Equal(before.InputFlags, pty.Termios.InputFlags);
        Assert.Equal("a\r"u8.ToArray(), received);
        Assert.Equal("login: ", output);
        Assert.Equal("stop 0 Ctrl-A x was typed.", machine.Requests[0]);
    }

    [Fact]
    public void Streams_OnAPipeThatEnds_RunOn()
    {
        using var machine = new TestMachine();
        var ends = new int[2];
        Assert.Equal(0, Libc.Pipe(ends));
        var feed = new InputFeed(machine);
        var received = new List<byte>();
        feed.Connect(data => received.AddRange(data));
        var streams = new StandardStreams(machine, feed, signals: true, new Descriptors(ends[0], 1));
        streams.Start();

        _ = Libc.write(ends[1], "a\u0001x"u8, 3);
        _ = Libc.close(ends[1]);
        Deliver(machine, () => received.Count >= 3);
        streams.Dispose();
        _ = Libc.close(ends[0]);

        // Piped input knows no escape keys.
        Assert.Equal("a\u0001x"u8.ToArray(), received);
        Assert.Empty(machine.Requests);
    }

    [Fact]
    public void Streams_WithNobodyConnected_LeaveTheTerminalAlone()
    {
        using var machine = new TestMachine();
        using var pty = new Pty(80, 24);
        uint before = pty.Termios.LocalFlags;
        using var streams = new StandardStreams(machine, new InputFeed(machine), signals: true, pty.Descriptors);

        streams.Start();

        Assert.Equal(before, pty.Termios.LocalFlags);
    }

    private static void WriteTo(TestMachine machine, Xemu.Chardev.FileOptions options, string text)
    {
        using var chardev = new FileChardev(options, machine);
        chardev.Write(Encoding.ASCII.GetBytes(text));
    }

    private static UnixChardev Open(TestMachine machine, string path)
    {
        var chardev = new UnixChardev(new UnixOptions { Path = new FilePath(path) }, machine);
        chardev.Start();
        return chardev;
    }

    private static Socket Connect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static string Receive(Socket socket, int count)
    {
        var buffer = new byte[count];
        int have = 0;
        while (have < count)
        {
            have += socket.Receive(buffer.AsSpan(have));
        }

        return Encoding.ASCII.GetString(buffer);
    }

    private static string TryReceive(Socket socket)
    {
        var buffer = new byte[1000];
        try
        {
            return Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer));
        }
        catch (SocketException)
        {
            return string.Empty;
        }
    }

    private static void Deliver(TestMachine machine, Func<bool> until) => Assert.True(SpinWait.SpinUntil(
        () =>
        {
            machine.DeliverInputs();
            return until();
        },
        TimeSpan.FromSeconds(20)));
}
