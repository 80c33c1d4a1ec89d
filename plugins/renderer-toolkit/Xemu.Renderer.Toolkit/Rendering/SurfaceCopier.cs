using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Copies between surfaces on the host, so that neither goes to memory for it.</summary>
/// <param name="backend">The host's GPU.</param>
/// <param name="pass">The pass to end before.</param>
/// <param name="surfaces">The surfaces.</param>
/// <param name="uploads">Bounds what is on its way to the host.</param>
internal sealed class SurfaceCopier(IGpuBackend backend, PassTracker pass, SurfaceCache surfaces, SubmitBudget uploads)
{
    private const int PixelBytes = 4;

    /// <summary>Copies what was drawn and is not in memory yet; 32 bits a pixel, where that gives the bits that memory would have.</summary>
    /// <returns>False where it must be done in memory.</returns>
    public bool TryCopy(in CopyCall call)
    {
        SurfaceFormat format = call.Format == SurfaceFormat.None ? SurfaceFormat.A8R8G8B8 : call.Format;
        if (call.RowBytes <= 0 || call.Rows <= 0 || format is not (SurfaceFormat.A8R8G8B8 or SurfaceFormat.X8R8G8B8Z or SurfaceFormat.X8R8G8B8O)
            || surfaces.FindRows(call.Source, call.RowBytes, call.Rows, PixelBytes) is not var (source, from) || source.Dirty.IsEmpty
            || (source.Key.ColorFormat != format && source.Key.ColorFormat != SurfaceFormat.A8R8G8B8))
        {
            return false;
        }

        if (Target(call, format, source) is not var (target, to) || target == source)
        {
            return false;
        }

        pass.End();
        uploads.Spend(SubmitBudget.CallBytes);
        backend.CopyImage(source.Image, new GpuRegion(from), target.Image, new GpuRegion(to));
        surfaces.MarkDirty(target, to);
        return true;
    }

    /// <summary>The surface that is written, which becomes one where there is none, and where in it.</summary>
    private (CachedSurface Surface, Rectangle Area)? Target(in CopyCall call, SurfaceFormat format, CachedSurface source)
    {
        MemoryRows rows = call.Destination;
        if (surfaces.FindRows(rows, call.RowBytes, call.Rows, PixelBytes) is var (known, area))
        {
            return known.Key.ColorFormat == format ? (known, area) : null;
        }

        int width = call.RowBytes / PixelBytes;
        if (rows.Offset < rows.First || rows.Pitch < call.RowBytes || rows.Offset % PixelBytes != 0 || rows.Pitch % PixelBytes != 0 || rows.Row(call.Rows - 1, call.RowBytes, ulong.MaxValue).Length != call.RowBytes)
        {
            return null;
        }

        var key = new SurfaceKey(new Surface(rows.Offset, rows.Last, (uint)rows.Pitch), format, DepthFormat.None, SurfaceLayout.Pitch, 0, 0);
        area = new Rectangle(0, 0, width, call.Rows);
        CachedSurface? made = surfaces.Get(key, area, source);
        return made is not null && area.Intersect(made.Area) == area ? (made, area) : null;
    }
}
