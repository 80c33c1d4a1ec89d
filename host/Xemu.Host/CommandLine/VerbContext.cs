using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>What a plugin's verb gets.</summary>
internal sealed class VerbContext(HostContext host, IReadOnlyList<string> arguments) : IVerbContext
{
    public IReadOnlyList<string> Arguments { get; } = arguments;

    public TextWriter Output => host.Output;

    public TextWriter Error => host.Error;

    public CancellationToken Cancellation => host.Cancellation;
}
