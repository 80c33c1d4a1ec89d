using Xemu.Abstractions;
using Xemu.Transport.Fd;

[assembly: Plugin("transport-fd", typeof(FdPlugin))]

namespace Xemu.Transport.Fd;

/// <summary>The plugin of the transport <c>transport.fd</c>.</summary>
public sealed class FdPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<FdOptions, FdTransport>(
            "transport.fd", "Migration to and from descriptors that the user hands over", static (_, context) => new FdTransport(context.Descriptors)));
    }
}
