using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Texels;

/// <summary>Fills rectangles.</summary>
internal static class ClearEngine
{
    /// <summary>Fills.</summary>
    /// <param name="memory">The RAM.</param>
    /// <param name="call">What and where.</param>
    public static void Clear(IRamBlock memory, in ClearCall call)
    {
        uint colorMask = ColorCodec.MaskOf(call.Target.ColorFormat, call.Colors);
        if (call.Colors == ColorMask.All)
        {
            colorMask = uint.MaxValue;
        }

        uint color = ColorCodec.Fix(call.Target.ColorFormat, call.ColorValue);
        Rectangle area = SurfaceMemory.ToSamples(call.Area, call.Target.Samples);
        MemoryRange colors = SurfaceMemory.ColorRange(call.Target, area, memory.SizeBytes);
        Fill(memory, colors, call.Target, call.Target.Color.Pitch, SurfaceMemory.BytesPerPixel(call.Target.ColorFormat), area, colorMask, color);
        bool is16 = call.Target.DepthFormat == DepthFormat.Z16;
        uint depthMask = is16 ? (call.ClearsDepth ? 0xFFFFu : 0) : (call.ClearsDepth ? 0xFFFF_FF00 : 0) | (call.ClearsStencil ? 0xFFu : 0);
        MemoryRange depths = SurfaceMemory.DepthRange(call.Target, area, memory.SizeBytes);
        Fill(memory, depths, call.Target, call.Target.Depth.Pitch, SurfaceMemory.BytesPerPixel(call.Target.DepthFormat), area, depthMask, call.DepthStencilValue);
    }

    private static void Fill(
        IRamBlock memory, MemoryRange range, in RenderTarget target, uint pitch, int pixelBytes, Rectangle area, uint mask, uint value)
    {
        if (range.IsEmpty || mask == 0)
        {
            return;
        }

        using RamLease lease = memory.Lease(range.Offset, range.Length, RamAccess.Write);
        if (target.Layout == SurfaceLayout.Pitch)
        {
            FillRows(lease.Span, pitch, pixelBytes, area, mask, value);
            return;
        }

        var view = new SurfaceView(lease.Span, pixelBytes, pitch, target);
        for (int y = area.Top; y < area.Bottom; y++)
        {
            for (int x = area.Left; x < area.Right; x++)
            {
                int location = view.Locate(x, y);
                if (location >= 0)
                {
                    view.Write(location, (view.Read(location) & ~mask) | (value & mask));
                }
            }
        }
    }

    private static void FillRows(Span<byte> bytes, uint pitch, int pixelBytes, Rectangle area, uint mask, uint value)
    {
        for (int y = area.Top; y < area.Bottom; y++)
        {
            // Whole pixels, as far as the memory reaches.
            long start = ((long)y * pitch) + ((long)area.Left * pixelBytes);
            long count = Math.Min(area.Right - area.Left, (bytes.Length - start) / pixelBytes);
            if (count <= 0)
            {
                return;
            }

            Span<byte> row = bytes.Slice((int)start, (int)count * pixelBytes);
            switch (pixelBytes)
            {
                case 1:
                    FillRow(row, (byte)mask, (byte)value);
                    break;
                case 2:
                    FillRow(MemoryMarshal.Cast<byte, ushort>(row), (ushort)mask, (ushort)value);
                    break;
                default:
                    FillRow(MemoryMarshal.Cast<byte, uint>(row), mask, value);
                    break;
            }
        }
    }

    private static void FillRow<T>(Span<T> row, T mask, T value)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (mask == T.AllBitsSet)
        {
            row.Fill(value);
            return;
        }

        (T keep, T set) = (~mask, value & mask);
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = (row[i] & keep) | set;
        }
    }
}
