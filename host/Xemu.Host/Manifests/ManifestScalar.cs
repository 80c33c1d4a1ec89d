namespace Xemu.Host;

/// <summary>A scalar.</summary>
internal sealed class ManifestScalar(SourcePlace place, ManifestOrigin origin, ScalarKind kind, object value, string literal)
    : ManifestValue(place, origin)
{
    public ScalarKind Kind { get; } = kind;

    /// <summary>A <see cref="string"/>, <see cref="Int128"/>, <see cref="double"/>, <see cref="bool"/> or <see cref="DateTimeOffset"/>.</summary>
    public object Value { get; } = value;

    /// <summary>As written, without the quotes of a text.</summary>
    public string Literal { get; } = literal;

    /// <summary>Whether the literal may stand for a text: on the command line nobody writes quotes inside quotes.</summary>
    public bool IsLoose { get; init; }

    /// <summary>The text, or null when it is none.</summary>
    public string? Text => Kind == ScalarKind.Text ? (string)Value : IsLoose ? Literal : null;

    public override string KindName => Kind switch
    {
        ScalarKind.Text => "a text",
        ScalarKind.Integer => "an integer",
        ScalarKind.Float => "a decimal number",
        ScalarKind.Flag => "true or false",
        _ => "a date",
    };
}
