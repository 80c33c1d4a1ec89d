using Xemu.Abstractions;
using Xemu.Monitor.Qmp;

[assembly: Plugin("monitor-qmp", typeof(QmpPlugin))]

namespace Xemu.Monitor.Qmp;

/// <summary>The plugin of the QEMU Machine Protocol.</summary>
public sealed class QmpPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<QmpOptions, QmpMonitor>(
            "monitor.qmp", "A monitor that speaks the QEMU Machine Protocol on a unix socket, or on loopback TCP", static (o, c) => new QmpMonitor(o, c))
        { CreateShadow = static (_, _) => throw new ComponentException("A monitor would change one machine and not its shadow; leave it out of a lockstep run.") });
        registry.AddRunOption(new RunOptionDefinition(
            "--qmp", "ADDRESS", "Listen for QEMU Machine Protocol clients: unix:PATH, or tcp:127.0.0.1:PORT.", Overrides));
    }

    private static IEnumerable<string> Overrides(string address)
    {
        // A mistake is told with the option and not with the manifest.
        _ = ListenAddress.Parse(address);
        return ["components.qmp.type=monitor.qmp", $"components.qmp.listen={address}"];
    }
}
