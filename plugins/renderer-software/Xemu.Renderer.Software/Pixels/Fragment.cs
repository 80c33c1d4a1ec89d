using System.Numerics;
using System.Runtime.CompilerServices;

namespace Xemu.Renderer.Software;

/// <summary>What texture stages get for one pixel.</summary>
internal struct Fragment
{
    /// <summary>The coordinates of the four textures.</summary>
    public CoordinateSet Coordinates;

    /// <summary>Base-two logarithm of texels a pixel, for each texture.</summary>
    public Vector4 Lod;

    /// <summary>The steps between samples of an anisotropic filter in u and v, and their number, for each texture.</summary>
    public CoordinateSet Footprints;

    /// <summary>Four coordinate vectors.</summary>
    [InlineArray(4)]
    public struct CoordinateSet
    {
        private Vector4 _coordinates;
    }
}
