namespace Xemu.Host;

/// <summary>One mistake: always a single line of printable text, whatever a hostile file holds.</summary>
internal sealed class Diagnostic
{
    private const int MaxMessageLength = 400;

    public Diagnostic(SourcePlace place, string message)
    {
        Place = place with { File = Printable.Line(place.File, MaxMessageLength) };
        Message = Printable.Line(message, MaxMessageLength);
    }

    public SourcePlace Place { get; }

    public string Message { get; }

    public override string ToString() => string.IsNullOrEmpty(Place.File) ? Message : $"{Place}: {Message}";
}
