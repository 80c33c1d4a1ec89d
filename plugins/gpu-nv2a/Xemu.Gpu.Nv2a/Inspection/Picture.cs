using System.Runtime.InteropServices;

namespace Xemu.Gpu.Nv2a;

/// <summary>A picture of something that lies in memory.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Lines.</param>
/// <param name="Pixels">A8R8G8B8, rows without gaps.</param>
internal sealed record Picture(int Width, int Height, uint[] Pixels)
{
    /// <summary>The rows as bytes, for <see cref="Abstractions.Frontends.IPictureWriter"/>.</summary>
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(Pixels.AsSpan());
}
