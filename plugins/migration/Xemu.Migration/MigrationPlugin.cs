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
            "migration.engine", "Saves and restores the machine", static (o, c) => new MigrationEngine(o, c)));
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
}
