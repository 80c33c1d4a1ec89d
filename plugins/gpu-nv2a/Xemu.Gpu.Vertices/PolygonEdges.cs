namespace Xemu.Gpu.Vertices;

/// <summary>
/// The edges of a polygon in the order in which they are drawn. It is a fan of triangles, and of each the edge away from the fan's centre comes first, then the
/// one that leads back to it, then the one that leads away from it; those that are within the polygon are left out. A quad of a strip has its edges in turn.
/// So those that lie on top of others in pictures of the console have it (nxdk_pgraph_tests, "Line width").
/// </summary>
internal static class PolygonEdges
{
    /// <summary>An edge, by the places of its ends among the corners.</summary>
    /// <param name="number">Which one, less than <paramref name="corners"/>.</param>
    /// <param name="corners">Corners of the polygon.</param>
    /// <param name="isOfQuadStrip">Whether it is one of a strip.</param>
    public static (int From, int To) Edge(int number, int corners, bool isOfQuadStrip) => (number, isOfQuadStrip, corners) switch
    {
        (_, false, 3) => ((number + 1) % 3, (number + 2) % 3),
        (0, false, _) => (1, 2),
        (1, false, _) => (0, 1),
        _ => (number, (number + 1) % corners),
    };
}
