using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>Classes 0x5F and 0x9F: copy a rectangle between the two surfaces of class 0x62. Source: envytools rnndb/graph/nv1_blit.xml.</summary>
internal sealed class ImageBlit(uint graphClass, MethodTable methods, PixelContext context) : PixelSource(graphClass, methods, PixelMethods.Image, context)
{
    private const uint PointIn = 0x300;
    private const uint PointOut = 0x304;
    private const uint Size = 0x308;

    private readonly RendererSlot _drawing = context.Drawing;

    /// <summary>SIZE starts the copy.</summary>
    protected override void AfterWrite(uint method, uint word)
    {
        if (method == Size)
        {
            Copy();
        }
    }

    private static (int X, int Y) Split(uint word) => ((int)(word & 0xFFFF), (int)(word >> 16));

    private void Copy()
    {
        (int width, int height) = Split(this[Size]);
        (int inX, int inY) = Split(this[PointIn]);
        (int outX, int outY) = Split(this[PointOut]);
        if (Clip is { } clip)
        {
            int skipX = Math.Max(clip.Left - outX, 0);
            int skipY = Math.Max(clip.Top - outY, 0);
            width = Math.Min(width, clip.Right - outX) - skipX;
            height = Math.Min(height, clip.Bottom - outY) - skipY;
            (inX, inY, outX, outY) = (inX + skipX, inY + skipY, outX + skipX, outY + skipY);
        }

        int rowBytes = Math.Min(width * Surfaces.PixelBytes, MaxRowBytes);
        if (rowBytes <= 0 || height <= 0)
        {
            return;
        }

        var call = new CopyCall(Surfaces.Source(inX, inY), Surfaces.WithinTile(Surfaces.Destination(outX, outY)), rowBytes, LimitRows(height, rowBytes), Surfaces.Format);
        PixelOperation operation = Current;
        if (operation.IsCopy)
        {
            _drawing.Copy(in call);
        }
        else
        {
            Combine(in operation, in call, outX, outY);
        }

        SpendBytes((long)call.Rows * rowBytes);
    }

    private void Combine(in PixelOperation operation, in CopyCall call, int x, int y)
    {
        for (int i = 0; i < call.Rows; i++)
        {
            MemoryRange source = call.Source.Row(i, call.RowBytes, Ram.SizeBytes);
            using (RamLease lease = Ram.Lease(source.Offset, source.Length, RamAccess.Read))
            {
                lease.Span.CopyTo(Row);
            }

            Draw(in operation, call.Destination, i, Row.AsSpan(0, source.Length), x, y + i);
        }
    }
}
