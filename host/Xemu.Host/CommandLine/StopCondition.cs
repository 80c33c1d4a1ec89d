using System.Globalization;
using Xemu.Machine;

namespace Xemu.Host;

/// <summary>Reads <c>--stop-after</c>: guest time with its unit, or a number of instructions.</summary>
internal static class StopCondition
{
    public static bool TryParse(string text, out RunLimits limits)
    {
        limits = default;
        if (Quantity.Time.TryParse(text, out ulong nanoseconds, out _))
        {
            limits = new RunLimits(StopAtNs: nanoseconds);
            return true;
        }

        if (ulong.TryParse(text.Replace("_", string.Empty, StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out ulong count))
        {
            limits = new RunLimits(StopAtCount: count);
            return true;
        }

        return false;
    }
}
