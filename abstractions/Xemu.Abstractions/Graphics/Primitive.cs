namespace Xemu.Abstractions.Graphics;

/// <summary>How vertices make primitives; as in OpenGL 1. Values are the chip's own.</summary>
public enum Primitive
{
    /// <summary>One vertex each.</summary>
    Points = 1,

    /// <summary>Two vertices each.</summary>
    Lines = 2,

    /// <summary>A strip whose last vertex joins the first.</summary>
    LineLoop = 3,

    /// <summary>A line from each vertex to the next.</summary>
    LineStrip = 4,

    /// <summary>Three vertices each.</summary>
    Triangles = 5,

    /// <summary>A triangle for each vertex after the second.</summary>
    TriangleStrip = 6,

    /// <summary>A triangle for each vertex after the second, with the first one.</summary>
    TriangleFan = 7,

    /// <summary>Four vertices each.</summary>
    Quads = 8,

    /// <summary>Two more vertices each.</summary>
    QuadStrip = 9,

    /// <summary>One convex polygon.</summary>
    Polygon = 10,
}
