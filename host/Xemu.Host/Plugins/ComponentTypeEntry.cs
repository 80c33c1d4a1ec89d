using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>A registered component type, without its type parameters.</summary>
internal abstract class ComponentTypeEntry
{
    private OptionsModel? _model;

    /// <summary>What <c>type = "…"</c> names.</summary>
    public abstract string Name { get; }

    /// <summary>One line.</summary>
    public abstract string Description { get; }

    /// <summary>The type that this one does the same as, or null.</summary>
    public abstract string? Reference { get; }

    /// <summary>Whether the type says how it is made for a shadow.</summary>
    public abstract bool HasShadow { get; }

    /// <summary>The class of the components.</summary>
    public abstract Type ComponentClass { get; }

    /// <summary>The options, read from the record when first asked for.</summary>
    /// <exception cref="PluginException">The record is not as the contract asks.</exception>
    public OptionsModel Options => _model ??= OptionsModel.Of(OptionsClass);

    /// <summary>The keys that the host reads: an options record may take <c>bus</c> and <c>address</c> for itself.</summary>
    public IReadOnlyCollection<string> ReservedKeys =>
        [.. new[] { ManifestKeys.Type, ManifestKeys.Bus, ManifestKeys.Address }.Where(key => Options.Find(key) is null)];

    protected abstract Type OptionsClass { get; }

    /// <summary>Makes a component.</summary>
    public abstract IComponent Create(object options, IComponentContext context);

    /// <summary>Makes a component of a shadow.</summary>
    public abstract IComponent CreateShadow(object options, IComponentContext context);
}
