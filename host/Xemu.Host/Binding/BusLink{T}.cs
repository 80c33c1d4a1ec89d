using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Xemu.Abstractions.Devices;

namespace Xemu.Host;

/// <summary>How devices of one kind go on buses of one kind.</summary>
internal sealed class BusLink<TDevice, TAddress> : BusLink
    where TDevice : class
    where TAddress : struct, IParsable<TAddress>, IEquatable<TAddress>
{
    public override bool TryParse(string text, [NotNullWhen(true)] out object? address, out string expected)
    {
        expected = string.Empty;
        if (TAddress.TryParse(text, CultureInfo.InvariantCulture, out TAddress parsed))
        {
            address = parsed;
            return true;
        }

        address = null;
        try
        {
            // The contract says it best: Parse throws with the form that it wants.
            _ = TAddress.Parse(text, CultureInfo.InvariantCulture);
        }
        catch (FormatException e)
        {
            expected = e.Message;
        }

        return false;
    }

    public override void Attach(object bus, string id, object device, object address) =>
        ((IBus<TDevice, TAddress>)bus).Attach(id, (TDevice)device, (TAddress)address);
}
