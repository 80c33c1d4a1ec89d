using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Xemu.Migration.Benchmarks;

/// <summary>What the platform is compared with: dd, a reader in C, QEMU.</summary>
internal sealed class Tools(string benchFolder, string workFolder)
{
    private const double MiB = 1 << 20;

    private readonly string _reader = Path.Combine(workFolder, "reader");

    public string WorkFolder { get; } = workFolder;

    public static string? Qemu => Array.Find(["/usr/bin/qemu-system-i386", "/usr/bin/qemu-system-x86_64"], File.Exists);

    public void BuildReader() => Run("cc", "-O2", "-o", _reader, Path.Combine(benchFolder, "reader.c"), "-lpthread");

    /// <summary>MiB/s of dd with O_DIRECT and an fsync at the end.</summary>
    public double Dd(ulong bytes)
    {
        string target = Path.Combine(WorkFolder, "dd.out");
        File.Delete(target);
        long start = Stopwatch.GetTimestamp();
        Run("dd", "if=/dev/zero", $"of={target}", "bs=1M", $"count={bytes >> 20}", "oflag=direct", "conv=fsync", "status=none");
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        File.Delete(target);
        return bytes / MiB / seconds;
    }

    /// <summary>MiB/s of the reader.</summary>
    public double Read(string file, ulong bytes, bool touched)
    {
        string seconds = Run(_reader, file, bytes.ToString(CultureInfo.InvariantCulture), "2", touched ? "touched" : "fresh");
        return bytes / MiB / double.Parse(seconds, CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until everything written or deleted before is on the disk.</summary>
    public static void Settle() => Run("sync");

    /// <summary>Has the host give this machine memory, where it is a virtual one that takes what lies free back: the first touch costs many times more than any later one.</summary>
    public void WarmMemory(ulong bytes) => Run(_reader, "-", bytes.ToString(CultureInfo.InvariantCulture), "0", "touched");

    /// <summary>MiB/s of QEMU by mode: until it says it is done, and until the file is on the disk.</summary>
    public IEnumerable<(string Mode, double Completed, double Stable)> SaveWithQemu(ulong bytes, string ramFile, params string[] modes)
    {
        string output = Path.Combine(WorkFolder, "qemu.mig");
        foreach (string mode in modes)
        {
            File.Delete(output);
            WarmMemory(bytes);
            Settle();
            using var line = JsonDocument.Parse(Run("python3", Path.Combine(benchFolder, "qemu.py"), Qemu!, bytes.ToString(CultureInfo.InvariantCulture), ramFile, output, mode));
            yield return (mode, bytes / MiB / line.RootElement.GetProperty("completed").GetDouble(), bytes / MiB / line.RootElement.GetProperty("stable").GetDouble());
        }

        File.Delete(output);
    }

    /// <summary>Takes a file out of the page cache.</summary>
    public static void DropCache(string file) => Run("dd", $"of={file}", "oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none");

    private static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed with {process.ExitCode}.");
    }
}
