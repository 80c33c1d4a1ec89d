using System.Globalization;
using Xemu.Conformance;
using Xemu.Gpu.Benchmarks;
using Xemu.Gpu.Nv2a;
using Xemu.Renderer.Software;
using Xemu.Testing;

// Usage: dotnet run -c Release --project bench/gpu/Xemu.Gpu.Benchmarks [SECONDS, 1 without it] [CAPTURE ..., one of a triangle that turns without them]
// Each stream of commands, and each draw, is done again and again for that long after a warm-up; the best of three rounds is told. Fails when one allocates.
double seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 1;
string[] captures = args.Length > 1 ? args[1..] : [Path.Combine(AppContext.BaseDirectory, "gpu-spin-v1.cap")];
bool passed = MeasureStreams(seconds) & MeasurePictures(seconds);
MeasureCaptures(seconds, captures);
return passed ? 0 : 1;

static bool MeasureStreams(double seconds)
{
    bool passed = true;
    Console.WriteLine($"{"renderer.null",-28} {"million methods a second",26} {"bytes allocated",18}");
    foreach ((string name, Func<CommandStream> make) in Streams.All)
    {
        CommandStream stream = make();
        using var machine = new FifoMachine(stream.Words);
        double rate = Measurement.Best(seconds, machine.Run) * stream.MethodCount / 1e6;
        long bytes = Measurement.Allocated(machine.Run);
        passed &= bytes == 0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28} {rate,26:F1} {bytes,18}"));
    }

    return passed;
}

static bool MeasurePictures(double seconds)
{
    bool passed = true;
    Console.WriteLine($"\n{"renderer.software",-28} {"million a second",26} {"bytes allocated",18}");
    foreach ((string name, string unit, long count, Func<RendererBench, Action?> prepare) in Pictures.All)
    {
        using var machine = new TestMachine(8 << 20);
        using var renderer = new SoftwareRenderer(machine);
        renderer.Attach(machine.Ram);
        var bench = new RendererBench(machine.Ram);
        Action? turn = prepare(bench);
        void DrawOne()
        {
            turn?.Invoke();
            renderer.Draw(bench.Call);
        }

        // Two, so that both have their turn.
        void Draw()
        {
            DrawOne();
            DrawOne();
        }

        double rate = Measurement.Best(seconds, Draw) * 2 * count / 1e6;
        long bytes = Measurement.Allocated(Draw);
        passed &= bytes == 0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28} {rate,16:F2} {unit,-9} {bytes,18}"));
    }

    return passed;
}

static void MeasureCaptures(double seconds, string[] files)
{
    Console.WriteLine($"\n{"renderer.software",-28} {"frames a second",26}");
    foreach (string file in files)
    {
        byte[] capture = File.ReadAllBytes(file);
        using var machine = new TestMachine();
        using var renderer = new SoftwareRenderer(machine);
        using var bench = new ReplayBench(new ReplayOptions(), machine);
        bench.Exchange(renderer);
        int frames = 0;
        void Draw()
        {
            var replay = new Replay(bench, capture);
            replay.Run(lastFrame: 0, CancellationToken.None);
            frames = replay.Frames;
        }

        double rate = Measurement.Best(seconds, Draw) * frames;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file),-28} {rate,26:F1}"));
    }
}
