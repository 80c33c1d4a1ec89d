using System.Globalization;
using Xemu.Gpu.Benchmarks;

// Usage: dotnet run -c Release --project bench/gpu/Xemu.Gpu.Benchmarks [SECONDS, 1 without it]
// Each stream is executed again and again for that long after as long a warm-up; the best of three rounds is told. Fails when a stream allocates.
double seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 1;
bool passed = true;
Console.WriteLine($"{"stream",-28} {"million methods a second",26} {"bytes allocated",18}");
foreach ((string name, Func<CommandStream> make) in Streams.All)
{
    CommandStream stream = make();
    using var machine = new FifoMachine(stream.Words);
    Measure(machine, seconds);
    long before = GC.GetAllocatedBytesForCurrentThread();
    machine.Run();
    long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
    passed &= bytes == 0;
    double rate = Enumerable.Range(0, 3).Max(_ => Measure(machine, seconds)) * stream.MethodCount / 1e6;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28} {rate,26:F1} {bytes,18}"));
}

return passed ? 0 : 1;

// By processor time, which other programs of the machine do not take.
static double Measure(FifoMachine machine, double seconds)
{
    TimeSpan start = Environment.CpuUsage.UserTime;
    int runs = 0;
    TimeSpan used;
    do
    {
        machine.Run();
        runs++;
        used = Environment.CpuUsage.UserTime - start;
    }
    while (used.TotalSeconds < seconds);
    return runs / used.TotalSeconds;
}
