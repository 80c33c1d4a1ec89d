using System.Reflection;
using System.Runtime.Loader;
using Xemu.Abstractions;

namespace Xemu.Conformance;

/// <summary>Makes components as a host does: from what a plugin registers.</summary>
internal static class PluginParts
{
    /// <summary>Makes a component of a plugin.</summary>
    public static T Create<T>(IPlugin plugin, string typeName, IReadOnlyDictionary<string, object> options, IComponentContext context)
    {
        var registry = new Registry(typeName, options, context);
        plugin.Register(registry);
        return (T)(registry.Made ?? throw new InvalidOperationException($"{plugin.GetType()} registers no '{typeName}'."));
    }

    /// <summary>Loads a plugin's assembly apart from this one, so that it can be unloaded.</summary>
    public static (AssemblyLoadContext Context, IPlugin Plugin) Load(string path)
    {
        var context = new Context(path);
        Assembly assembly = context.LoadFromAssemblyPath(path);
        var attribute = assembly.GetCustomAttribute<PluginAttribute>()!;
        return (context, (IPlugin)Activator.CreateInstance(attribute.Entry)!);
    }

    private sealed class Context(string path) : AssemblyLoadContext(Path.GetFileName(path), isCollectible: true)
    {
        private static readonly string[] Shared = ["Xemu.Abstractions", "Microsoft.Extensions.Logging.Abstractions"];
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            !Shared.Contains(assemblyName.Name) && (_resolver.ResolveAssemblyToPath(assemblyName) ?? Beside(assemblyName)) is { } found ? LoadFromAssemblyPath(found) : null;

        /// <summary>A test project has its plugins' libraries beside it and not in the plugins' .deps.json.</summary>
        private string? Beside(AssemblyName name) => Path.Combine(Path.GetDirectoryName(path)!, name.Name + ".dll") is var file && File.Exists(file) ? file : null;
    }

    private sealed class Registry(string typeName, IReadOnlyDictionary<string, object> options, IComponentContext context) : IPluginRegistry
    {
        public IComponent? Made { get; private set; }

        public void AddComponent<TOptions, TComponent>(ComponentType<TOptions, TComponent> type)
            where TOptions : class, new()
            where TComponent : class, IComponent
        {
            if (type.Name == typeName)
            {
                var record = new TOptions();
                foreach ((string name, object value) in options)
                {
                    typeof(TOptions).GetProperty(name)!.SetValue(record, value);
                }

                Made = type.Create(record, context);
            }
        }

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
}
