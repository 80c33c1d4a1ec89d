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
        registry.AddVerb(new VerbDefinition(
            SnapshotVerb.Name, "Lists, shows, checks and compares snapshots", "list|inspect|verify|diff|extract-ram …", SnapshotVerb.Run));
    }
}
