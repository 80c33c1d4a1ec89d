using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Devices;

/// <summary>A place on an IDE channel, written <c>"master"</c> or <c>"slave"</c>.</summary>
/// <param name="IsSlave">Device 1.</param>
public readonly record struct IdeUnit(bool IsSlave) : IParsable<IdeUnit>
{
    /// <inheritdoc/>
    public static IdeUnit Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out IdeUnit result) ? result : throw new FormatException("Expected \"master\" or \"slave\".");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out IdeUnit result)
    {
        result = new IdeUnit(s == "slave");
        return s is "master" or "slave";
    }

    /// <inheritdoc/>
    public override string ToString() => IsSlave ? "slave" : "master";
}
