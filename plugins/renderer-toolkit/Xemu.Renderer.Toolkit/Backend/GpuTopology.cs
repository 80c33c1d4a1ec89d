namespace Xemu.Renderer.Toolkit;

/// <summary>What indices make.</summary>
public enum GpuTopology
{
    /// <summary>A point each.</summary>
    Points,

    /// <summary>A line of each two.</summary>
    Lines,

    /// <summary>A triangle of each three.</summary>
    Triangles,
}
