using System.Diagnostics;
using Xemu.Boot.Image;

namespace Xemu.Boot.Tests;

/// <summary>The image's machine code on a machine that is not ours: a PC of QEMU's, which has its PCI, timer, clock and serial port in common with the console.</summary>
public sealed class OpenBootImageQemuTests
{
    private const string Emulator = "qemu-system-i386";

    [Fact]
    public async Task Image_OnQemusPc_ReportsTheMachineOnTheSerialPort()
    {
        Assert.SkipUnless(IsInstalled(), $"{Emulator} is not installed; tests/guests/install-qemu.sh does so.");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var image = new TemporaryFile(OpenBootImage.Build());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        var start = new ProcessStartInfo(Emulator) { RedirectStandardOutput = true };
        foreach (string argument in $"-accel tcg -machine pc -cpu pentium3,-apic -m 24 -nodefaults -vga std -display none -monitor none -no-reboot -serial stdio -bios {image.Path}".Split(' '))
        {
            start.ArgumentList.Add(argument);
        }

        using Process qemu = Process.Start(start)!;
        List<string> lines = await ReadReportAsync(qemu, limit.Token);
        qemu.Kill();
        await qemu.WaitForExitAsync(cancellation);

        Assert.Equal("Xemu.Platform open boot image", lines[0]);
        Assert.Contains("RAM       24 MiB", lines);
        Assert.Contains("CPU       GenuineIntel 6.7.3", lines);
        Assert.Contains("SMC       does not answer", lines);
        Assert.Contains("Picture   640x480x32 at 01400000", lines);
        Assert.Contains("0:00.0 8086:1237 Host bridge", lines);
        Assert.Contains("0:01.1 8086:7010 IDE controller", lines);
        Assert.Equal("Open boot image ready.", lines[^1]);
    }

    private static async Task<List<string>> ReadReportAsync(Process qemu, CancellationToken cancellation)
    {
        var lines = new List<string>();
        while (lines.LastOrDefault() != "Open boot image ready." && await qemu.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            lines.Add(line.TrimEnd());
        }

        return lines;
    }

    private static bool IsInstalled() =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, Emulator)));
}
