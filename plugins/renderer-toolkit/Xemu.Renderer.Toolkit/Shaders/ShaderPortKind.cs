namespace Xemu.Renderer.Toolkit;

/// <summary>What an input or output is.</summary>
internal enum ShaderPortKind
{
    /// <summary>By location, interpolated with perspective between stages.</summary>
    Smooth,

    /// <summary>By location, interpolated on the screen.</summary>
    Linear,

    /// <summary>By location, that of the first vertex.</summary>
    Flat,

    /// <summary>The position that the vertex stage gives.</summary>
    Position,

    /// <summary>The diameter of a point.</summary>
    PointSize,

    /// <summary>The fragment's centre, its depth, and 1 / w.</summary>
    FragmentPosition,

    /// <summary>Whether the fragment is of a front face.</summary>
    IsFront,

    /// <summary>Where on a point the fragment is.</summary>
    PointPosition,

    /// <summary>The fragment's depth.</summary>
    Depth,

    /// <summary>The number of the invocation, three words.</summary>
    Invocation,
}
