using System.Diagnostics;
using System.Globalization;
using Xemu.Kernel.Benchmarks;

// Usage: dotnet run -c Release --project bench/kernel/Xemu.Kernel.Benchmarks [COUNT, 2000000 without it] [CPU…]
// A program is run with COUNT calls and with none, each three times; the difference of the best times is told as calls a second.
// The environment's XEMU_PROGRAM is another build of the platform.
const int Rounds = 3;
int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2_000_000;
string[] engines = args.Length > 1 ? args[1..] : ["x86.translator", "x86.interpreter"];
string platform = Environment.GetEnvironmentVariable("XEMU_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "..", "..", "Xemu.Host", "release", "xemu-platform");
string folder = Directory.CreateTempSubdirectory("xemu-kernel-bench-").FullName;
try
{
    await File.WriteAllBytesAsync(Path.Combine(folder, "block.bin"), new byte[65536]);
    Console.WriteLine($"{"Calls a second",-32}{string.Concat(engines.Select(static e => $"{e,18}"))}");
    foreach (string name in CallPrograms.All.Keys)
    {
        Console.Write($"{name,-32}");
        foreach (string engine in engines)
        {
            double seconds = Best(name, count, engine) - Best(name, 0, engine);
            Console.Write(string.Create(CultureInfo.InvariantCulture, $"{count / seconds,18:N0}"));
        }

        Console.WriteLine();
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

double Best(string name, int calls, string engine)
{
    File.WriteAllBytes(Path.Combine(folder, "default.xbe"), CallPrograms.All[name](calls).Build());
    return Enumerable.Range(0, Rounds).Min(_ => Run(engine));
}

double Run(string engine)
{
    var start = new ProcessStartInfo(
        platform, ["run", folder, "--headless", "--log-level", "error", "--set", $"components.cpu.type={engine}", "--set", "components.hdd-image.type=block.memory"])
    {
        Environment = { ["XEMU_DATA_HOME"] = folder },
    };
    var time = Stopwatch.StartNew();
    using Process process = Process.Start(start)!;
    process.WaitForExit();
    return process.ExitCode == 0 ? time.Elapsed.TotalSeconds : throw new InvalidOperationException($"The platform gave {process.ExitCode}.");
}
