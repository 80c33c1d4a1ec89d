using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>Classes 0x66 and 0x76: a rectangle of colours that is stretched. Each is a rectangle of pixels that begin from its first corner on; unverified.</summary>
internal sealed class StretchedImage(uint graphClass, MethodTable methods, PixelContext context) : WordImage(graphClass, methods, PixelMethods.Stretched, context)
{
    private const uint ColorFormat = 0x300;
    private const uint StepX = 0x308;
    private const uint StepY = 0x30C;
    private const uint ClipPoint = 0x310;
    private const uint ClipSize = 0x314;

    /// <summary>Sixteenths of a pixel.</summary>
    private const uint Point = 0x318;

    protected override uint SizeIn => 0x304;

    protected override int PixelBits => TextureMemory.BitsPerTexel(FormatOf(this[ColorFormat]));

    protected override uint ColorOf(uint bits) => Decode(FormatOf(this[ColorFormat]), bits);

    protected override void DrawPixel(in PixelOperation operation, uint column, uint row, uint pixel)
    {
        (int left, int right) = Range((short)this[Point], (int)this[StepX], column, (short)this[ClipPoint], this[ClipSize] & 0xFFFF);
        (int top, int bottom) = Range((short)(this[Point] >> 16), (int)this[StepY], row, (short)(this[ClipPoint] >> 16), this[ClipSize] >> 16);
        for (int y = top; y < bottom && left < right; y++)
        {
            DrawSpan(in operation, left, right, y, pixel);
        }
    }

    /// <summary>The pixels that one colour covers, with 20 bits of fraction, within the clip and the surface.</summary>
    private static (int First, int End) Range(int start, int step, uint index, int clip, uint clipSize)
    {
        long first = ((long)start << 16) + (step * (long)index);
        long end = first + step;
        return ((int)Math.Max(first >> 20, Math.Max(clip, 0)), (int)Math.Min(end >> 20, Math.Min((long)clip + clipSize, MaxSide)));
    }
}
