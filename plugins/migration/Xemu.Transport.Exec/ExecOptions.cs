using Xemu.Abstractions;

namespace Xemu.Transport.Exec;

/// <summary>Options of <c>transport.exec</c>.</summary>
internal sealed record ExecOptions
{
    [Option("Whether addresses exec:COMMAND may run commands with the rights of this process")]
    public bool AllowExec { get; init; }
}
