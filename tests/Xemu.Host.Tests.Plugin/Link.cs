using Xemu.Abstractions;

namespace Xemu.Host.Tests.Plugin;

public interface ILink
{
    ILink? Next { get; }
}

public sealed record LinkOptions
{
    [Option("The next link.")]
    public ILink? Next { get; init; }
}

public sealed class Link(LinkOptions options) : TestComponent, ILink
{
    public ILink? Next => options.Next;
}
