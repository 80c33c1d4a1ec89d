using Xemu.Abstractions;

namespace Xemu.Mcpx;

internal sealed record Adm1032Options
{
    [Option("Temperature at the remote diode, the CPU's, in degrees Celsius.", Min = -40, Max = 127)]
    public int RemoteTemperature { get; init; } = 45;

    [Option("Temperature of the sensor itself, on the board, in degrees Celsius.", Min = -40, Max = 127)]
    public int LocalTemperature { get; init; } = 38;
}
