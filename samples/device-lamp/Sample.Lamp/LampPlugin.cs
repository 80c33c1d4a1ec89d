using Sample.Lamp;
using Xemu.Abstractions;

[assembly: Plugin("sample-lamp", typeof(LampPlugin))]

namespace Sample.Lamp;

/// <summary>The plugin's entry: one component type.</summary>
public sealed class LampPlugin : IPlugin
{
    public void Register(IPluginRegistry registry) =>
        registry.AddComponent(new ComponentType<LampOptions, Lamp>("sample.lamp", "Eight lamps behind an I/O port.", static (options, context) => new Lamp(options, context)));
}
