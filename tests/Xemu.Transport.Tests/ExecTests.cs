using System.Globalization;
using Xemu.Abstractions.Migration;
using Xemu.Transport.Exec;

namespace Xemu.Transport.Tests;

/// <summary>What only commands have: permission, exit codes, errors, processes.</summary>
public sealed class ExecTests : IDisposable
{
    private static readonly ExecOptions Allowed = new() { AllowExec = true };
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-exec-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Command_NotAllowed_IsNotRunAndTheErrorSaysHowToAllowIt()
    {
        var transport = new ExecTransport(new ExecOptions());

        var exception = Assert.Throws<MigrationException>(() => transport.OpenWrite(new TransportTarget($"exec:touch {_folder.FullName}/x"), CancellationToken.None));

        Assert.Contains("--allow-exec", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.FullName));
    }

    [Fact]
    public void Commit_OfACommandThatFails_SaysItsCodeAndItsLastWords()
    {
        using IMigrationStream stream = Write("cat >/dev/null; echo first >&2; echo the disk is on fire. >&2; exit 3");
        stream.Main.Write(0, new byte[100]);

        var exception = Assert.ThrowsAny<IOException>(stream.Commit);

        Assert.EndsWith("failed (exit code 3): first; the disk is on fire.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Commit_OfACommandThatWasKilled_NamesTheSignal()
    {
        using IMigrationStream stream = Write("kill -TERM $$");

        Assert.Contains("ended by signal 15", Assert.ThrowsAny<IOException>(stream.Commit).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ToACommandThatIsGone_Fails()
    {
        using IMigrationStream stream = Write("exit 0");
        byte[] block = new byte[1 << 20];

        var exception = Assert.ThrowsAny<IOException>(() => stream.Main.Write(0, block));

        Assert.Contains("is gone", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Commit_WithATalkativeCommand_DoesNotHang()
    {
        using IMigrationStream stream = Write("cat >/dev/null; head -c 1000000 /dev/zero | tr '\\0' x >&2; exit 1");
        stream.Main.Write(0, new byte[100]);

        Assert.InRange(Assert.ThrowsAny<IOException>(stream.Commit).Message.Length, 1000, 1500);
    }

    [Fact]
    public void Abort_OfARunningCommand_KillsItAndItsChildren()
    {
        string pids = Path.Combine(_folder.FullName, "pids");
        using var transport = new ExecTransport(Allowed);
        using IMigrationStream stream = transport.OpenRead(new TransportTarget($"exec:sleep 1000 & echo $! >'{pids}'; echo $$ >>'{pids}'; echo; wait"), CancellationToken.None);
        stream.Main.Read(0, new byte[1]);
        int[] running = [.. System.IO.File.ReadAllLines(pids).Select(static l => int.Parse(l, CultureInfo.InvariantCulture))];
        Assert.All(running, static p => Assert.True(IsAlive(p)));

        stream.Abort();
        stream.Dispose();

        Assert.All(running, static p => SpinWait.SpinUntil(() => !IsAlive(p), TimeSpan.FromSeconds(20)));
        Assert.All(running, static p => Assert.False(IsAlive(p)));
    }

    [Fact]
    public void Read_OfACommandThatFails_SaysWhy()
    {
        using var transport = new ExecTransport(Allowed);
        using IMigrationStream stream = transport.OpenRead(new TransportTarget("exec:cat /nonexistent-file"), CancellationToken.None);

        var exception = Assert.Throws<EndOfStreamException>(() => stream.Main.Read(0, new byte[1]));

        Assert.Contains("gave less than was wanted", exception.Message, StringComparison.Ordinal);
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            return System.IO.File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1][0] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static IMigrationStream Write(string command) => new ExecTransport(Allowed).OpenWrite(new TransportTarget("exec:" + command), CancellationToken.None);
}
