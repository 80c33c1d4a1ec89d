using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Io;

namespace Xemu.Host;

/// <summary>What the host lends to a machine.</summary>
/// <param name="Logs">Makes logs.</param>
/// <param name="Pictures">Writes pictures.</param>
/// <param name="Traces">Takes trace lines.</param>
/// <param name="Plugins">What components can be made of while the machine lives, and the monitor commands.</param>
/// <param name="Descriptors">Descriptors that the user handed over.</param>
/// <param name="Shadow">Which parts are made for a shadow.</param>
internal sealed record MachineServices(
    ILoggerFactory Logs, IPictureWriter Pictures, TraceHub Traces, PluginSet Plugins, IDescriptorStore Descriptors, ShadowParts Shadow = ShadowParts.None)
{
    /// <summary>Makes a component, or its stand-in.</summary>
    public IComponent Create(ComponentTypeEntry type, object options, IComponentContext context) =>
        Shadow.Includes(type.ComponentClass) ? type.CreateShadow(options, context) : type.Create(options, context);
}
