using System.Runtime.InteropServices;
using System.Text;
using Xemu.Chardev.Streams;

namespace Xemu.Frontends.Tests;

/// <summary>A pseudo-terminal: the component has the slave end, the test types and reads at the master end.</summary>
internal sealed partial class Pty : IDisposable
{
    private readonly int _master;

    public Pty(ushort columns, ushort rows)
    {
        // struct winsize: rows, columns, two sizes in pixels.
        ulong size = rows | ((ulong)columns << 16);
        Assert.Equal(0, openpty(out _master, out int slave, 0, 0, size));
        Slave = slave;
    }

    public int Slave { get; }

    public Descriptors Descriptors => new(Slave, Slave);

    public Libc.Termios Termios
    {
        get
        {
            Assert.Equal(0, Libc.tcgetattr(Slave, out Libc.Termios termios));
            return termios;
        }
    }

    public void Type(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(bytes.Length, (int)Libc.write(_master, bytes, bytes.Length));
    }

    /// <summary>Reads until the output ends with, or holds, a text.</summary>
    public string ReadUntil(string text)
    {
        var output = new List<byte>();
        var buffer = new byte[4096];
        byte[] wanted = Encoding.UTF8.GetBytes(text);
        while (output.Count < wanted.Length || CollectionsMarshal.AsSpan(output).IndexOf(wanted) < 0)
        {
            Span<Libc.PollFd> watched = [new Libc.PollFd { Fd = _master, Events = Libc.PollIn }];
            Assert.True(Libc.poll(watched, 1, 20_000) > 0, $"'{text}' did not come; there was '{Encoding.UTF8.GetString([.. output])}'");
            nint count = Libc.read(_master, buffer, buffer.Length);
            Assert.True(count > 0);
            output.AddRange(buffer.AsSpan(0, (int)count));
        }

        return Encoding.UTF8.GetString([.. output]);
    }

    public void Dispose()
    {
        _ = Libc.close(_master);
        _ = Libc.close(Slave);
    }

    [LibraryImport("libc.so.6")]
    private static partial int openpty(out int master, out int slave, nint name, nint termios, in ulong size);
}
