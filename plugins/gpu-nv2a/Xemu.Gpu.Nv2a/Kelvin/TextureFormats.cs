using Xemu.Abstractions.Graphics;
using static Xemu.Abstractions.Graphics.SurfaceLayout;

namespace Xemu.Gpu.Nv2a;

/// <summary>The texture formats by the number of SET_TEXTURE_FORMAT. Source: nxdk lib/pbkit/nv_regs.h, envytools rnndb/graph/nv20_3d.xml.</summary>
internal static class TextureFormats
{
    private static readonly (TextureFormat Format, SurfaceLayout Layout)?[] Formats = Build();

    /// <summary>Looks a number up.</summary>
    /// <param name="number">0 to 255.</param>
    /// <returns>Null for a number that is not known.</returns>
    public static (TextureFormat Format, SurfaceLayout Layout)? Find(uint number) => Formats[number & 0xFF];

    private static (TextureFormat Format, SurfaceLayout Layout)?[] Build()
    {
        var formats = new (TextureFormat, SurfaceLayout)?[256];
        formats[0x00] = (TextureFormat.Y8, Swizzled);
        formats[0x01] = (TextureFormat.AY8, Swizzled);
        formats[0x02] = (TextureFormat.A1R5G5B5, Swizzled);
        formats[0x03] = (TextureFormat.X1R5G5B5, Swizzled);
        formats[0x04] = (TextureFormat.A4R4G4B4, Swizzled);
        formats[0x05] = (TextureFormat.R5G6B5, Swizzled);
        formats[0x06] = (TextureFormat.A8R8G8B8, Swizzled);
        formats[0x07] = (TextureFormat.X8R8G8B8, Swizzled);
        formats[0x0B] = (TextureFormat.P8, Swizzled);
        formats[0x0C] = (TextureFormat.Dxt1, Swizzled);
        formats[0x0E] = (TextureFormat.Dxt3, Swizzled);
        formats[0x0F] = (TextureFormat.Dxt5, Swizzled);
        formats[0x10] = (TextureFormat.A1R5G5B5, Pitch);
        formats[0x11] = (TextureFormat.R5G6B5, Pitch);
        formats[0x12] = (TextureFormat.A8R8G8B8, Pitch);
        formats[0x13] = (TextureFormat.Y8, Pitch);
        formats[0x16] = (TextureFormat.R8B8, Pitch);
        formats[0x17] = (TextureFormat.G8B8, Pitch);
        formats[0x19] = (TextureFormat.A8, Swizzled);
        formats[0x1A] = (TextureFormat.A8Y8, Swizzled);
        formats[0x1B] = (TextureFormat.AY8, Pitch);
        formats[0x1C] = (TextureFormat.X1R5G5B5, Pitch);
        formats[0x1D] = (TextureFormat.A4R4G4B4, Pitch);
        formats[0x1E] = (TextureFormat.X8R8G8B8, Pitch);
        formats[0x1F] = (TextureFormat.A8, Pitch);
        formats[0x20] = (TextureFormat.A8Y8, Pitch);
        formats[0x24] = (TextureFormat.Yuy2, Pitch);
        formats[0x25] = (TextureFormat.Uyvy, Pitch);
        formats[0x27] = (TextureFormat.R6G5B5, Swizzled);
        formats[0x28] = (TextureFormat.G8B8, Swizzled);
        formats[0x29] = (TextureFormat.R8B8, Swizzled);
        formats[0x2A] = (TextureFormat.Depth24, Swizzled);
        formats[0x2B] = (TextureFormat.Depth24Float, Swizzled);
        formats[0x2C] = (TextureFormat.Depth16, Swizzled);
        formats[0x2D] = (TextureFormat.Depth16Float, Swizzled);
        formats[0x2E] = (TextureFormat.Depth24, Pitch);
        formats[0x2F] = (TextureFormat.Depth24Float, Pitch);
        formats[0x30] = (TextureFormat.Depth16, Pitch);
        formats[0x31] = (TextureFormat.Depth16Float, Pitch);
        formats[0x32] = (TextureFormat.Y16, Swizzled);
        formats[0x33] = (TextureFormat.R16B16, Swizzled);
        formats[0x35] = (TextureFormat.Y16, Pitch);
        formats[0x36] = (TextureFormat.R16B16, Pitch);
        formats[0x3A] = (TextureFormat.A8B8G8R8, Swizzled);
        formats[0x3B] = (TextureFormat.B8G8R8A8, Swizzled);
        formats[0x3C] = (TextureFormat.R8G8B8A8, Swizzled);
        formats[0x3F] = (TextureFormat.A8B8G8R8, Pitch);
        formats[0x40] = (TextureFormat.B8G8R8A8, Pitch);
        formats[0x41] = (TextureFormat.R8G8B8A8, Pitch);
        return formats;
    }
}
