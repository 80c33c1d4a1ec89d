using System.Diagnostics;
using Xemu.Abstractions.Migration;

namespace Xemu.Transport.Tests;

/// <summary>A child process saves again and again and is killed at random moments; the file under the name is a whole save every time.</summary>
/// <remarks>XEMU_KILLS sets the number of kills a case, 20 without it.</remarks>
public sealed class KillTests
{
    private const int Blocks = 500;

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("XEMU_KILLS"), out int kills) ? kills : 20;

    [Fact]
    public void File_WriterKilled_IsTheFormerOrTheNewSave() => KillRepeatedly(isDirect: false);

    [Fact]
    public void FileDirect_WriterKilled_IsTheFormerOrTheNewSave() => KillRepeatedly(isDirect: true);

    private static void KillRepeatedly(bool isDirect)
    {
        using var fixture = new FileFixture(isDirect);
        _ = isDirect ? DirectIo.Require(fixture) : null;
        TransportTarget target = fixture.WriteTarget(0);
        var random = new Random(7);
        HashSet<int> seen = [];
        int leftovers = 0;
        for (int round = 0; round < Kills; round++)
        {
            using Process writer = WriterProcess.Start("forever", target, Blocks);
            Assert.Equal("ready", writer.StandardOutput.ReadLine());

            // Not a wait for something to happen: the moment of the kill is what is tried here.
            writer.WaitForExit(random.Next(0, 60));
            Assert.False(writer.HasExited, "The writer ended by itself.");
            writer.Kill();
            writer.WaitForExit();

            seen.Add(WriterProcess.Check(fixture.StoredPath));
            leftovers += Directory.GetFiles(fixture.Folder, "*.part").Length;
        }

        // Each writer saved once at least, some were caught in the middle, and each cleared away what the one before had left.
        Assert.Equal(Kills, seen.Count);
        Assert.InRange(leftovers, 1, Kills);
        WriterProcess.Save(target, 1, Blocks);
        Assert.Equal([fixture.StoredPath], Directory.GetFileSystemEntries(fixture.Folder));
    }
}
