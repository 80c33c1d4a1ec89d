namespace Xemu.Migration.Format;

/// <summary>What a node of the tree is.</summary>
public enum VmStateNodeKind
{
    /// <summary>One number, flag or buffer.</summary>
    Value,

    /// <summary>Numbers of one size, without nodes of their own.</summary>
    Values,

    /// <summary>Fields, then subsections.</summary>
    Struct,

    /// <summary>Structs.</summary>
    Structs,

    /// <summary>A struct that is there only when it was needed.</summary>
    Subsection,
}
