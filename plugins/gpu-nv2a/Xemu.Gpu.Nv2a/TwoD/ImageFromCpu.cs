using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>Classes 0x61, 0x65 and 0x8A: a rectangle of colours.</summary>
/// <remarks>Not modelled: that a copy with alpha looks at the alpha of the words where the surface has none.</remarks>
internal sealed class ImageFromCpu(uint graphClass, MethodTable methods, PixelContext context) : WordImage(graphClass, methods, PixelMethods.Image, context)
{
    private const uint ColorFormat = 0x300;
    private const uint Point = 0x304;
    private const uint SizeOut = 0x308;

    protected override uint SizeIn => 0x30C;

    protected override int PixelBits => TextureMemory.BitsPerTexel(FormatOf(this[ColorFormat]));

    protected override uint ColorOf(uint bits) => Decode(FormatOf(this[ColorFormat]), bits);

    protected override void DrawPixel(in PixelOperation operation, uint column, uint row, uint pixel) =>
        PlotWithin(in operation, this[Point], this[SizeOut], column, row, pixel);
}
