namespace Xemu.Renderer.Toolkit;

/// <summary>What a renderer has done: for counters of the plugin, and for tests.</summary>
public readonly record struct GpuRendererCounters
{
    /// <summary>Draws.</summary>
    public long Draws { get; init; }

    /// <summary>Draws that come out other than the chip's: those with logic operations where the host has none.</summary>
    public long Approximated { get; init; }

    /// <summary>Clears.</summary>
    public long Clears { get; init; }

    /// <summary>Clears of some components, which are done in memory.</summary>
    public long ClearsInMemory { get; init; }

    /// <summary>Times that a surface was filled from memory.</summary>
    public long SurfaceUploads { get; init; }

    /// <summary>Times that a surface was written back.</summary>
    public long SurfaceWriteBacks { get; init; }

    /// <summary>Copies from surface to surface on the host.</summary>
    public long SurfaceCopies { get; init; }

    /// <summary>Times that a texture was decoded.</summary>
    public long TextureUploads { get; init; }

    /// <summary>Times that a texture was copied of a surface on the host.</summary>
    public long TextureCopies { get; init; }

    /// <summary>Pipelines made.</summary>
    public long Pipelines { get; init; }
}
