using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Media;

namespace Xemu.Host;

/// <summary>Which component types need to say how they are made for a shadow.</summary>
internal static class ShadowRules
{
    private static readonly Type[] HostEnds =
    [
        typeof(ICharacterDevice), typeof(IBlockDevice), typeof(IDisplaySink), typeof(IRunObserver),
#pragma warning disable XEMU0003, XEMU0004 // Whoever implements them is an end towards the host, however they change.
        typeof(INetworkBackend), typeof(IAudioSink),
#pragma warning restore XEMU0003, XEMU0004
    ];

    /// <summary>Whether a component is among the parts.</summary>
    public static bool Includes(this ShadowParts parts, Type component) => parts switch
    {
        ShadowParts.All => true,
        ShadowParts.Media => typeof(IBlockDevice).IsAssignableFrom(component),
        _ => false,
    };

    /// <summary>Adds a mistake for each component that may touch something outside and does not say how it is made for a shadow.</summary>
    public static void Check(BoundMachine machine, ShadowParts parts, Diagnostics diagnostics)
    {
        foreach (BoundComponent item in machine.Components.Where(item => parts.Includes(item.Type.ComponentClass) && !item.Type.HasShadow))
        {
            if (Reason(item.Type) is { } reason)
            {
                diagnostics.Add(
                    item.Place, $"Component '{item.Id}' cannot be there twice: its type {item.Type.Name} {reason}, and its plugin does not say how to keep a second one from it; leave it out of a lockstep run.");
            }
        }
    }

    private static string? Reason(ComponentTypeEntry type) => Array.Find(HostEnds, contract => contract.IsAssignableFrom(type.ComponentClass)) is { } end
        ? $"is an end towards the host ({end.Name})"
        : HasPath(type.Options) ? "takes a path" : null;

    private static bool HasPath(OptionsModel model) =>
        model.Options.Any(static option => option.Kind == OptionKind.Path || (option.Record is not null && HasPath(option.Record)));
}
