namespace Xemu.Renderer.Toolkit;

/// <summary>The shape of an image.</summary>
public enum GpuImageKind
{
    /// <summary>Layers of two dimensions, also when there is only one.</summary>
    Layers,

    /// <summary>Three dimensions.</summary>
    Volume,
}
