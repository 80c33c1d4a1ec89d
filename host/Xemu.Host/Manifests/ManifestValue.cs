namespace Xemu.Host;

/// <summary>A value of a manifest with the place where it stands.</summary>
internal abstract class ManifestValue(SourcePlace place, ManifestOrigin origin)
{
    public SourcePlace Place { get; } = place;

    public ManifestOrigin Origin { get; } = origin;

    /// <summary>What it is, for messages: <c>an integer</c>.</summary>
    public abstract string KindName { get; }
}
