using System.Numerics;
using System.Runtime.CompilerServices;

namespace Xemu.Renderer.Software;

/// <summary>What the pixel stage gets.</summary>
internal struct Fragment
{
    /// <summary>The diffuse colour.</summary>
    public Vector4 Diffuse;

    /// <summary>The specular colour.</summary>
    public Vector4 Specular;

    /// <summary>The fog coordinate.</summary>
    public float Fog;

    /// <summary>The coordinates of the four textures.</summary>
    public CoordinateSet Coordinates;

    /// <summary>Base-two logarithm of texels a pixel, for each texture.</summary>
    public Vector4 Lod;

    /// <summary>Four coordinate vectors.</summary>
    [InlineArray(4)]
    public struct CoordinateSet
    {
        private Vector4 _coordinates;
    }
}
