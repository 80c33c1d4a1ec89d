using System.Diagnostics.CodeAnalysis;
using Xemu.Abstractions.Devices;

namespace Xemu.Host;

/// <summary>How devices of one kind go on buses of one kind.</summary>
internal abstract class BusLink
{
    /// <summary>Whether a class is a bus of any kind.</summary>
    public static bool IsBus(Type type) => BusInterfaces(type).Any();

    /// <summary>The kinds of device that a bus takes.</summary>
    public static IEnumerable<Type> DeviceInterfaces(Type bus) => BusInterfaces(bus).Select(contract => contract.GetGenericArguments()[0]);

    /// <summary>The link between two classes, or null when the bus does not take the device.</summary>
    public static BusLink? Find(Type bus, Type device)
    {
        Type? contract = BusInterfaces(bus).FirstOrDefault(candidate => candidate.GetGenericArguments()[0].IsAssignableFrom(device));
        return contract is null
            ? null
            : (BusLink)Activator.CreateInstance(typeof(BusLink<,>).MakeGenericType(contract.GetGenericArguments()))!;
    }

    /// <summary>Reads an address; when it is wrong, gives what was expected instead.</summary>
    public abstract bool TryParse(string text, [NotNullWhen(true)] out object? address, out string expected);

    /// <summary>Puts the device on the bus.</summary>
    public abstract void Attach(object bus, string id, object device, object address);

    private static IEnumerable<Type> BusInterfaces(Type type) =>
        type.GetInterfaces().Append(type).Where(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IBus<,>));
}
