using System.Runtime.CompilerServices;

namespace Xemu.Host.Tests;

/// <summary>Where things are, and the host run within this process.</summary>
internal static class HostFixture
{
    public const string PluginAssembly = "Xemu.Host.Tests.Plugin";

    private static readonly Lazy<PluginSet> SharedPlugins = new(LoadPlugins);

    // Where the build has put it: artifacts/bin/ASSEMBLY/CONFIGURATION.
    private static readonly string BuiltPlugin = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", PluginAssembly, Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))));

    private static readonly Lazy<string> SharedPluginFile = new(() => CopyPlugin(Directory.CreateTempSubdirectory("xemu-host-tests-plugins-").FullName));

    /// <summary>The test plugin's file, in a folder of its name.</summary>
    public static string PluginFile => SharedPluginFile.Value;

    /// <summary>The test plugin, loaded once as the host loads plugins.</summary>
    public static PluginSet Plugins => SharedPlugins.Value;

    public static string RepositoryRoot { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    /// <summary>A fresh copy of the test plugin in a directory of plugins.</summary>
    public static string CopyPlugin(string directory, string assembly = PluginAssembly)
    {
        string folder = Path.Combine(directory, assembly);
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(BuiltPlugin))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        return Path.Combine(folder, $"{assembly}.dll");
    }

    /// <summary>Runs a command line within this process.</summary>
    public static HostRun Run(params string[] arguments) => RunOn(isTerminal: true, machines: null, arguments);

    /// <summary>Runs a command line within this process.</summary>
    /// <param name="isTerminal">Whether standard output counts as a terminal.</param>
    /// <param name="machines">The folder of manifests that ship.</param>
    /// <param name="arguments">The command line.</param>
    public static HostRun RunOn(bool isTerminal, string? machines, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        GlobalOptions globals = GlobalOptions.Scan(arguments, environment: null);
        using var context = new HostContext
        {
            Output = output,
            Error = error,
            IsOutputTerminal = isTerminal,
            Globals = globals with { PluginDirectories = [.. globals.PluginDirectories, Path.GetDirectoryName(PluginFile)!] },
            MachinesDirectory = machines ?? "/nonexistent/machines",
        };
        int exitCode = HostProgram.Run(arguments, context);
        return new HostRun(exitCode, output.ToString(), error.ToString());
    }

    private static PluginSet LoadPlugins()
    {
        var plugins = new PluginSet();
        Assert.True(plugins.Load(PluginFile), string.Join('\n', plugins.Problems));
        return plugins;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
