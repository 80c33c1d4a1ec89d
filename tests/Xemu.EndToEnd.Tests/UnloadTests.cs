using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Xemu.Abstractions;
using Xemu.Host;
using Xemu.Machine;

namespace Xemu.EndToEnd.Tests;

/// <summary>A plugin that was loaded in collectible mode and run leaves nothing behind that keeps it loaded: threads, host events, handles.</summary>
public sealed class UnloadTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-end-to-end-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("xbox.toml")]
    [InlineData("xbox-demo.toml")]
    public void Console_RunAndDisposed_LetsEveryPluginBeCollected(string manifest)
    {
        Dictionary<string, WeakReference> contexts = RunAndDispose(
            Path.Combine(Platform.Folder, "machines", manifest), "machine.time=deterministic", $"components.eeprom.file={_folder.FullName}/eeprom.bin", "components.hdd-image.type=block.memory", "components.hdd-image.size=8GiB",
            "components.gdb.type=debug.gdb", "components.gdb.cpu=cpu", $"components.gdb.listen=unix:{_folder.FullName}/gdb.socket");

        for (int i = 0; contexts.Values.Any(static c => c.IsAlive) && i < 50; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.NotEmpty(contexts);
        Assert.Empty(contexts.Where(static c => c.Value.IsAlive).Select(static c => c.Key));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Dictionary<string, WeakReference> RunAndDispose(string manifest, params string[] overrides)
    {
        var plugins = new PluginSet();
        List<PluginAssemblyLoader> loaders = [];
        Dictionary<string, WeakReference> contexts = [];
        foreach (string assembly in PluginScanner.Find(Path.Combine(Platform.Folder, "plugins")))
        {
            PluginMetadata metadata = PluginScanner.Inspect(assembly);
            (PluginAssemblyLoader loader, IPlugin plugin) = PluginAssemblyLoader.Load(metadata, isCollectible: true);
            loaders.Add(loader);
            plugins.Register(metadata, plugin);
            contexts.Add(metadata.Name, new WeakReference(AssemblyLoadContext.GetLoadContext(plugin.GetType().Assembly)));
        }

        using (var built = new BuiltMachine(plugins, manifest, overrides))
        {
            _ = built.Machine.Runner.Run(new RunLimits(StopAtCount: 5_000_000));
        }

        loaders.ForEach(static l => l.Dispose());
        return contexts;
    }
}
