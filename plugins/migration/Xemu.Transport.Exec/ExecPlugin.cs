using Xemu.Abstractions;
using Xemu.Transport.Exec;

[assembly: Plugin("transport-exec", typeof(ExecPlugin))]

namespace Xemu.Transport.Exec;

/// <summary>The plugin of the transport <c>transport.exec</c>.</summary>
public sealed class ExecPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<ExecOptions, ExecTransport>(
            "transport.exec", "Migration to and from a command's pipe", static (options, _) => new ExecTransport(options)));
        registry.AddRunOption(new RunOptionDefinition(
            "--allow-exec",
            null,
            "Let migrations to exec:COMMAND run commands",
            static _ => ["components.transport-exec.type=transport.exec", "components.transport-exec.allow-exec=true"]));
    }
}
