namespace Xemu.Abstractions;

/// <summary>Makes a property of an options record a manifest key.</summary>
/// <remarks>
/// The key is the property's name in kebab-case (<c>CommandLine</c> → <c>command-line</c>). A property is <c>{ get; init; }</c>; its initial
/// value is the default. Types: <see cref="string"/>, <see cref="bool"/>, integers, <see cref="double"/>, enumerations (kebab-case members), <see cref="ByteSize"/>,
/// <see cref="Frequency"/>, <see cref="Duration"/>, <see cref="FilePath"/>, arrays of these, arrays of records with options of their own (TOML tables), and any
/// interface, which names another component by its id. Nullable means optional.
/// </remarks>
/// <param name="description">One line for <c>describe</c>, the schema and editors.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionAttribute(string description) : Attribute
{
    /// <summary>One line.</summary>
    public string Description { get; } = description;

    /// <summary>The manifest must have the key.</summary>
    public bool Required { get; init; }

    /// <summary>Smallest number allowed; for quantities in their base unit (bytes, hertz, nanoseconds).</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Greatest number allowed; for quantities in their base unit.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>A regular expression that a text must match as a whole, or null.</summary>
    public string? Pattern { get; init; }
}
