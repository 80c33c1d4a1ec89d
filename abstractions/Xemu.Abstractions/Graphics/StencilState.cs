namespace Xemu.Abstractions.Graphics;

/// <summary>The stencil test of both faces.</summary>
public readonly record struct StencilState
{
    /// <summary>Whether it is done.</summary>
    public bool IsEnabled { get; init; }

    /// <summary>Reference compared with stored.</summary>
    public CompareFunction Function { get; init; }

    /// <summary>The reference.</summary>
    public byte Reference { get; init; }

    /// <summary>Bits of both that are compared.</summary>
    public byte ReadMask { get; init; }

    /// <summary>Bits that are written.</summary>
    public byte WriteMask { get; init; }

    /// <summary>When the stencil test fails.</summary>
    public StencilOperation Fail { get; init; }

    /// <summary>When it passes and the depth test fails.</summary>
    public StencilOperation DepthFail { get; init; }

    /// <summary>When both pass.</summary>
    public StencilOperation Pass { get; init; }
}
