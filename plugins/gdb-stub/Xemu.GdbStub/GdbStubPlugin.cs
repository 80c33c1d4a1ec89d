using Xemu.Abstractions;
using Xemu.GdbStub;

[assembly: Plugin("gdb-stub", typeof(GdbStubPlugin))]

namespace Xemu.GdbStub;

/// <summary>The plugin of the debugger's stub.</summary>
public sealed class GdbStubPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<GdbStubOptions, GdbStubComponent>(
            "debug.gdb", "Lets gdb attach: target remote …", static (o, c) => new GdbStubComponent(o, c))
        { CreateShadow = static (_, _) => throw new ComponentException("A debugger would change one machine and not its shadow; leave it out of a lockstep run.") });
        registry.AddRunOption(new RunOptionDefinition(
            "--gdb", "LISTEN", "Let gdb attach to CPU 'cpu': tcp:127.0.0.1:1234 or unix:/path.",
            static listen => ["components.gdb.type=debug.gdb", "components.gdb.cpu=cpu", $"components.gdb.listen={listen}"]));
        registry.AddRunOption(new RunOptionDefinition(
            "--gdb-wait", null, "With --gdb: stand still until gdb says continue.", static _ => ["components.gdb.wait=true"]));
    }
}
