namespace Xemu.Block.Fatx;

/// <summary>A folder that a check has yet to look into.</summary>
/// <param name="Parent">The folder it is in; null for the root.</param>
/// <param name="Name">Its name.</param>
/// <param name="FirstCluster">Its first cluster.</param>
/// <param name="Clusters">Clusters of its chain that are its own.</param>
internal sealed record FatxCheckFolder(FatxCheckFolder? Parent, string Name, uint FirstCluster, uint Clusters)
{
    private const int MaxPath = 1024;

    /// <summary>The path of an entry in it. A long one loses its beginning: volumes can be deeper than any path.</summary>
    public string PathOf(string name)
    {
        string path = name;
        for (FatxCheckFolder? folder = this; folder?.Parent is not null; folder = folder.Parent)
        {
            if (path.Length > MaxPath)
            {
                return "…/" + path;
            }

            path = folder.Name + "/" + path;
        }

        return "/" + path;
    }
}
