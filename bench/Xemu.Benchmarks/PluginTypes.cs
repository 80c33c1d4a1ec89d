using Xemu.Abstractions;

namespace Xemu.Benchmarks;

/// <summary>Takes what a plugin registers, so that components are made as the host makes them.</summary>
internal sealed class PluginTypes : IPluginRegistry
{
    private readonly Dictionary<string, Func<IComponentContext, IComponent>> _factories = [];

    /// <summary>Makes a component of a plugin's type with the options' defaults.</summary>
    public static IComponent Create(IPlugin plugin, string type, IComponentContext context)
    {
        var types = new PluginTypes();
        plugin.Register(types);
        return types._factories[type](context);
    }

    public void AddComponent<TOptions, TComponent>(ComponentType<TOptions, TComponent> type)
        where TOptions : class, new()
        where TComponent : class, IComponent => _factories[type.Name] = context => type.Create(new TOptions(), context);

    public void AddVerb(VerbDefinition verb)
    {
    }

    public void AddRunOption(RunOptionDefinition option)
    {
    }

    public void AddFileOpener(IFileOpener opener)
    {
    }

    public void AddMonitorCommand(MonitorCommandDefinition command)
    {
    }
}
