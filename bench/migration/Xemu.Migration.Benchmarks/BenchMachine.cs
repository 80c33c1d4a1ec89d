using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions.Migration;
using Xemu.Host;
using Xemu.Machine;

namespace Xemu.Migration.Benchmarks;

/// <summary>A machine of a CPU and RAM that runs a loop in ROM on a thread of its own.</summary>
internal sealed class BenchMachine : IDisposable
{
    private const int RomBytes = 0x1_0000;

    // A loop that dirties a few pages of the first 64 KiB: inc word [di] / add di, 64 / jmp back, in real mode from the reset vector.
    private static readonly byte[] Loop = [0xFF, 0x05, 0x83, 0xC7, 0x40, 0xEB, 0xF9];

    private static readonly string MachinesFolder = Path.Combine(AppContext.BaseDirectory, "../../Xemu.Host/release/machines");

    private readonly ComposedMachine _composed;
    private readonly DescriptorStore _descriptors = new();
    private readonly Thread _thread;
    private readonly CancellationTokenSource _stop = new();
    private readonly string _rom = Path.GetTempFileName();

    public BenchMachine(PluginSet plugins, ulong ramBytes, bool startPaused = false)
    {
        WriteRom(_rom);
        var diagnostics = new Diagnostics();
        string[] overrides =
        [
            $"machine.ram={ramBytes}B", "machine.stop-on-shutdown=false", "machine.time=real",
            $$"""components.rom.images=[{file="{{_rom}}",address=0xFFFF0000}]""",
            "components.migration.type=migration.engine",
        ];
        ManifestDocument? document = new ManifestLoader(MachinesFolder, diagnostics).Load(
            Path.Combine(MachinesFolder, "bare.toml"), [.. overrides.Select(static text => new SourcedOverride("bench", text))], applyHeadless: true);
        BoundMachine? bound = document is null ? null : new ManifestBinder(plugins, diagnostics).Bind(document, DateTimeOffset.UnixEpoch);
        if (bound is null)
        {
            diagnostics.WriteTo(Console.Error);
            throw new InvalidOperationException("The machine cannot be built.");
        }

        _composed = MachineComposer.Build(
            bound, new MachineServices(NullLoggerFactory.Instance, new PngWriter(), new TraceHub([], TextWriter.Null), plugins, _descriptors));
        Engine = _composed.Machine.Components.Select(static pair => pair.Value).OfType<IMigrationEngine>().Single();
        if (startPaused)
        {
            _composed.Machine.Runner.RequestPause();
        }

        _thread = new Thread(() => _composed.Machine.Runner.Run(default, _stop.Token)) { Name = "machine" };
        _thread.Start();
    }

    /// <summary>The folder of the plugins that ship, beside the host that was built.</summary>
    public static string PluginsFolder { get; } = Path.Combine(AppContext.BaseDirectory, "../../Xemu.Host/release/plugins");

    public IMigrationEngine Engine { get; }

    public RamBlock Ram => _composed.Machine.Ram;

    public ulong InstructionCount => _composed.Machine.Cpu!.InstructionCount;

    public void Pause() => Settle(_composed.Machine.Runner.RequestPause, running: false);

    public void Resume() => Settle(_composed.Machine.Runner.RequestResume, running: true);

    /// <summary>Fills RAM with bytes that no file system can make less of.</summary>
    /// <param name="share">Of a hundred 1 MiB pieces, how many.</param>
    public unsafe void FillRandom(int share = 100)
    {
        const int Piece = 1 << 20;
        Ram.PrepareWrite(0, Ram.SizeBytes);
        var random = new Random(1);
        for (ulong offset = 0; offset < Ram.SizeBytes; offset += Piece)
        {
            if (offset / Piece % 100 < (ulong)share)
            {
                // SAFETY: the piece lies within the block, whose size is a multiple of it.
                random.NextBytes(new Span<byte>((byte*)Ram.Base + offset, Piece));
            }
        }
    }

    /// <summary>Saves and gives the seconds from the request to the end.</summary>
    public (double Seconds, MigrationStatus Status) Save(SaveRequest request)
    {
        long start = Stopwatch.GetTimestamp();
        Engine.Save(request);
        return Finish(start);
    }

    /// <summary>Restores and gives the seconds from the request to the end.</summary>
    public (double Seconds, MigrationStatus Status) Restore(RestoreRequest request)
    {
        long start = Stopwatch.GetTimestamp();
        Engine.Restore(request);
        return Finish(start);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _composed.Dispose();
        _descriptors.Dispose();
        _stop.Dispose();
        File.Delete(_rom);
    }

    private (double Seconds, MigrationStatus Status) Finish(long start)
    {
        MigrationStatus status = Engine.WaitForEnd(CancellationToken.None);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return status.Phase == MigrationPhase.Completed ? (seconds, status) : throw new InvalidOperationException($"{status.Phase}: {status.Error}");
    }

    private void Settle(Action request, bool running)
    {
        request();
        while (_composed.Machine.Runner.IsRunning != running)
        {
            Thread.Sleep(1);
        }
    }

    private static void WriteRom(string path)
    {
        byte[] rom = new byte[RomBytes];
        Loop.CopyTo(rom, 0);
        // At 0xFFF0: jmp to the start of the segment.
        rom[0xFFF0] = 0xE9;
        BitConverter.GetBytes(unchecked((short)(0x0000 - 0xFFF3))).CopyTo(rom, 0xFFF1);
        File.WriteAllBytes(path, rom);
    }
}
