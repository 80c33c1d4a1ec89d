using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>A snapshot and those that it builds on, the newest first; a page is in the first that holds it, or zero.</summary>
internal sealed class SnapshotChain : IDisposable
{
    private const int MostLinks = 64;

    private readonly List<SnapshotLink> _links = [];

    private SnapshotChain()
    {
    }

    public IReadOnlyList<SnapshotLink> Links => _links;

    public SnapshotLink Newest => _links[0];

    public int Workers => _links.Min(static link => link.Workers);

    /// <summary>Opens a snapshot and its parents.</summary>
    /// <param name="uri">The snapshot.</param>
    /// <param name="open">Opens an address.</param>
    /// <exception cref="MigrationException">A file is missing, damaged, or not the one that was meant.</exception>
    public static SnapshotChain Open(string uri, Func<string, IMigrationStream> open)
    {
        var chain = new SnapshotChain();
        try
        {
            chain._links.Add(OpenLink(uri, open));
            while (chain._links[^1] is { Facts.Parent: { } parent } child)
            {
                if (chain._links.Count == MostLinks || chain._links.Any(link => link.Facts.Id == parent.Id))
                {
                    throw new MigrationException($"'{child.Uri}' builds on more than {MostLinks} snapshots, or on itself; it cannot be restored.");
                }

                chain._links.Add(OpenParent(child, parent, open));
            }

            return chain;
        }
        catch
        {
            chain.Dispose();
            throw;
        }
    }

    /// <summary>Finds blocks in every file.</summary>
    public void Match(IReadOnlyList<RamBlockShape> shapes)
    {
        foreach (SnapshotLink link in _links)
        {
            Guard(link.Uri, () => link.Match(shapes));
        }
    }

    /// <summary>Which pages of a block any of the files holds.</summary>
    public ulong[] PresentPages(int block)
    {
        ulong[] present = _links[0].Bitmaps[block].Words.ToArray();
        foreach (SnapshotLink link in _links.Skip(1))
        {
            PageBits.Or(present, link.Bitmaps[block].Words);
        }

        return present;
    }

    public void Abort() => _links.ForEach(static link => link.Abort());

    public void Dispose() => _links.ForEach(static link => link.Dispose());

    private static SnapshotLink OpenParent(SnapshotLink child, SnapshotName parent, Func<string, IMigrationStream> open)
    {
        List<string> tried = [];
        foreach (string place in SnapshotPlaces.OfParent(child.Uri, parent.Uri))
        {
            SnapshotLink link;
            try
            {
                link = OpenLink(place, open);
            }
            catch (MigrationException e)
            {
                tried.Add(e.Message);
                continue;
            }

            if (link.Facts.Id == parent.Id)
            {
                return link;
            }

            tried.Add($"'{place}' is another snapshot ({link.Facts.Id}).");
            link.Dispose();
        }

        throw new MigrationException($"'{child.Uri}' holds only what changed since the snapshot {parent.Id}, which was '{parent.Uri}' and cannot be had: {string.Join(' ', tried)} Put it beside the file.");
    }

    private static SnapshotLink OpenLink(string uri, Func<string, IMigrationStream> open)
    {
        IMigrationStream stream = open(uri);
        try
        {
            if (!stream.Abilities.IsSeekable)
            {
                throw new MigrationException($"'{uri}' gives bytes in order only; this build restores from files.");
            }

            return Guard(uri, () => new SnapshotLink(uri, stream));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static void Guard(string uri, Action action) => Guard(uri, () =>
    {
        action();
        return true;
    });

    private static T Guard<T>(string uri, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is SnapshotFormatException or IOException)
        {
            throw new MigrationException($"'{uri}' cannot be restored: {e.Message}", e);
        }
    }
}
