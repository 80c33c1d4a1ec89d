using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>What a vertex shader follows from.</summary>
/// <param name="Program">The program; the same object is the same program.</param>
/// <param name="IsFlat">Whether colours are not interpolated.</param>
/// <param name="IsPoint">Whether points are drawn.</param>
public readonly record struct VertexShaderKey(VertexProgram Program, bool IsFlat, bool IsPoint)
{
    /// <summary>Whether everything is interpolated over the screen.</summary>
    public bool IsAffine { get; init; }

    /// <summary>Whether a point size that the program gives is not used.</summary>
    public bool HasFixedPointSize { get; init; }

    /// <summary>Whether specular colours are opaque black.</summary>
    public bool DropsSpecular { get; init; }

    /// <summary>Whether their alpha is 1.</summary>
    public bool DropsSpecularAlpha { get; init; }

    /// <summary>Whether places are taken as they are; else four bits of fraction of a pixel are kept.</summary>
    public bool KeepsFraction { get; init; }
}
