using Microsoft.Extensions.Logging;
using Xemu.Abstractions.Frontends;

namespace Xemu.Host;

/// <summary>What the host lends to a machine.</summary>
/// <param name="Logs">Makes logs.</param>
/// <param name="Pictures">Writes pictures.</param>
/// <param name="Traces">Takes trace lines.</param>
internal sealed record MachineServices(ILoggerFactory Logs, IPictureWriter Pictures, TraceHub Traces);
