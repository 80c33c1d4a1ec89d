namespace Xemu.Abstractions;

/// <summary>A span of guest time, written with its unit in manifests and on the command line: <c>"5s"</c> (ns, us, ms, s, min).</summary>
/// <param name="Nanoseconds">The number.</param>
public readonly record struct Duration(ulong Nanoseconds)
{
    /// <summary>Seconds as a duration.</summary>
    public static Duration FromSeconds(ulong seconds) => new(seconds * 1_000_000_000);

    /// <summary>The duration with the largest unit that divides it.</summary>
    public override string ToString() => Nanoseconds switch
    {
        0 => "0s",
        _ when Nanoseconds % 1_000_000_000 == 0 => $"{Nanoseconds / 1_000_000_000}s",
        _ when Nanoseconds % 1_000_000 == 0 => $"{Nanoseconds / 1_000_000}ms",
        _ when Nanoseconds % 1_000 == 0 => $"{Nanoseconds / 1_000}us",
        _ => $"{Nanoseconds}ns",
    };
}
