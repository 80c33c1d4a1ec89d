using Xemu.Abstractions;

namespace Xemu.Host.Tests.Plugin;

public enum FaultKind
{
    None,
    Refuse,
    Bug,
    BugWhileWiring,
    BugWhileDisposing,
    RefuseFile,
}

public sealed record FaultOptions
{
    [Option("How to fail.")]
    public FaultKind Kind { get; init; }

    [Option("What to find fault with.")]
    public FilePath? File { get; init; }
}

public sealed class Fault : IComponent
{
    private readonly FaultKind _kind;

    public Fault(FaultOptions options, IComponentContext context)
    {
        _kind = options.Kind;
        switch (_kind)
        {
            case FaultKind.Refuse:
                throw new ComponentException($"The image of {context.Id} is broken; get another.");
            case FaultKind.RefuseFile:
                throw new ComponentException($"Image '{options.File?.FullPath}' is broken; get another.");
            case FaultKind.Bug:
                throw new InvalidOperationException("a bug");
            default:
                break;
        }
    }

    public void Wire()
    {
        if (_kind == FaultKind.BugWhileWiring)
        {
            throw new InvalidOperationException("a bug");
        }
    }

    public void Dispose()
    {
        if (_kind == FaultKind.BugWhileDisposing)
        {
            throw new InvalidOperationException("a bug");
        }
    }
}
