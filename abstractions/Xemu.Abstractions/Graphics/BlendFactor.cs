namespace Xemu.Abstractions.Graphics;

/// <summary>What a colour is multiplied with before the blend equation.</summary>
public enum BlendFactor
{
    /// <summary>0.</summary>
    Zero,

    /// <summary>1.</summary>
    One,

    /// <summary>The source's colour.</summary>
    SourceColor,

    /// <summary>1 less the source's colour.</summary>
    InverseSourceColor,

    /// <summary>The source's alpha.</summary>
    SourceAlpha,

    /// <summary>1 less the source's alpha.</summary>
    InverseSourceAlpha,

    /// <summary>The destination's alpha.</summary>
    DestinationAlpha,

    /// <summary>1 less the destination's alpha.</summary>
    InverseDestinationAlpha,

    /// <summary>The destination's colour.</summary>
    DestinationColor,

    /// <summary>1 less the destination's colour.</summary>
    InverseDestinationColor,

    /// <summary>The lesser of the source's alpha and 1 less the destination's; 1 for alpha.</summary>
    SourceAlphaSaturate,

    /// <summary>The blend colour.</summary>
    ConstantColor,

    /// <summary>1 less the blend colour.</summary>
    InverseConstantColor,

    /// <summary>The blend colour's alpha.</summary>
    ConstantAlpha,

    /// <summary>1 less the blend colour's alpha.</summary>
    InverseConstantAlpha,
}
