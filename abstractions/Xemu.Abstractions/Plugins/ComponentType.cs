namespace Xemu.Abstractions;

/// <summary>A component type: what <c>type = "…"</c> in a manifest picks.</summary>
/// <typeparam name="TOptions">The options record.</typeparam>
/// <typeparam name="TComponent">What the factory makes.</typeparam>
/// <param name="Name">Dotted lower-case name: <c>x86.interpreter</c>, <c>chardev.stdio</c>.</param>
/// <param name="Description">One line.</param>
/// <param name="Create">Makes the component from checked options. It may open what the options name; it does not start threads.</param>
public sealed record ComponentType<TOptions, TComponent>(
    string Name, string Description, Func<TOptions, IComponentContext, TComponent> Create)
    where TOptions : class, new()
    where TComponent : class, IComponent;
