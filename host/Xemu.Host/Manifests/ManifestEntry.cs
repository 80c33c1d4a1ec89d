namespace Xemu.Host;

/// <summary>A key with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Place">Where the key stands.</param>
/// <param name="Value">Its value.</param>
internal sealed record ManifestEntry(string Key, SourcePlace Place, ManifestValue Value);
