namespace Xemu.Host;

/// <summary>The file, or the command line, that a value comes from.</summary>
/// <param name="Display">As shown to the user.</param>
/// <param name="Directory">Where relative paths start; absolute.</param>
/// <param name="Layer">0 for the manifest at the bottom of the <c>extends</c> chain; greater ones override.</param>
internal sealed record ManifestOrigin(string Display, string Directory, int Layer);
