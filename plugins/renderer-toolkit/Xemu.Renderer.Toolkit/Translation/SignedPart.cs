namespace Xemu.Renderer.Toolkit;

/// <summary>Which bytes of a source count: signed blend equations, which no host has, are an addition of some and a subtraction of the others.</summary>
public enum SignedPart
{
    /// <summary>All, as they are.</summary>
    All,

    /// <summary>Those below 128; the others are 0.</summary>
    Positive,

    /// <summary>Those from 128 on, by how much they are below 256; the others are 0.</summary>
    Negative,
}
