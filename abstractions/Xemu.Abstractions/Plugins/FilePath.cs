namespace Xemu.Abstractions;

/// <summary>A path from a manifest, already made absolute: relative ones start at the manifest's folder (on the command line: at the current one), <c>~/</c> at the user's home, <c>data:/</c> at the user's data directory of the platform.</summary>
/// <param name="FullPath">The absolute path; whether it exists is the component's question.</param>
public readonly record struct FilePath(string FullPath)
{
    /// <summary>The path.</summary>
    public override string ToString() => FullPath;
}
