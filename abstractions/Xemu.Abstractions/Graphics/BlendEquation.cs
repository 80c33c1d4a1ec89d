namespace Xemu.Abstractions.Graphics;

/// <summary>How the weighted source and destination are joined.</summary>
public enum BlendEquation
{
    /// <summary>Source plus destination, clamped to 1.</summary>
    Add,

    /// <summary>Source less destination, clamped to 0.</summary>
    Subtract,

    /// <summary>Destination less source, clamped to 0.</summary>
    ReverseSubtract,

    /// <summary>The lesser, without factors.</summary>
    Min,

    /// <summary>The greater, without factors.</summary>
    Max,

    /// <summary>Source plus destination, the weighted source taken as a signed byte.</summary>
    AddSigned,

    /// <summary>Destination less source, the weighted source taken as a signed byte.</summary>
    ReverseSubtractSigned,
}
