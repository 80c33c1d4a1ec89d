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
    where TComponent : class, IComponent
{
    /// <summary>The component type that this one does the same as, in every bit and with the same saved state; null when there is none.</summary>
    /// <remarks>A snapshot with one of them is restored with the other, and <c>run --lockstep</c> compares a machine with one that has the reference. A reference has none itself.</remarks>
    public string? Reference { get; init; }

    /// <summary>Makes the component for a shadow, a machine that runs beside another one of the same manifest to be compared with it.</summary>
    /// <remarks>
    /// It is for the guest what <see cref="Create"/> makes, with the same state and the same input channels, and touches nothing outside: it writes no file, opens no socket and shows nothing; what
    /// the guest writes to a medium is state. It refuses with a <see cref="ComponentException"/>. Null: <see cref="Create"/> does; types that are an end towards the host
    /// (character devices, media, display and audio sinks, networks, observers of runs), or that have an option of type <see cref="FilePath"/>, must say so themselves.
    /// </remarks>
    public Func<TOptions, IComponentContext, IComponent>? CreateShadow { get; init; }
}
