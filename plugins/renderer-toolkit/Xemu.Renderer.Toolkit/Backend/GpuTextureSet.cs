using System.Runtime.CompilerServices;

namespace Xemu.Renderer.Toolkit;

/// <summary>The images of the four textures of a draw; none where the pipeline's pixel shader reads none.</summary>
[InlineArray(4)]
public struct GpuTextureSet
{
    private GpuImage _image;
}
