using Xemu.Abstractions;

namespace Xemu.Host.Tests.Plugin;

public abstract class TestComponent : IComponent
{
    public void Dispose() => GC.SuppressFinalize(this);
}

public sealed record NoOptions;
