namespace Xemu.Abstractions.Graphics;

/// <summary>When a test passes: the new value compared with the stored one.</summary>
public enum CompareFunction
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>New below stored.</summary>
    Less,

    /// <summary>Equal.</summary>
    Equal,

    /// <summary>New at most stored.</summary>
    LessOrEqual,

    /// <summary>New above stored.</summary>
    Greater,

    /// <summary>Unequal.</summary>
    NotEqual,

    /// <summary>New at least stored.</summary>
    GreaterOrEqual,

    /// <summary>Always.</summary>
    Always,
}
