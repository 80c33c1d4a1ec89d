namespace Xemu.Host;

/// <summary>What verbs get from the process.</summary>
internal sealed class HostContext : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    public required TextWriter Output
    {
        get;
        init => field = new OutputWriter(value);
    }

    public required TextWriter Error { get; init; }

    /// <summary>Whether somebody looks at standard output.</summary>
    public required bool IsOutputTerminal { get; init; }

    /// <summary>Whether somebody looks at standard error.</summary>
    public bool IsErrorTerminal { get; init; }

    public required GlobalOptions Globals { get; init; }

    public PluginSet Plugins { get; init; } = new();

    /// <summary>The folder of the manifests that ship.</summary>
    public string MachinesDirectory { get; init; } = HostPaths.MachinesDirectory;

    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>The signal that asked for the end, or 0.</summary>
    public int Signal { get; private set; }

    public void Cancel(int signal)
    {
        Signal = signal;
        _cancellation.Cancel();
    }

    /// <summary>Loads the plugins that need nobody's word: those that ship, the user's, and those of the command line.</summary>
    public void LoadPlugins()
    {
        foreach (string directory in Globals.PluginDirectories.Append(HostPaths.ShippedPlugins).Append(HostPaths.UserPlugins))
        {
            Plugins.LoadDirectory(Path.GetFullPath(directory));
        }
    }

    /// <summary>Writes mistakes to standard error.</summary>
    public int Fail(Diagnostics diagnostics)
    {
        diagnostics.WriteTo(Error);
        return ExitCodes.Wrong;
    }

    /// <summary>Writes one mistake to standard error.</summary>
    public int Fail(string message, int exitCode = ExitCodes.Wrong)
    {
        Error.WriteLine($"error: {Printable.Line(message, 1000)}");
        return exitCode;
    }

    public void Dispose() => _cancellation.Dispose();
}
