namespace Xemu.Abstractions.Graphics;

/// <summary>What a vertex program gives.</summary>
public enum VertexOutput
{
    /// <summary>x and y in pixels, z in units of the depth buffer, all after the division by w; w itself.</summary>
    Position = 0,

    /// <summary>The front face's diffuse colour.</summary>
    Diffuse = 3,

    /// <summary>The front face's specular colour.</summary>
    Specular = 4,

    /// <summary>The fog coordinate, in x.</summary>
    Fog = 5,

    /// <summary>The diameter as a point in pixels, in x.</summary>
    PointSize = 6,

    /// <summary>The back face's diffuse colour.</summary>
    BackDiffuse = 7,

    /// <summary>The back face's specular colour.</summary>
    BackSpecular = 8,

    /// <summary>The coordinates of texture 0.</summary>
    Texture0 = 9,

    /// <summary>The coordinates of texture 1.</summary>
    Texture1 = 10,

    /// <summary>The coordinates of texture 2.</summary>
    Texture2 = 11,

    /// <summary>The coordinates of texture 3.</summary>
    Texture3 = 12,
}
