namespace Xemu.Host;

/// <summary>Lays one manifest over another: tables merge, everything else replaces.</summary>
internal static class ManifestMerge
{
    public static void Into(ManifestTable target, ManifestTable overlay)
    {
        foreach (ManifestEntry entry in overlay.Entries)
        {
            ManifestEntry? below = target.Find(entry.Key);
            if (below?.Value is ManifestTable inner && entry.Value is ManifestTable upper)
            {
                Into(inner, upper);
            }
            else if (entry.Key != ManifestKeys.Type || !IsSameText(below?.Value, entry.Value))
            {
                target.Set(entry);
            }
        }
    }

    // A type said again keeps its first place, so that a type repeated in an overlay counts as inherited.
    private static bool IsSameText(ManifestValue? below, ManifestValue upper) =>
        below is ManifestScalar { Kind: ScalarKind.Text } a && upper is ManifestScalar { Kind: ScalarKind.Text } b
        && (string)a.Value == (string)b.Value;
}
