using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xemu.Abstractions;
using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

/// <summary>A child process writes the EEPROM and is killed at random moments; then the file must be one of the contents that were written.</summary>
/// <remarks>XEMU_KILLS sets the number of kills, 12 without it.</remarks>
public sealed class EepromKillTests : IDisposable
{
    private const string WriterVariable = "XEMU_EEPROM_WRITER";

    // Behind the factory and the user section: no checksum covers these, so that a torn file would not be told by its checksum alone.
    private const int First = 0xC0;
    private readonly string _folder = Directory.CreateTempSubdirectory("xemu-eeprom-kill-").FullName;

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("XEMU_KILLS"), out int kills) ? kills : 12;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void File_WriterKilled_IsWhole()
    {
        string path = Path.Combine(_folder, "eeprom.bin");
        var random = new Random(42);
        var seen = new HashSet<byte>();

        for (int kill = 0; kill < Kills; kill++)
        {
            RunAndKill(path, random.Next(1, 60));

            byte[] tail = EepromFile.Read(path)![First..];
            Assert.True(tail.AsSpan().IndexOfAnyExcept(tail[0]) < 0, $"After kill {kill} the file is a mixture: {Convert.ToHexString(tail)}.");
            seen.Add(tail[0]);
        }

        // One value alone would mean that nothing was written between the kills.
        Assert.True(Kills < 4 || seen.Count > 1);
    }

    [ModuleInitializer]
    internal static void RunWriterIfAsked()
    {
        if (Environment.GetEnvironmentVariable(WriterVariable) is { } path)
        {
            WriteForever(path);
        }
    }

    private static void WriteForever(string path)
    {
        using var machine = new TestMachine();
        using var eeprom = new Eeprom(new EepromOptions { File = new FilePath(path) }, machine);
        for (byte turn = 1; ; turn++)
        {
            for (int i = First; i < EepromImage.SizeBytes; i++)
            {
                eeprom.TryWrite((byte)i, turn);
            }

            eeprom.Quiesce();
            if (turn == 1)
            {
                Console.Out.WriteLine("ready");
                Console.Out.Flush();
            }
        }
    }

    private static void RunAndKill(string path, int milliseconds)
    {
        string assembly = typeof(EepromKillTests).Assembly.Location;
        bool isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        var start = new ProcessStartInfo(Environment.ProcessPath!, isHosted ? [assembly] : []) { RedirectStandardOutput = true };
        start.Environment[WriterVariable] = path;
        using Process writer = Process.Start(start)!;
        Assert.Equal("ready", writer.StandardOutput.ReadLine());

        // Not a wait for something to happen: the moment of the kill is what is tried here.
        writer.WaitForExit(milliseconds);
        Assert.False(writer.HasExited, "The writer ended by itself.");
        writer.Kill();
        writer.WaitForExit();
    }
}
