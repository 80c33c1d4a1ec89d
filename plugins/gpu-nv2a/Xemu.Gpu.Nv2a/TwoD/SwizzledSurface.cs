using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Texels;

namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x9E: a surface whose pixels lie swizzled, for the pictures that are connected with it.</summary>
/// <remarks>
/// Source: envytools' tests of the NV20 (hwtest, SurfSwz: methods, formats, sizes as base-two logarithms up to 11; which classes may be connected). What a pixel beside it
/// does: unverified, here nothing. Not refused: sizes that are too large.
/// </remarks>
internal sealed class SwizzledSurface(InstanceMemory instances, Pgraph graph) : MethodStore(0x9E, TwoDMethods.SwizzledSurface, graph)
{
    /// <summary>The older class, which sets the same surface. That they share it on this part: unverified.</summary>
    public const uint OlderClass = 0x52;

    private const uint ContextDmaImage = 0x184;
    private const uint SetFormat = 0x300;
    private const uint SetOffset = 0x304;

    /// <summary>The format of a pixel.</summary>
    public SurfaceFormat Format => SurfaceFormat2D.Of(this[SetFormat] & 0xFFFF);

    /// <summary>Contexts of version 1 have none.</summary>
    public override void DescribeContext(ContextImage image)
    {
        if (image.Version >= 2)
        {
            base.DescribeContext(image);
        }
    }

    /// <summary>Finds a pixel.</summary>
    /// <param name="x">Where.</param>
    /// <param name="y">Where.</param>
    /// <param name="pixel">A row that begins with it.</param>
    /// <returns>Whether it lies on the surface.</returns>
    public bool TryFind(int x, int y, out MemoryRows pixel)
    {
        int widthLog2 = (int)(this[SetFormat] >> 16) & 15;
        int heightLog2 = (int)(this[SetFormat] >> 24) & 15;
        bool isWithin = (uint)x >> widthLog2 == 0 && (uint)y >> heightLog2 == 0;
        uint index = isWithin ? new Swizzle(widthLog2, heightLog2).IndexOf((uint)x, (uint)y) : 0;
        pixel = DmaObject.Read(instances, this[ContextDmaImage]).Rows(this[SetOffset] + (index * (uint)SurfaceMemory.BytesPerPixel(Format)), 0);
        return isWithin;
    }
}
