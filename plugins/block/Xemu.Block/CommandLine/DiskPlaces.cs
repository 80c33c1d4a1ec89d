using Xemu.Abstractions;
using Xemu.Block.Fatx;

namespace Xemu.Block;

/// <summary>Does something at places in images, each of which is opened for writing in turn.</summary>
internal static class DiskPlaces
{
    /// <summary>Does it.</summary>
    /// <param name="operands">The places.</param>
    /// <param name="layers">The folder that the machine's <c>layers</c> option names, or null.</param>
    /// <param name="action">What to do at one.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="ComponentException">A place is not in an image, or cannot be worked on; those before it are done.</exception>
    public static int Run(string[] operands, string? layers, Action<FatxVolume, DiskPath> action)
    {
        DiskPath[] places = [.. operands.Select(static o => DiskPath.Parse(o) is { IsInImage: true } place
            ? place
            : throw new ComponentException($"'{o}' is not in an image; write IMAGE::E:/path."))];
        foreach (IGrouping<string, DiskPath> group in places.GroupBy(static p => p.Image!))
        {
            using DiskFile disk = DiskFile.Open(group.Key, layers, writable: true);
            try
            {
                foreach (DiskPath place in group)
                {
                    action(disk.Mount(place), place);
                }
            }
            finally
            {
                disk.Flush();
            }
        }

        return DiskVerb.ExitCode(isGood: true);
    }
}
