namespace Xemu.Host;

/// <summary>A machine that its manifest allows cannot be built: an image is broken, two devices map one range.</summary>
internal sealed class CompositionException(SourcePlace place, string message, Exception inner) : Exception(message, inner)
{
    public SourcePlace Place { get; } = place;
}
