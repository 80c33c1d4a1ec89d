using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>What one plugin registers, collected before anything of it counts.</summary>
internal sealed class PluginParts : IPluginRegistry
{
    public List<ComponentTypeEntry> Components { get; } = [];

    public List<VerbDefinition> Verbs { get; } = [];

    public List<RunOptionDefinition> RunOptions { get; } = [];

    public List<IFileOpener> FileOpeners { get; } = [];

    public List<MonitorCommandDefinition> MonitorCommands { get; } = [];

    public void AddComponent<TOptions, TComponent>(ComponentType<TOptions, TComponent> type)
        where TOptions : class, new()
        where TComponent : class, IComponent =>
        Components.Add(new ComponentTypeEntry<TOptions, TComponent>(type));

    public void AddVerb(VerbDefinition verb) => Verbs.Add(verb);

    public void AddRunOption(RunOptionDefinition option) => RunOptions.Add(option);

    public void AddFileOpener(IFileOpener opener) => FileOpeners.Add(opener);

    public void AddMonitorCommand(MonitorCommandDefinition command) => MonitorCommands.Add(command);
}
