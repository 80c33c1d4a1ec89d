using Xemu.Abstractions;
using Xemu.Transport.File;

[assembly: Plugin("transport-file", typeof(FilePlugin))]

namespace Xemu.Transport.File;

/// <summary>The plugin of the transport <c>transport.file</c>.</summary>
public sealed class FilePlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<FileOptions, FileTransport>(
            "transport.file", "Migration to and from files, buffered", static (_, _) => new FileTransport()));
    }
}
