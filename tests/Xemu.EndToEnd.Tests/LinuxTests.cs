namespace Xemu.EndToEnd.Tests;

/// <summary>An unmodified Debian kernel on the devkit.</summary>
public sealed class LinuxTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-end-to-end-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Run_OfDebian_GivesAShellThatAnswersSeesTheDiskAndPowersOff()
    {
        Platform.RequireLinux();
        using var host = new HostProcess(_folder.FullName, "run", Platform.Manifest("xbox-linux.toml"));
        host.Expect("xemu-guest: shell ready", TimeSpan.FromMinutes(8));

        host.Type("echo answer-$((6 * 7)); cat /proc/cpuinfo | grep 'model name'; free | head -n 2\n");
        host.Expect("answer-42", TimeSpan.FromMinutes(1));
        host.Expect("(Coppermine)", TimeSpan.FromMinutes(1));
        host.Type("modprobe pata_amd; modprobe sd_mod; sleep 3; cat /proc/partitions; echo disk-$((1 + 1))\n");
        host.Expect("disk-2", TimeSpan.FromMinutes(2));
        Assert.Contains("sda", host.Output, StringComparison.Ordinal);
        host.Type("poweroff -f\n");

        Assert.Equal(0, host.Wait(TimeSpan.FromMinutes(2)));
        Assert.Contains("The guest has powered off.", host.Error, StringComparison.Ordinal);
    }
}
