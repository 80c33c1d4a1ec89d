namespace Xemu.Mcpx;

/// <summary>Exact conversion between guest nanoseconds and ticks of a frequency: no rounding is ever carried on.</summary>
internal static class TickMath
{
    private const ulong NsPerSecond = 1_000_000_000;

    /// <summary>Ticks that have passed at a time: the floor of the exact quotient.</summary>
    /// <param name="ns">Guest time in nanoseconds.</param>
    /// <param name="hertz">1 Hz to 10 GHz, so that no product overflows.</param>
    public static ulong ToTicks(ulong ns, ulong hertz) =>
        ((ns / NsPerSecond) * hertz) + ((ns % NsPerSecond) * hertz / NsPerSecond);

    /// <summary>The first nanosecond at which that many ticks have passed.</summary>
    /// <param name="ticks">Number of ticks.</param>
    /// <param name="hertz">1 Hz to 10 GHz.</param>
    public static ulong ToNs(ulong ticks, ulong hertz) =>
        ((ticks / hertz) * NsPerSecond) + ((((ticks % hertz) * NsPerSecond) + hertz - 1) / hertz);
}
