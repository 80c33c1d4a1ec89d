using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions.Media;

namespace Xemu.Block.Tests;

/// <summary>A child process writes and seals in every order and is killed at random moments: what it was told is stable must be there, to the bit.</summary>
/// <remarks>XEMU_KILLS sets the number of kills a case, 12 without it.</remarks>
public sealed class SealKillTests : IDisposable
{
    private const string WriterVariable = "XEMU_BLOCK_SEALER";
    private const int MediumBytes = 4 << 20;
    private readonly TempFolder _folder = new();

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("XEMU_KILLS"), out int kills) ? kills : 12;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData((int)BaseUse.Overlay)]
    [InlineData((int)BaseUse.FirstLayer)]
    public void Seal_WriterKilled_KeepsWhatWasFlushedAndEveryCompletedSeal(int use)
    {
        Qemu.Require();
        var random = new Random(7);
        int seals = 0;
        int flushes = 0;
        for (int round = 0; round < Kills; round++)
        {
            string path = _folder.File($"disk{round}");
            MakeImage(path, (BaseUse)use);
            int seed = random.Next();
            string[] lines = RunAndKill($"{path}|{use}|{seed}", random.Next(1, 250));
            CheckNamed(path);
            using LayeredMedium medium = Open(path, (BaseUse)use);

            if (lines.LastOrDefault(static l => l.StartsWith("flushed", StringComparison.Ordinal)) is { } flushed)
            {
                AssertNotOlder(Replay(seed, int.Parse(flushed.Split(' ')[1], CultureInfo.InvariantCulture)), Exercise.ReadAll(medium));
                flushes++;
            }

            foreach (string[] words in lines.Where(static l => l.StartsWith("sealed", StringComparison.Ordinal)).Select(static l => l.Split(' ')))
            {
                medium.RestoreTo(new MediumLayer(Guid.Parse(words[2]), Guid.Parse(words[3]), ulong.Parse(words[4], CultureInfo.InvariantCulture)));
                Exercise.AssertSame(Replay(seed, int.Parse(words[1], CultureInfo.InvariantCulture)), Exercise.ReadAll(medium));
                seals++;
            }
        }

        // Had every kill come before the first of them, all of this would say nothing.
        Assert.True(seals > 0 && flushes > 0, $"{seals} seals and {flushes} flushes were seen.");
    }

    [ModuleInitializer]
    internal static void RunWriterIfAsked()
    {
        if (Environment.GetEnvironmentVariable(WriterVariable) is { } order)
        {
            string[] parts = order.Split('|');
            WriteForever(Open(parts[0], (BaseUse)int.Parse(parts[1], CultureInfo.InvariantCulture)), int.Parse(parts[2], CultureInfo.InvariantCulture));
        }
    }

    private static void WriteForever(LayeredMedium medium, int seed)
    {
        var random = new Random(seed);
        byte[] buffer = new byte[64 * 512];
        Task? prepare = null;
        Func<MediumLayer>? complete = null;
        int sealedTurn = 0;
        Tell("ready");
        for (int turn = 1; ; turn++)
        {
            (int first, int count) = NextWrite(random);
            Fill(buffer, first, count, turn);
            medium.Write((ulong)first * 512, buffer.AsSpan(0, count * 512));
            switch (turn % 24)
            {
                // Prepared while the guest writes on; completed before it flushes.
                case 2:
                    prepare = Task.Run(medium.PrepareSeal);
                    break;
                case 7:
                    prepare!.GetAwaiter().GetResult();
                    (complete, sealedTurn) = (medium.BeginSeal(), turn);
                    break;
                case 9:
                    MediumLayer layer = complete!();
                    Tell(string.Create(CultureInfo.InvariantCulture, $"sealed {sealedTurn} {layer.MediumId} {layer.LayerId} {layer.Generation}"));
                    break;

                // Neither prepared nor completed, and the guest flushes at once.
                case 13:
                    _ = medium.BeginSeal();
                    break;
                case 10 or 14 or 20:
                    medium.Flush();
                    Tell(string.Create(CultureInfo.InvariantCulture, $"flushed {turn}"));
                    break;

                // In one step.
                case 18:
                    MediumLayer whole = medium.Seal();
                    Tell(string.Create(CultureInfo.InvariantCulture, $"sealed {turn} {whole.MediumId} {whole.LayerId} {whole.Generation}"));
                    break;
            }
        }
    }

    private static void Tell(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }

    private static (int First, int Count) NextWrite(Random random)
    {
        int first = random.Next(MediumBytes / 512);
        return (first, Math.Min(random.Next(1, 64), (MediumBytes / 512) - first));
    }

    /// <summary>Each sector is filled with its number and the turn.</summary>
    private static void Fill(Span<byte> buffer, int first, int count, int turn)
    {
        Span<int> words = MemoryMarshal.Cast<byte, int>(buffer);
        for (int i = 0; i < count * 128; i += 2)
        {
            words[i] = first + (i / 128);
            words[i + 1] = turn;
        }
    }

    /// <summary>The medium as it was after a turn.</summary>
    private static byte[] Replay(int seed, int turns)
    {
        var random = new Random(seed);
        byte[] content = new byte[MediumBytes];
        for (int turn = 1; turn <= turns; turn++)
        {
            (int first, int count) = NextWrite(random);
            Fill(content.AsSpan(first * 512), first, count, turn);
        }

        return content;
    }

    private static void AssertNotOlder(byte[] flushed, byte[] now)
    {
        byte[] whole = new byte[512];
        for (int at = 0; at < now.Length; at += 512)
        {
            int turn = BitConverter.ToInt32(now, at + 4);
            if (turn != 0)
            {
                Fill(whole, at / 512, 1, turn);
                Assert.True(now.AsSpan(at, 512).SequenceEqual(whole), $"Sector {at / 512} is torn.");
            }

            Assert.True(turn >= BitConverter.ToInt32(flushed, at + 4), $"Sector {at / 512} is of turn {turn}, and what was flushed is newer.");
        }
    }

    private static void CheckNamed(string image)
    {
        MediumRecord? record = MediumRecord.Load(Path.Combine(image + ".layers", "medium.json"));
        foreach (string file in record!.Sealed.Select(static l => l.File).Append(record.Active).OfType<string>())
        {
            Qemu.Check(Path.Combine(image + ".layers", file));
        }
    }

    private static void MakeImage(string path, BaseUse use)
    {
        if (use == BaseUse.FirstLayer)
        {
            Qcow2Creator.Create(path, MediumBytes);
        }
        else
        {
            File.WriteAllBytes(path, new byte[MediumBytes]);
        }
    }

    private static LayeredMedium Open(string path, BaseUse use) =>
        LayeredMedium.Open(path, use == BaseUse.FirstLayer ? "qcow2" : "raw", null, use, TimeSpan.FromMilliseconds(5), NullLogger.Instance);

    /// <summary>What the writer told before it was killed.</summary>
    private static string[] RunAndKill(string order, int milliseconds)
    {
        bool isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        var start = new ProcessStartInfo(Environment.ProcessPath!, isHosted ? [typeof(SealKillTests).Assembly.Location] : []) { RedirectStandardOutput = true };
        start.Environment[WriterVariable] = order;
        using Process writer = Process.Start(start)!;
        Assert.Equal("ready", writer.StandardOutput.ReadLine());
        Task<string> told = writer.StandardOutput.ReadToEndAsync();

        // Not a wait for something to happen: the moment of the kill is what is tried here.
        writer.WaitForExit(milliseconds);
        Assert.False(writer.HasExited, "The writer ended by itself.");
        writer.Kill();
        writer.WaitForExit();
        string text = told.GetAwaiter().GetResult();

        // The last line may be cut off.
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
