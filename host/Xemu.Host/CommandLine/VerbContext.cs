using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>What a plugin's verb gets.</summary>
internal sealed class VerbContext(HostContext host, IReadOnlyList<string> arguments) : IVerbContext, IDisposable
{
    private readonly VerbComponents _components = new(host);

    public IReadOnlyList<string> Arguments { get; } = arguments;

    public TextWriter Output => host.Output;

    public TextWriter Error => host.Error;

    public bool IsErrorTerminal => host.IsErrorTerminal;

    public IComponentFactory Factory => _components;

    public int Invoke(IReadOnlyList<string> arguments) => HostProgram.Invoke(arguments, host);

    public CancellationToken Cancellation => host.Cancellation;

    public void Dispose() => _components.Dispose();
}
