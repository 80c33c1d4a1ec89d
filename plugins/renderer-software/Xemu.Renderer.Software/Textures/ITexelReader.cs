using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Makes numbers of the texels of a block; a type for each way, so that samplers are compiled for each.</summary>
internal interface ITexelReader
{
    /// <summary>Makes numbers of texels.</summary>
    /// <param name="argb">The texels.</param>
    /// <param name="signs">Their signed components.</param>
    /// <returns>Red, green, blue, alpha.</returns>
    static abstract ColorBlock Read(Vector512<int> argb, ColorMask signs);
}
