using Xemu.Abstractions;
using Xemu.Migration;

[assembly: Plugin("migration", typeof(MigrationPlugin))]

namespace Xemu.Migration;

/// <summary>The plugin of snapshots and migration.</summary>
public sealed class MigrationPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<EngineOptions, MigrationEngine>(
            "migration.engine", "Saves and restores the machine", static (o, c) => new MigrationEngine(o, c))
        { CreateShadow = ForShadow });
        registry.AddRunOption(RunOptions.Restore);
        registry.AddRunOption(RunOptions.Lazy);
        registry.AddRunOption(RunOptions.SaveOnExit);
        registry.AddRunOption(RunOptions.Incoming);
        registry.AddFileOpener(new SnapshotOpener());
        registry.AddVerb(new VerbDefinition(
            SnapshotVerb.Name, "Saves, restores, lists, shows, checks and compares snapshots", "save|restore|list|inspect|verify|diff|extract-ram|flatten …", SnapshotVerb.Run)
        { AnswersHelp = true });
        registry.AddVerb(new VerbDefinition(MigrateVerb.Name, "Moves a running machine to another process or to a stream", MigrateVerb.Usage, MigrateVerb.Run) { AnswersHelp = true });
    }

    /// <summary>A shadow begins where its machine does, and saves nothing.</summary>
    private static MigrationEngine ForShadow(EngineOptions options, IComponentContext context) => options.Incoming is { Length: > 0 }
        ? throw new ComponentException("A machine that comes from another process comes once, and a shadow needs its state too; take a snapshot and restore it instead.")
        : new MigrationEngine(options with { SaveOnExit = null }, context);
}
