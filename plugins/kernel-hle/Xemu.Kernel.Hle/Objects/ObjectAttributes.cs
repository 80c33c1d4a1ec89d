namespace Xemu.Kernel.Hle;

/// <summary>What an OBJECT_ATTRIBUTES says, read before anything is made.</summary>
/// <param name="Root">Handle of the directory where the name starts, or 0.</param>
/// <param name="Name">The name; empty of an object without one.</param>
/// <param name="Flags">OBJ_PERMANENT and its like.</param>
internal readonly record struct ObjectAttributes(uint Root, string Name, uint Flags)
{
    /// <summary>Whether a name was given, be it an empty one.</summary>
    public bool IsNamed { get; init; }
}
