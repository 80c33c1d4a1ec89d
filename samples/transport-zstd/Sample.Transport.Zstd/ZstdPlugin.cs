using Sample.Transport.Zstd;
using Xemu.Abstractions;

[assembly: Plugin("sample-transport-zstd", typeof(ZstdPlugin))]

namespace Sample.Transport.Zstd;

/// <summary>The plugin's entry: one component type, which the engine finds by what it implements.</summary>
public sealed class ZstdPlugin : IPlugin
{
    public void Register(IPluginRegistry registry) =>
        registry.AddComponent(new ComponentType<ZstdOptions, ZstdTransport>(
            "sample.transport-zstd", "Migration to and from compressed files.", static (options, _) => new ZstdTransport(options)));
}
