namespace Xemu.Gpu.Nv2a;

/// <summary>Parts of a draw that are made from what methods have set, each of its own words.</summary>
[Flags]
internal enum KelvinParts : ushort
{
    /// <summary>Nothing: what a draw reads anew each time.</summary>
    None = 0,

    /// <summary>The pipeline state and its numbers.</summary>
    Pipeline = 1,

    /// <summary>The pixel program.</summary>
    PixelProgram = 1 << 1,

    /// <summary>Numbers of the pixel program.</summary>
    PixelNumbers = 1 << 2,

    /// <summary>The vertex program.</summary>
    VertexProgram = 1 << 3,

    /// <summary>Numbers of the fixed functions that programs cannot reach.</summary>
    VertexNumbers = 1 << 4,

    /// <summary>The transform constants.</summary>
    Constants = 1 << 5,

    /// <summary>The first texture unit; the others follow it.</summary>
    FirstTexture = 1 << 6,

    /// <summary>All four texture units.</summary>
    Textures = 15 << 6,

    /// <summary>Everything.</summary>
    All = (1 << 10) - 1,
}
