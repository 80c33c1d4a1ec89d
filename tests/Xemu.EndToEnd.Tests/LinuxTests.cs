using System.Globalization;

namespace Xemu.EndToEnd.Tests;

/// <summary>An unmodified Debian kernel on the devkit.</summary>
public sealed class LinuxTests : IDisposable
{
    private readonly MigrateHosts _hosts = new();

    public void Dispose() => _hosts.Dispose();

    /// <summary>One boot, for it takes long: the shell, the disk, two moves to other processes while a program writes that disk, and the end.</summary>
    [Fact]
    public void Run_OfDebian_GivesAShellThatAnswersSeesTheDiskMovesWithItAndPowersOff()
    {
        Platform.RequireLinux();
        using HostProcess host = _hosts.StartLinux("a");
        host.Expect("xemu-guest: shell ready", TimeSpan.FromMinutes(8));

        host.Type("echo answer-$((6 * 7)); cat /proc/cpuinfo | grep 'model name'; free | head -n 2\n");
        host.Expect("answer-42", TimeSpan.FromMinutes(1));
        host.Expect("(Coppermine)", TimeSpan.FromMinutes(1));
        host.Type("modprobe pata_amd; modprobe sd_mod; sleep 3; cat /proc/partitions; echo disk-$((1 + 1))\n");
        host.Expect("disk-2", TimeSpan.FromMinutes(2));
        Assert.Contains("sda", host.Output, StringComparison.Ordinal);

        // Sector 9 is written before the move; 20 all the time, each time with a greater number, and compared with what was written before.
        host.Type("echo before-the-move | dd of=/dev/sda bs=512 seek=9 conv=sync,fsync 2>/dev/null; echo written-$((3 * 3))\n");
        host.Expect("written-9", TimeSpan.FromMinutes(1));
        host.Type("get() { echo 3 >/proc/sys/vm/drop_caches; dd if=/dev/sda bs=512 skip=$1 count=1 2>/dev/null | tr -d '\\0'; }\n");
        host.Type("(i=0; while [ $i = 0 ] || [ \"$(get 20)\" = $i ]; do i=$((i + 1)); echo $i | dd of=/dev/sda bs=512 seek=20 conv=sync,fsync 2>/dev/null; done; echo differs >/tmp/differs) &\n");
        host.Type("sleep 1; echo started-$(($(get 20) > 0))\n");
        host.Expect("started-1", TimeSpan.FromMinutes(1));
        using HostProcess second = Move(host, "a", "b", 0);
        using HostProcess third = Move(second, "b", "c", 2);
        third.Type("poweroff -f\n");

        Assert.Equal(0, third.Wait(TimeSpan.FromMinutes(2)));
        Assert.Contains("The guest has powered off.", third.Error, StringComparison.Ordinal);
    }

    /// <summary>Moves the machine to a new process, lets the guest compare, and ends the old process.</summary>
    private HostProcess Move(HostProcess source, string from, string to, int channels)
    {
        string address = $"unix:{_hosts.PathOf("to-" + to)}";
        HostProcess target = _hosts.StartLinux(to, "--incoming", address);
        target.ExpectError("Waiting for a migration", TimeSpan.FromMinutes(1));
        (int code, _, string error) = _hosts.Run(
            "migrate", address, "--monitor", _hosts.Monitor(from), "--live", "--channels", channels.ToString(CultureInfo.InvariantCulture));
        Assert.True(code == 0, error);

        target.Type("n=$(get 20); sleep 1; echo moved-$(get 9)-$(($(get 20) > n))-$(ls /tmp/differs 2>/dev/null | wc -l)\n");
        target.Expect("moved-before-the-move-1-0", TimeSpan.FromMinutes(2));
        _ = _hosts.Query(from, "cont");
        Assert.Contains("\"running\":false", _hosts.Query(from, "query-status").Answer, StringComparison.Ordinal);
        _ = _hosts.Query(from, "quit");
        _ = source.Wait(TimeSpan.FromMinutes(1));
        return target;
    }
}
