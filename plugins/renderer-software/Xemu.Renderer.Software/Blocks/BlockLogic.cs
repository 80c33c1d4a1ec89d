using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>The logical operations, for a block.</summary>
internal static class BlockLogic
{
    /// <summary>Does one with colours.</summary>
    public static Vector512<int> Apply(LogicOperation operation, Vector512<int> source, Vector512<int> destination) => operation switch
    {
        LogicOperation.Clear => Vector512<int>.Zero,
        LogicOperation.And => source & destination,
        LogicOperation.AndReverse => source & ~destination,
        LogicOperation.Copy => source,
        LogicOperation.AndInverted => ~source & destination,
        LogicOperation.NoOperation => destination,
        LogicOperation.Xor => source ^ destination,
        LogicOperation.Or => source | destination,
        LogicOperation.Nor => ~(source | destination),
        LogicOperation.Equivalent => ~(source ^ destination),
        LogicOperation.Invert => ~destination,
        LogicOperation.OrReverse => source | ~destination,
        LogicOperation.CopyInverted => ~source,
        LogicOperation.OrInverted => ~source | destination,
        LogicOperation.Nand => ~(source & destination),
        _ => Vector512<int>.AllBitsSet,
    };
}
