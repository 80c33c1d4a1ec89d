namespace Xemu.Abstractions;

/// <summary>Where a plugin registers its parts. A name that another plugin holds already is an error that names both.</summary>
public interface IPluginRegistry
{
    /// <summary>Adds a component type that manifests can name.</summary>
    /// <typeparam name="TOptions">Its options record: see <see cref="OptionAttribute"/>.</typeparam>
    /// <typeparam name="TComponent">What the factory makes; its interfaces say what other components may use it as.</typeparam>
    /// <param name="type">Name, description and factory.</param>
    void AddComponent<TOptions, TComponent>(ComponentType<TOptions, TComponent> type)
        where TOptions : class, new()
        where TComponent : class, IComponent;

    /// <summary>Adds a command-line verb.</summary>
    void AddVerb(VerbDefinition verb);

    /// <summary>Adds an option to the <c>run</c> verb.</summary>
    void AddRunOption(RunOptionDefinition option);

    /// <summary>Adds a kind of file that <c>run FILE</c> opens.</summary>
    void AddFileOpener(IFileOpener opener);

    /// <summary>Adds a monitor command.</summary>
    void AddMonitorCommand(MonitorCommandDefinition command);
}
