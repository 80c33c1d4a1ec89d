namespace Xemu.Abstractions.Graphics;

/// <summary>How a polygon is drawn.</summary>
public enum PolygonMode
{
    /// <summary>Filled.</summary>
    Fill,

    /// <summary>Its vertices.</summary>
    Point,

    /// <summary>Its edges, those whose edge flag is set.</summary>
    Line,
}
