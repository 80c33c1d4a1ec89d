using System.Diagnostics;
using System.Globalization;
using Xemu.Abstractions.Migration;
using Xemu.Host;
using Xemu.Migration.Benchmarks;

// Usage: Xemu.Migration.Benchmarks WORK_FOLDER BENCH_FOLDER [LARGE_RAM_MIB] [ROUNDS] [PARTS]; see run.sh.
string work = Path.GetFullPath(args[0]);
string bench = Path.GetFullPath(args[1]);
ulong large = ulong.Parse(args.ElementAtOrDefault(2) ?? "8192", CultureInfo.InvariantCulture) << 20;
int rounds = int.Parse(args.ElementAtOrDefault(3) ?? "3", CultureInfo.InvariantCulture);
string[] parts = args.ElementAtOrDefault(4)?.Split(',') ?? ["small", "save", "restore", "sparse", "qemu"];
const ulong Small = 64UL << 20;
const int SmallRuns = 20;
const int WarmUps = 20;
const double MiB = 1 << 20;
string largeSize = string.Create(CultureInfo.InvariantCulture, $"{large / MiB / 1024:0.##} GiB");

Directory.CreateDirectory(work);
var tools = new Tools(bench, work);
tools.BuildReader();
var plugins = new PluginSet();
plugins.LoadDirectory(Path.GetFullPath(BenchMachine.PluginsFolder));
var table = new BenchTable();
string file = Path.Combine(work, "bench.xsnap");
SaveRequest direct = new($"file:{file}") { IsMappedRam = true, PageChannels = 2, IsDirect = true };
SaveRequest buffered = direct with { IsDirect = false };
RestoreRequest eager = new($"file:{file}") { PageChannels = 2, IsDirect = true, Runs = false };

if (parts.Contains("small"))
{
    Console.Error.WriteLine("64 MiB");
    using var machine = new BenchMachine(plugins, Small);
    machine.FillRandom();
    for (int i = -WarmUps; i < SmallRuns; i++)
    {
        // What the file system has left to do of the save before, such as freeing the file that was replaced, is not this one's.
        Tools.Settle();
        Measure(i >= 0, "64 MiB: dd oflag=direct bs=1M", Small / MiB / tools.Dd(Small) * 1e3, "ms");
        Tools.Settle();
        Measure(i >= 0, "64 MiB, stopped, direct: save", machine.Save(direct).Seconds * 1e3, "ms");
    }

    for (int i = -WarmUps; i < SmallRuns; i++)
    {
        Tools.Settle();
        (_, MigrationStatus status) = machine.Save(direct with { Mode = SaveMode.Background });
        Measure(i >= 0, "64 MiB, background: machine stands still", status.DowntimeMs ?? double.NaN, "ms");
    }

    for (int i = -WarmUps; i < SmallRuns; i++)
    {
        Measure(i >= 0, "64 MiB, lazy restore: to the first instruction", LazyRestore(machine), "ms");
        _ = machine.Engine.WaitForEnd(CancellationToken.None);
    }
}

if (parts.Contains("save"))
{
    Console.Error.WriteLine($"{largeSize}, saving");
    using var machine = new BenchMachine(plugins, large);
    machine.FillRandom();
    machine.Pause();
    for (int round = 0; round < rounds; round++)
    {
        // The disk's speed drifts: who comes first changes from round to round.
        for (int turn = 0; turn < 2; turn++)
        {
            Tools.Settle();
            if ((round + turn) % 2 == 0)
            {
                Measure(true, $"{largeSize}: dd oflag=direct bs=1M", tools.Dd(large), "MiB/s");
            }
            else
            {
                Measure(true, $"{largeSize}, stopped: file-direct, 2 channels", large / MiB / machine.Save(direct).Seconds, "MiB/s");
            }
        }

        File.Delete(file);
        tools.WarmMemory(large);
        Tools.Settle();
        Measure(true, $"{largeSize}, stopped: file, 2 channels", large / MiB / machine.Save(buffered).Seconds, "MiB/s");
    }

    machine.Resume();
    for (int round = 0; round < rounds; round++)
    {
        (_, MigrationStatus status) = machine.Save(direct with { Mode = SaveMode.Background });
        Measure(true, $"{largeSize}, background: machine stands still", status.DowntimeMs ?? double.NaN, "ms");
        Measure(true, $"{largeSize}, background: save", large / MiB / (status.ElapsedMs / 1e3), "MiB/s");
    }

}

if (parts.Contains("restore"))
{
    Console.Error.WriteLine($"{largeSize}, restoring");
    using var machine = new BenchMachine(plugins, large);
    machine.FillRandom();
    machine.Pause();
    _ = machine.Save(direct);
}

for (int round = 0; round < rounds && parts.Contains("restore"); round++)
{
    tools.WarmMemory(large);
    Measure(true, $"{largeSize}: C reader, 2 threads, fresh RAM", tools.Read(file, large, touched: false), "MiB/s");
    tools.WarmMemory(large);
    using (var machine = new BenchMachine(plugins, large, startPaused: true))
    {
        Measure(true, $"{largeSize}, eager restore, fresh RAM", large / MiB / machine.Restore(eager).Seconds, "MiB/s");
    }

    Measure(true, $"{largeSize}: C reader, 2 threads, touched RAM", tools.Read(file, large, touched: true), "MiB/s");
    using (var machine = new BenchMachine(plugins, large, startPaused: true))
    {
        machine.FillRandom();
        Measure(true, $"{largeSize}, eager restore, touched RAM", large / MiB / machine.Restore(eager).Seconds, "MiB/s");
    }

    Tools.DropCache(file);
    using (var machine = new BenchMachine(plugins, large, startPaused: true))
    {
        Measure(true, $"{largeSize}, lazy restore: to the first instruction", LazyRestore(machine), "ms");
        machine.Engine.Cancel();
    }
}

File.Delete(file);
if (parts.Contains("sparse"))
{
    using var machine = new BenchMachine(plugins, large);
    machine.FillRandom(share: 5);
    machine.Pause();
    Measure(true, $"{largeSize}, 5 % present: save", machine.Save(direct).Seconds * 1e3, "ms");
    Measure(true, $"{largeSize}, 5 % present: file on disk", Blocks(file) / MiB, "MiB");
}

File.Delete(file);
if (Tools.Qemu is not null && parts.Contains("qemu"))
{
    Console.Error.WriteLine($"{largeSize}, QEMU");
    string ram = "/dev/shm/xemu-bench-ram";
    try
    {
        WriteRandom(ram, large);
        for (int round = 0; round < rounds; round++)
        {
            Measure(true, $"{largeSize}: dd oflag=direct bs=1M (beside QEMU)", tools.Dd(large), "MiB/s");
            foreach ((string mode, double completed, double stable) in tools.SaveWithQemu(large, ram, "stream", "mapped", "multifd", "direct"))
            {
                Measure(true, $"{largeSize}: QEMU {mode}, until it says done", completed, "MiB/s");
                Measure(true, $"{largeSize}: QEMU {mode}, until it is on the disk", stable, "MiB/s");
            }
        }
    }
    finally
    {
        File.Delete(ram);
    }
}

table.Print(Console.Out);
Ratio("file-direct / dd", $"{largeSize}, stopped: file-direct, 2 channels", $"{largeSize}: dd oflag=direct bs=1M", 0.97);
Ratio("file-direct / QEMU direct", $"{largeSize}, stopped: file-direct, 2 channels", $"{largeSize}: QEMU direct, until it is on the disk", 1);
Ratio("file / QEMU mapped-ram, buffered", $"{largeSize}, stopped: file, 2 channels", $"{largeSize}: QEMU mapped, until it is on the disk", 1);
Ratio("eager restore / C reader, fresh", $"{largeSize}, eager restore, fresh RAM", $"{largeSize}: C reader, 2 threads, fresh RAM", 0.95);
Ratio("eager restore / C reader, touched", $"{largeSize}, eager restore, touched RAM", $"{largeSize}: C reader, 2 threads, touched RAM", 0.95);
return 0;

void Measure(bool counts, string what, double value, string unit)
{
    if (counts)
    {
        table.Add(what, value, unit);
    }
}

// From the request to the first instruction that the restored machine retires.
double LazyRestore(BenchMachine machine)
{
    machine.Pause();
    long start = Stopwatch.GetTimestamp();
    machine.Engine.Restore(eager with { IsLazy = true, Runs = true });
    ulong before = machine.InstructionCount;
    machine.Resume();
    while (machine.InstructionCount == before)
    {
        Thread.Yield();
    }

    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}

void Ratio(string what, string ours, string theirs, double target)
{
    if (table.Has(ours) && table.Has(theirs))
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {table.Median(ours) / table.Median(theirs):0.000} (target {target})"));
    }
}

static double Blocks(string path)
{
    using Process process = Process.Start(new ProcessStartInfo("stat", ["-c", "%b", path]) { RedirectStandardOutput = true })!;
    return double.Parse(process.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture) * 512;
}

static void WriteRandom(string path, ulong bytes)
{
    using var stream = new FileStream(path, FileMode.Create);
    byte[] piece = new byte[1 << 20];
    var random = new Random(1);
    for (ulong written = 0; written < bytes; written += (ulong)piece.Length)
    {
        random.NextBytes(piece);
        stream.Write(piece);
    }
}
