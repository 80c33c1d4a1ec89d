using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Xemu.Abstractions.Devices;

/// <summary>A place on a PCI bus, written <c>slot.function</c> in hexadecimal: <c>"1f.2"</c>.</summary>
/// <param name="Slot">Device number, 0 to 31.</param>
/// <param name="Function">Function number, 0 to 7.</param>
public readonly record struct PciAddress(byte Slot, byte Function) : IParsable<PciAddress>
{
    /// <inheritdoc/>
    public static PciAddress Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out PciAddress result)
            ? result
            : throw new FormatException("Expected slot.function in hexadecimal, \"0.0\" to \"1f.7\".");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PciAddress result)
    {
        result = default;
        string[] parts = (s ?? string.Empty).Split('.');
        if (parts.Length != 2
            || !byte.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte slot) || slot > 31
            || !byte.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out byte function) || function > 7)
        {
            return false;
        }

        result = new PciAddress(slot, function);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Slot:x}.{Function}";
}
