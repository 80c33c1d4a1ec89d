using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Media;

namespace Xemu.Mcpx;

internal sealed record SmcOptions
{
    [Option("What is plugged into the video connector.")]
    public AvPack AvPack { get; init; } = AvPack.Standard;

    [Option("Version that the controller reports, three characters: P01 on the first consoles, P05 and P11 on later ones, D01 in a debug kit.", Pattern = "[ -~]{3}")]
    public string Version { get; init; } = "P01";

    [Option("The DVD drive whose tray the controller moves; without one the tray only moves in the registers.")]
    public IRemovableMedium? Drive { get; init; }

    [Option("Where the controller's interrupt wire goes (the LPC bridge); nowhere when left out.")]
    public IInterruptController? Interrupts { get; init; }

    [Option("Whether the power button also pulls the LPC bridge's PWRBTN# input, where operating systems with ACPI look for it. On the console the controller only tells by its interrupt.")]
    public bool ChipsetPowerButton { get; init; }

    [Option("Whether the console is reset when firmware does not answer the controller's challenge in a quarter of a second, as on retail consoles.")]
    public bool EnforceChallenge { get; init; }

    [Option("The four bytes of the challenge, as a number; a real controller rolls dice.")]
    public uint ChallengeSeed { get; init; } = 0x4E4F_4255;

    [Option("CPU temperature that the controller reports, in degrees Celsius.", Min = 0, Max = 127)]
    public int CpuTemperature { get; init; } = 45;

    [Option("Board temperature that the controller reports, in degrees Celsius.", Min = 0, Max = 127)]
    public int BoardTemperature { get; init; } = 38;
}
