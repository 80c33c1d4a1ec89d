using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Xemu.Abstractions.Devices;

/// <summary>A port of a root hub, written as a number from 1: <c>"3"</c>.</summary>
/// <param name="Number">1 to 15.</param>
public readonly record struct UsbPort(int Number) : IParsable<UsbPort>
{
    /// <inheritdoc/>
    public static UsbPort Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out UsbPort result) ? result : throw new FormatException("Expected a port number, \"1\" to \"15\".");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out UsbPort result)
    {
        bool parsed = int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 15;
        result = new UsbPort(number);
        return parsed;
    }

    /// <inheritdoc/>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}
