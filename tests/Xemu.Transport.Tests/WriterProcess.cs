using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Xemu.Abstractions.Migration;
using Xemu.Conformance;
using Xemu.Transport.File;
using Xemu.Transport.FileDirect;

namespace Xemu.Transport.Tests;

/// <summary>This test program as a child process that saves: a file of blocks that know their number and the save they belong to.</summary>
internal static class WriterProcess
{
    public const int Block = 4096;
    private const string Variable = "XEMU_TRANSPORT_WRITER";

    /// <summary>Starts a child.</summary>
    /// <param name="mode"><c>forever</c> or <c>once</c>.</param>
    /// <param name="target">Where it saves.</param>
    /// <param name="blocks">How long a save is.</param>
    /// <param name="limit">What <c>ulimit</c> sets before, or null.</param>
    public static Process Start(string mode, TransportTarget target, int blocks, string? limit = null)
    {
        string assembly = typeof(WriterProcess).Assembly.Location;
        string[] program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.ProcessPath!, assembly] : [Environment.ProcessPath!];
        ProcessStartInfo start = limit is null
            ? new ProcessStartInfo(program[0], program[1..])
            : new ProcessStartInfo("/bin/sh", ["-c", $"ulimit {limit}; exec \"$0\" \"$@\"", .. program]);
        start.RedirectStandardOutput = true;
        start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{mode}|{blocks}|{target.IsDirect}|{target.Uri}");

        // Under a limit on file sizes the runtime could not make its double-mapped code memory.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return Process.Start(start)!;
    }

    /// <summary>Checks that a file is one whole save, and gives its number.</summary>
    public static int Check(string path)
    {
        byte[] file = System.IO.File.ReadAllBytes(path);
        int save = BitConverter.ToInt32(file, 0);
        int blocks = BitConverter.ToInt32(file, 8);
        Assert.Equal(blocks * Block, file.Length);
        byte[] expected = new byte[Block];
        for (int i = 0; i < blocks; i++)
        {
            Fill(expected, save, i, blocks);
            Assert.True(expected.AsSpan().SequenceEqual(file.AsSpan(i * Block, Block)), $"Block {i} is not of save {save}.");
        }

        return save;
    }

    /// <summary>Saves once: pages by two channels, the first and the last block by the main channel, the first last.</summary>
    public static void Save(TransportTarget target, int save, int blocks)
    {
        IMigrationTransport transport = target.IsDirect ? new FileDirectTransport() : new FileTransport();
        using IMigrationStream stream = transport.OpenWrite(target with { PageChannels = 2 }, CancellationToken.None);
        using var memory = new AlignedMemory(Block);
        for (int i = 1; i < blocks - 1; i++)
        {
            Fill(memory.Span, save, i, blocks);
            stream.PageChannels[i % 2].Write((ulong)i * Block, memory.Span);
        }

        foreach (int i in (int[])[blocks - 1, 0])
        {
            Fill(memory.Span, save, i, blocks);
            stream.Main.Write((ulong)i * Block, memory.Span);
        }

        stream.Commit();
    }

    [ModuleInitializer]
    internal static void RunIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } order)
        {
            string[] parts = order.Split('|', 4);
            Run(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), new TransportTarget(parts[3], bool.Parse(parts[2])));
        }
    }

    private static void Run(string mode, int blocks, TransportTarget target)
    {
        try
        {
            for (int save = Environment.ProcessId; ; save += 1 << 22)
            {
                Save(target, save, blocks);
                Console.Out.WriteLine("ready");
                Console.Out.Flush();
                if (mode == "once")
                {
                    Environment.Exit(0);
                }
            }
        }
        catch (IOException exception)
        {
            Console.Out.WriteLine(exception.Message);
            Environment.Exit(1);
        }
    }

    private static void Fill(Span<byte> block, int save, int index, int blocks)
    {
        Span<int> words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(block);
        for (int i = 0; i < words.Length; i += 4)
        {
            words[i] = save;
            words[i + 1] = index;
            words[i + 2] = blocks;
            words[i + 3] = i;
        }
    }
}
