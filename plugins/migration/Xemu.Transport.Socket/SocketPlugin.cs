using Xemu.Abstractions;
using Xemu.Transport.Socket;

[assembly: Plugin("transport-socket", typeof(SocketPlugin))]

namespace Xemu.Transport.Socket;

/// <summary>The plugin of the transport <c>transport.socket</c>.</summary>
public sealed class SocketPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<SocketOptions, SocketTransport>(
            "transport.socket", "Migration between machines, over unix and TCP sockets", static (_, context) => new SocketTransport(context.Log)));
    }
}
