using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Texels without signed components.</summary>
internal readonly struct PlainTexels : ITexelReader
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ColorBlock Read(Vector512<int> argb, ColorMask signs) => ColorBlock.FromArgb(argb);
}
