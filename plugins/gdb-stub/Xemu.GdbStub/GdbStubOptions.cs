using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;

namespace Xemu.GdbStub;

/// <summary>Options of <c>debug.gdb</c>.</summary>
internal sealed record GdbStubOptions
{
    [Option("The CPU that is debugged", Required = true)]
    public ICpuDebug? Cpu { get; init; }

    [Option("Where gdb connects: tcp:ADDRESS:PORT on this machine alone (port 0: any free one, the log says which), or unix:PATH, a socket that only its user may open")]
    public string Listen { get; init; } = "tcp:127.0.0.1:1234";

    [Option("Stand still at the first instruction until gdb says continue")]
    public bool Wait { get; init; }
}
