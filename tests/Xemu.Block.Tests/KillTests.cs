using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions.Media;

namespace Xemu.Block.Tests;

/// <summary>A child process writes and is killed at random moments; then the file must be sound and each sector old or new.</summary>
/// <remarks>XEMU_KILLS sets the number of kills a case, 12 without it.</remarks>
public sealed class KillTests : IDisposable
{
    private const string WriterVariable = "XEMU_BLOCK_WRITER";
    private const int MediumBytes = 6 << 20;
    private readonly TempFolder _folder = new();

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("XEMU_KILLS"), out int kills) ? kills : 12;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("compat=0.10,cluster_size=4096")]
    [InlineData("compat=1.1,cluster_size=512")]
    [InlineData("compat=1.1,cluster_size=65536")]
    [InlineData("compat=1.1,cluster_size=4096,refcount_bits=1,preallocation=metadata")]
    public void Qcow2_WriterKilled_PassesCheckWithWholeSectors(string options)
    {
        Qemu.Require();
        string path = _folder.File("image.qcow2");
        Qemu.Img("create", "-q", "-f", "qcow2", "-o", options, path, "6M");

        KillRepeatedly("qcow2", path, () =>
        {
            Qemu.Check(path);
            using var image = Qcow2Image.Open(path, writable: true);
            return Exercise.ReadAll(image);
        });
    }

    [Fact]
    public void RawBehindOverlay_WriterKilled_PassesCheckAndLeavesImageAlone()
    {
        Qemu.Require();
        string path = _folder.File("disk.raw");
        File.WriteAllBytes(path, new byte[MediumBytes]);

        KillRepeatedly("overlay", path, () =>
        {
            foreach (string layer in Directory.GetFiles(path + ".layers", "*.qcow2"))
            {
                Qemu.Check(layer);
            }

            using var medium = OpenLayered(path, BaseUse.Overlay);
            return Exercise.ReadAll(medium);
        });
        Assert.True(File.ReadAllBytes(path).AsSpan().IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void RawWriteThrough_WriterKilled_HasWholeSectors()
    {
        string path = _folder.File("disk.raw");
        File.WriteAllBytes(path, new byte[MediumBytes]);

        KillRepeatedly("through", path, () => File.ReadAllBytes(path));
    }

    [ModuleInitializer]
    internal static void RunWriterIfAsked()
    {
        if (Environment.GetEnvironmentVariable(WriterVariable) is { } order)
        {
            string[] parts = order.Split('|');
            using IDisposable opened = parts[0] == "qcow2"
                ? Qcow2Image.Open(parts[1], writable: true, TimeSpan.FromMilliseconds(5))
                : OpenLayered(parts[1], parts[0] == "overlay" ? BaseUse.Overlay : BaseUse.WriteThrough);
            WriteForever((IBlockDevice)opened, int.Parse(parts[2]), int.Parse(parts[3]));
        }
    }

    private static LayeredMedium OpenLayered(string path, BaseUse use) =>
        LayeredMedium.Open(path, "raw", null, use, TimeSpan.FromMilliseconds(5), NullLogger.Instance);

    /// <summary>Each sector is filled with its number, the round and the turn, so that a reader can tell an old one, a new one and a torn one apart.</summary>
    private static void WriteForever(IBlockDevice device, int seed, int round)
    {
        var random = new Random(seed);
        byte[] buffer = new byte[256 * 512];
        Console.Out.WriteLine("ready");
        Console.Out.Flush();
        for (uint turn = 1; ; turn++)
        {
            int sectors = (int)(device.SizeBytes / 512);
            int first = random.Next(sectors);
            int count = Math.Min(random.Next(1, 256), sectors - first);
            for (int i = 0; i < count; i++)
            {
                Fill(buffer.AsSpan(i * 512, 512), first + i, round, turn);
            }

            device.Write((ulong)first * 512, buffer.AsSpan(0, count * 512));
            if (turn % 16 == 0)
            {
                device.Flush();
            }
        }
    }

    private static void Fill(Span<byte> sector, int number, int round, uint turn)
    {
        Span<uint> words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(sector);
        for (int i = 0; i < words.Length; i += 4)
        {
            words[i] = (uint)number;
            words[i + 1] = (uint)round;
            words[i + 2] = turn;
            words[i + 3] = ~turn;
        }
    }

    private static void KillRepeatedly(string kind, string path, Func<byte[]> checkAndRead)
    {
        var random = new Random(42);
        byte[] before = new byte[MediumBytes];
        for (int round = 1; round <= Kills; round++)
        {
            RunAndKill($"{kind}|{path}|{random.Next()}|{round}", random.Next(1, 120));
            byte[] after = checkAndRead();
            AssertSectors(before, after, round);
            before = after;
        }

        // The last round's writers did reach the file, or all of this says nothing.
        Assert.True(before.AsSpan().IndexOfAnyExcept((byte)0) >= 0);
    }

    private static void AssertSectors(byte[] before, byte[] after, int round)
    {
        byte[] whole = new byte[512];
        for (int at = 0; at < after.Length; at += 512)
        {
            ReadOnlySpan<byte> sector = after.AsSpan(at, 512);
            if (sector.SequenceEqual(before.AsSpan(at, 512)))
            {
                continue;
            }

            Fill(whole, at / 512, round, BitConverter.ToUInt32(sector[8..]));
            Assert.True(sector.SequenceEqual(whole), $"Sector {at / 512} is neither as it was nor as round {round} wrote it.");
        }
    }

    private static void RunAndKill(string order, int milliseconds)
    {
        string assembly = typeof(KillTests).Assembly.Location;
        bool isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        var start = new ProcessStartInfo(Environment.ProcessPath!, isHosted ? [assembly] : []) { RedirectStandardOutput = true };
        start.Environment[WriterVariable] = order;
        using Process writer = Process.Start(start)!;
        Assert.Equal("ready", writer.StandardOutput.ReadLine());

        // Not a wait for something to happen: the moment of the kill is what is tried here.
        writer.WaitForExit(milliseconds);
        Assert.False(writer.HasExited, "The writer ended by itself.");
        writer.Kill();
        writer.WaitForExit();
    }
}
