namespace Xemu.Host;

/// <summary>A manifest with all its layers merged.</summary>
/// <param name="Root">The top table.</param>
/// <param name="Display">The file as shown to the user.</param>
/// <param name="DefaultName">The machine's name where the manifest gives none.</param>
internal sealed record ManifestDocument(ManifestTable Root, string Display, string DefaultName);
