using Xemu.Abstractions.Memory;

namespace Xemu.Machine;

/// <summary>Makes an access of any width and alignment into those that a handler implements.</summary>
internal static class IoAccess
{
    public static ulong Mask(int width) => width >= 8 ? ulong.MaxValue : (1UL << (8 * width)) - 1;

    public static ulong Read(IIoHandler handler, ulong offset, int width)
    {
        IoWidths widths = handler.Widths;
        if (width < widths.MinAccepted || width > widths.MaxAccepted)
        {
            return Mask(width);
        }

        if (IsDirect(widths, offset, width))
        {
            return handler.Read(offset, width) & Mask(width);
        }

        if (width < widths.MinImplemented && (offset % (ulong)widths.MinImplemented) + (ulong)width <= (ulong)widths.MinImplemented)
        {
            ulong aligned = offset & ~((ulong)widths.MinImplemented - 1);
            return (handler.Read(aligned, widths.MinImplemented) >> (int)(8 * (offset - aligned))) & Mask(width);
        }

        return ReadSplit(handler, offset, width);
    }

    public static void Write(IIoHandler handler, ulong offset, int width, ulong value)
    {
        IoWidths widths = handler.Widths;
        if (width < widths.MinAccepted || width > widths.MaxAccepted)
        {
            return;
        }

        if (IsDirect(widths, offset, width))
        {
            handler.Write(offset, width, value & Mask(width));
            return;
        }

        if (width < widths.MinImplemented && (offset % (ulong)widths.MinImplemented) + (ulong)width <= (ulong)widths.MinImplemented)
        {
            WriteMerged(handler, widths.MinImplemented, offset, width, value);
            return;
        }

        WriteSplit(handler, offset, width, value);
    }

    private static bool IsDirect(IoWidths widths, ulong offset, int width) =>
        width >= widths.MinImplemented && width <= widths.MaxImplemented && (offset & ((ulong)width - 1)) == 0;

    /// <summary>The wider register is read, the written bytes replaced, and the whole written back.</summary>
    private static void WriteMerged(IIoHandler handler, int implemented, ulong offset, int width, ulong value)
    {
        ulong aligned = offset & ~((ulong)implemented - 1);
        int shift = (int)(8 * (offset - aligned));
        ulong mask = Mask(width) << shift;
        ulong old = handler.Read(aligned, implemented);
        handler.Write(aligned, implemented, ((old & ~mask) | ((value << shift) & mask)) & Mask(implemented));
    }

    /// <summary>Too wide, or unaligned: halves, lowest first, until each fits.</summary>
    private static ulong ReadSplit(IIoHandler handler, ulong offset, int width)
    {
        if (width == 1)
        {
            return Mask(1);
        }

        int half = width / 2;
        return Read(handler, offset, half) | (Read(handler, offset + (ulong)half, half) << (8 * half));
    }

    private static void WriteSplit(IIoHandler handler, ulong offset, int width, ulong value)
    {
        if (width == 1)
        {
            return;
        }

        int half = width / 2;
        Write(handler, offset, half, value & Mask(half));
        Write(handler, offset + (ulong)half, half, value >> (8 * half));
    }
}
