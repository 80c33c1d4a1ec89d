using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Devices;

namespace Xemu.Host.Tests.Plugin;

public enum VideoMode
{
    Ntsc,
    PalHigh,
    HDTV720P,
}

public sealed record ImageOptions
{
    [Option("The image.", Required = true)]
    public FilePath File { get; init; }

    [Option("Where it goes.", Min = 0)]
    public ulong Address { get; init; }

    [Option("Who reads it.")]
    public ICpu? Reader { get; init; }
}

public sealed record EverythingOptions
{
    [Option("A name.", Required = true)]
    public string Name { get; init; } = string.Empty;

    [Option("A hardware address.", Pattern = "[0-9a-f]{2}(:[0-9a-f]{2}){5}")]
    public string? MacAddress { get; init; }

    [Option("A flag.")]
    public bool WriteThrough { get; init; }

    [Option("A byte.")]
    public byte Small { get; init; } = 7;

    [Option("A number with sign.", Min = -10, Max = 10)]
    public int Signed { get; init; }

    [Option("A wide number.")]
    public ulong Wide { get; init; }

    [Option("A ratio.", Min = 0, Max = 1)]
    public double Ratio { get; init; } = 0.5;

    [Option("A mode.")]
    public VideoMode Mode { get; init; } = VideoMode.PalHigh;

    [Option("A size.", Max = 1 << 30)]
    public ByteSize Size { get; init; } = ByteSize.FromMiB(1);

    [Option("A clock.")]
    public Frequency Clock { get; init; } = new(1_125_000);

    [Option("A delay.")]
    public Duration Delay { get; init; } = Duration.FromSeconds(5);

    [Option("A file.")]
    public FilePath? File { get; init; }

    [Option("Numbers.")]
    public int[] Numbers { get; init; } = [];

    [Option("Texts.")]
    public IReadOnlyList<string> Words { get; init; } = [];

    [Option("Images.")]
    public ImageOptions[] Images { get; init; } = [];

    [Option("A CPU.")]
    public ICpu? Cpu { get; init; }

    [Option("Devices.")]
    public ISmbusDevice[] Devices { get; init; } = [];
}

public sealed class Everything : TestComponent
{
    public Everything(EverythingOptions options, IComponentContext context)
    {
        Options = options;
        context.AddStatusItem("name", () => options.Name);
        _ = context.CreateRamBlock("rom", 4096);
    }

    public EverythingOptions Options { get; }

    // A summary that a test can read without knowing this type.
    public override string ToString() =>
        $"{Options.Name} {Options.Small} {Options.Signed} {Options.Wide} {Options.Ratio} {Options.Mode} {Options.Size} {Options.Clock} {Options.Delay} "
        + $"[{string.Join(',', Options.Numbers)}] [{string.Join(',', Options.Words)}] {Options.Images.Length} {Options.Cpu?.GetType().Name} {Options.Devices.Length}";
}
