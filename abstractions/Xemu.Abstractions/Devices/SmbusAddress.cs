using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Xemu.Abstractions.Devices;

/// <summary>A 7-bit SMBus address, written in hexadecimal: <c>"0x54"</c>.</summary>
/// <param name="Value">0x08 to 0x77; the 8-bit form of data sheets is twice this.</param>
public readonly record struct SmbusAddress(byte Value) : IParsable<SmbusAddress>
{
    /// <inheritdoc/>
    public static SmbusAddress Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out SmbusAddress result)
            ? result
            : throw new FormatException("Expected a 7-bit SMBus address, \"0x08\" to \"0x77\".");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SmbusAddress result)
    {
        result = default;
        if (s is null || !s.StartsWith("0x", StringComparison.Ordinal)
            || !byte.TryParse(s.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value)
            || value is < 0x08 or > 0x77)
        {
            return false;
        }

        result = new SmbusAddress(value);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"0x{Value:x2}";
}
