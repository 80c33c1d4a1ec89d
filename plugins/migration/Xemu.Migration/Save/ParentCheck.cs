using Xemu.Abstractions.Migration;

namespace Xemu.Migration;

/// <summary>Refuses a parent from which the machine's changes do not count.</summary>
internal static class ParentCheck
{
    /// <summary>Checks.</summary>
    /// <param name="request">A request that names a parent.</param>
    /// <param name="known">The snapshot from which changes are known, or null.</param>
    /// <param name="open">Opens an address for reading.</param>
    /// <returns>The parent as the new file records it.</returns>
    /// <exception cref="MigrationException">The parent cannot be one.</exception>
    public static SnapshotName Check(SaveRequest request, SnapshotName? known, Func<string, IMigrationStream> open)
    {
        string uri = SnapshotPlaces.Absolute(SnapshotPlaces.ToUri(request.Parent!));
        using SnapshotChain chain = SnapshotChain.Open(uri, open);
        Guid id = chain.Newest.Facts.Id;
        if (known?.Id != id)
        {
            string why = known is null
                ? "it was neither saved nor restored since it started. Save without a parent; that file can be the parent of the next save."
                : $"the last snapshot that it was saved to or restored from is '{known.Uri}'. Give '{known.Uri}' as the parent, or save without one.";
            throw new MigrationException($"The machine does not know what changed since '{request.Parent}': {why}");
        }

        if (SnapshotPlaces.PathOf(SnapshotPlaces.Absolute(request.Uri)) is { } target && chain.Links.Any(link => SnapshotPlaces.PathOf(link.Uri) == target))
        {
            throw new MigrationException($"'{request.Uri}' is a snapshot on which the new one would build; save to another file.");
        }

        return new SnapshotName(id, uri);
    }
}
