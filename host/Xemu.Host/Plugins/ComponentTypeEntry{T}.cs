using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>A registered component type.</summary>
internal sealed class ComponentTypeEntry<TOptions, TComponent>(ComponentType<TOptions, TComponent> type) : ComponentTypeEntry
    where TOptions : class, new()
    where TComponent : class, IComponent
{
    public override string Name => type.Name;

    public override string Description => type.Description;

    public override string? Reference => type.Reference;

    public override bool HasShadow => type.CreateShadow is not null;

    public override Type ComponentClass => typeof(TComponent);

    protected override Type OptionsClass => typeof(TOptions);

    public override IComponent Create(object options, IComponentContext context) => type.Create((TOptions)options, context);

    public override IComponent CreateShadow(object options, IComponentContext context) =>
        type.CreateShadow is { } create ? create((TOptions)options, context) : Create(options, context);
}
