using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>Classes 0x5F and 0x9F: copy a rectangle between the two surfaces of class 0x62. Source: envytools rnndb/graph/nv1_blit.xml.</summary>
internal sealed class ImageBlit(uint graphClass, MethodTable methods, PixelContext context) : PixelSource(graphClass, methods, PixelMethods.Image, context)
{
    private const uint FlipRead = 0x120;
    private const uint FlipWrite = 0x124;
    private const uint FlipModulo = 0x128;
    private const uint FlipIncrementWrite = 0x12C;
    private const uint FlipStall = 0x130;
    private const uint PointIn = 0x300;
    private const uint PointOut = 0x304;
    private const uint Size = 0x308;

    private readonly RendererSlot _drawing = context.Drawing;

    private readonly Pgraph _graph = context.Graph;

    /// <summary>SIZE starts the copy; class 0x9F has flips too.</summary>
    protected override void AfterWrite(uint method, uint word)
    {
        switch (method)
        {
            case Size:
                Copy();
                break;
            case FlipRead or FlipWrite or FlipModulo or FlipIncrementWrite or FlipStall when Methods.TryGet(method, out _):
                Flip(method, word);
                break;
        }
    }

    private void Flip(uint method, uint word)
    {
        switch (method)
        {
            case FlipRead:
                _graph.Flips.Set(FlipFields.Blit.Read, word);
                break;
            case FlipWrite:
                _graph.Flips.Set(FlipFields.Blit.Write, word);
                break;
            case FlipModulo:
                _graph.Flips.Set(FlipFields.Blit.Modulo, word);
                break;
            case FlipIncrementWrite:
                _graph.Flips.IncrementWrite(FlipFields.Blit);
                break;
            default:
                _graph.Flips.Stall(FlipFields.Blit);
                break;
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

        int rows = LimitRows(height, rowBytes);
        MemoryRows target = Surfaces.Destination(outX, outY);
        if (_graph.Traps.ChecksLimits && Surfaces.LeaveTile(in target, rowBytes, rows))
        {
            // What lies within is copied all the same; unverified.
            Fail(Size, this[Size], GraphError.LimitColor);
        }

        var call = new CopyCall(Surfaces.Source(inX, inY), Surfaces.WithinTile(target), rowBytes, rows, Surfaces.Format);
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
