namespace Xemu.Abstractions;

/// <summary>A frequency, written with its unit in manifests: <c>"733MHz"</c> (Hz, kHz, MHz, GHz; a decimal fraction is allowed).</summary>
/// <param name="Hertz">The number.</param>
public readonly record struct Frequency(ulong Hertz)
{
    /// <summary>The frequency in hertz.</summary>
    public override string ToString() => Hertz switch
    {
        0 => "0Hz",
        _ when Hertz % 1_000_000_000 == 0 => $"{Hertz / 1_000_000_000}GHz",
        _ when Hertz % 1_000_000 == 0 => $"{Hertz / 1_000_000}MHz",
        _ when Hertz % 1_000 == 0 => $"{Hertz / 1_000}kHz",
        _ => $"{Hertz}Hz",
    };
}
