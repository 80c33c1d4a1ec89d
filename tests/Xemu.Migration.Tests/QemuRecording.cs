using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using Xemu.Abstractions.Migration;

namespace Xemu.Migration.Tests;

/// <summary>What QEMU itself sends through a main channel and page channels, recorded whole and given again as a stream.</summary>
internal sealed class QemuRecording : IMigrationStream
{
    public const string Program = "/usr/bin/qemu-system-i386";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly byte[] _main;
    private readonly Channel[] _channels;

    private QemuRecording(byte[] main, IEnumerable<byte[]> channels)
    {
        _main = main;
        Main = new Channel(main);
        _channels = [.. channels.Select(static bytes => new Channel(bytes))];
    }

    public ReadOnlyMemory<byte> MainBytes => _main;

    public TransportAbilities Abilities => new() { IsMultiChannel = true };

    public IMigrationChannel Main { get; }

    public IReadOnlyList<IMigrationChannel> PageChannels => _channels;

    public ulong? LengthBytes => null;

    /// <summary>Bytes of the page channels that nobody has read.</summary>
    public int LeftInChannels => _channels.Sum(static channel => channel.Left);

    /// <summary>Has QEMU migrate a stopped PC to a socket.</summary>
    /// <param name="folder">A folder for the socket.</param>
    /// <param name="channels">How many page channels it opens.</param>
    /// <param name="file">What its RAM holds.</param>
    /// <param name="address">Where.</param>
    public static QemuRecording Make(string folder, int channels, string file, ulong address)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string path = Path.Combine(folder, "qemu.sock");
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        string[] arguments = ["-M", "pc", "-m", "8", "-nodefaults", "-display", "none", "-S", "-monitor", "stdio", "-device", $"loader,file={file},addr={address},force-raw=on"];
        using Process qemu = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Task<string> said = qemu.StandardOutput.ReadToEndAsync();
        try
        {
            qemu.StandardInput.Write($"migrate_set_capability multifd on\nmigrate_set_parameter multifd-channels {channels}\nmigrate -d unix:{path}\n");
            qemu.StandardInput.Flush();
            byte[][] lines = Task.WhenAll(Enumerable.Range(0, channels + 1).Select(_ => Record(listener))).WaitAsync(Limit).GetAwaiter().GetResult();

            // QEMU closes its connections when it is done, and they may come in any order.
            byte[] main = Assert.Single(lines, static line => BinaryPrimitives.ReadUInt32BigEndian(line) == 0x5145_564D);
            return new QemuRecording(main, lines.Where(line => line != main));
        }
        catch (TimeoutException)
        {
            qemu.Kill();
            Assert.Fail($"QEMU does not end its migration. It says:\n{said.GetAwaiter().GetResult()}");
            throw;
        }
        finally
        {
            qemu.Kill();
            qemu.WaitForExit();
        }
    }

    public void OpenPageChannels(int count, CancellationToken cancellation) => Assert.Equal(_channels.Length, count);

    public void Flush()
    {
    }

    public void Commit()
    {
    }

    public void Abort()
    {
    }

    public void Dispose()
    {
    }

    private static async Task<byte[]> Record(Socket listener)
    {
        using Socket line = await listener.AcceptAsync();
        using var bytes = new System.IO.MemoryStream();
        byte[] piece = new byte[1 << 16];
        for (int count; (count = await line.ReceiveAsync(piece)) > 0;)
        {
            bytes.Write(piece, 0, count);
        }

        return bytes.ToArray();
    }

    private sealed class Channel(byte[] bytes) : IMigrationChannel
    {
        private int _at;

        public int Left => bytes.Length - _at;

        public void Write(ulong position, ReadOnlySpan<byte> source) => throw new IOException("A recording takes no answers.");

        public void Read(ulong position, Span<byte> destination)
        {
            if (destination.Length > Left)
            {
                throw new EndOfStreamException($"The recording ends at {bytes.Length}.");
            }

            bytes.AsSpan(_at, destination.Length).CopyTo(destination);
            _at += destination.Length;
        }
    }
}
