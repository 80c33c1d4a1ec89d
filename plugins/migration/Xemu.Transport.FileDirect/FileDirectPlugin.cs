using Xemu.Abstractions;
using Xemu.Transport.FileDirect;

[assembly: Plugin("transport-file-direct", typeof(FileDirectPlugin))]

namespace Xemu.Transport.FileDirect;

/// <summary>The plugin of the transport <c>transport.file-direct</c>.</summary>
public sealed class FileDirectPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<FileDirectOptions, FileDirectTransport>(
            "transport.file-direct", "Migration to and from files, pages past the host's page cache", static (_, _) => new FileDirectTransport()));
    }
}
