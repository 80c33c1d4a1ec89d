namespace Xemu.Abstractions.Graphics;

/// <summary>Sides of polygons.</summary>
[Flags]
public enum Faces
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Those whose vertices run as <see cref="PipelineState.IsFrontClockwise"/> says.</summary>
    Front = 1,

    /// <summary>The others.</summary>
    Back = 2,

    /// <summary>Both.</summary>
    Both = 3,
}
