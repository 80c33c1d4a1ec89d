using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>A class that draws pixels onto the two-dimensional surface: it has an operation, and is connected with a clip rectangle or not.</summary>
internal abstract class PixelSource : MethodStore
{
    private const uint ClipClass = 0x19;
    private const uint KeyClass = 0x57;

    /// <summary>Most bytes of a rectangle, which is more than there is memory: rows lie over each other then.</summary>
    private const long MaxBytes = 128 << 20;

    private readonly PixelContext _context;
    private readonly PixelMethods _at;

    /// <param name="graphClass">The class.</param>
    /// <param name="methods">Its methods.</param>
    /// <param name="at">Where it has the methods that all such classes have.</param>
    /// <param name="context">What all such classes share.</param>
    protected PixelSource(uint graphClass, MethodTable methods, PixelMethods at, PixelContext context)
        : base(graphClass, methods, context.Graph)
    {
        _at = at;
        _context = context;
    }

    /// <summary>Most bytes of one row: what a pitch can say.</summary>
    protected static int MaxRowBytes => 0x1_0000;

    /// <summary>The largest picture that is drawn: what surfaces have.</summary>
    protected const int MaxSide = 4096;

    /// <summary>How much more a byte costs that is combined with what is there than one that is copied.</summary>
    protected const long CombineCost = 8;

    /// <summary>A row before it is drawn.</summary>
    [Derived("scratch")]
    protected byte[] Row { get; } = new byte[MaxRowBytes];

    /// <summary>The linear surfaces.</summary>
    protected Surfaces2D Surfaces => _context.Surfaces;

    /// <summary>The format of what is drawn onto.</summary>
    protected SurfaceFormat TargetFormat => Swizzled?.Format ?? Surfaces.Format;

    /// <summary>The clip rectangle, when it is connected; a null object disconnects it.</summary>
    protected ClipRectangle? Clip => IsConnected(_at.Clip, ClipClass) ? _context.Clip : null;

    /// <summary>What is done with the pixels now.</summary>
    protected PixelOperation Current
    {
        get
        {
            uint operation = this[_at.Operation];
            if (operation > (uint)PixelOperationKind.BlendPremultiplied)
            {
                _context.Graph.Notes.NoteUnusual(Methods, _at.Operation, operation);
                operation = (uint)PixelOperationKind.Copy;
            }

            return new PixelOperation((PixelOperationKind)operation, TargetFormat, _context.Factors, IsConnected(_at.Key, KeyClass) ? _context.Key.Color : null);
        }
    }

    /// <summary>Instance memory.</summary>
    protected InstanceMemory Instances => _context.Instances;

    /// <summary>The memory.</summary>
    protected IRamBlock Ram => _context.Ram;

    /// <summary>How many rows are drawn at most.</summary>
    /// <param name="rows">How many are asked for.</param>
    /// <param name="rowBytes">Bytes of one, at least 1.</param>
    protected static int LimitRows(int rows, int rowBytes) => (int)Math.Min(rows, (MaxBytes + rowBytes - 1) / rowBytes);

    /// <summary>Puts a row of pixels onto what is there, as far as it may be touched.</summary>
    /// <param name="operation">What is done.</param>
    /// <param name="rows">Where rows lie.</param>
    /// <param name="number">Which one it is.</param>
    /// <param name="source">The pixels.</param>
    /// <param name="x">The first pixel on the surface.</param>
    /// <param name="y">The row on the surface.</param>
    protected void Draw(in PixelOperation operation, in MemoryRows rows, int number, ReadOnlySpan<byte> source, int x, int y)
    {
        MemoryRange range = rows.Row(number, source.Length, _context.Ram.SizeBytes);
        int size = operation.PixelBytes;
        if (range.Length < size)
        {
            return;
        }

        using RamLease lease = _context.Ram.Lease(range.Offset, range.Length, RamAccess.ReadWrite);
        for (int i = 0; i + size <= range.Length; i += size)
        {
            Span<byte> target = lease.Span[i..];
            Write(target, size, operation.Combine(Read(source[i..], size), Read(target, size), x++, y));
        }
    }

    /// <summary>Puts a row of one colour onto what is there, as far as surfaces reach.</summary>
    /// <param name="operation">What is done.</param>
    /// <param name="left">The first pixel.</param>
    /// <param name="right">The pixel behind the last.</param>
    /// <param name="y">The row.</param>
    /// <param name="pixel">The colour, in the surface's format.</param>
    protected void DrawSpan(in PixelOperation operation, int left, int right, int y, uint pixel)
    {
        left = Math.Max(left, 0);
        int size = Surfaces.PixelBytes;
        int rowBytes = (Math.Min(right, MaxSide) - left) * size;
        if (rowBytes <= 0 || y is < 0 or >= MaxSide)
        {
            return;
        }

        MemoryRows rows = Surfaces.Destination(left, y);
        if (rows.Row(0, rowBytes, _context.Ram.SizeBytes).Length <= 0)
        {
            return;
        }

        Span<byte> row = Row.AsSpan(0, rowBytes);
        switch (size)
        {
            case 1:
                row.Fill((byte)pixel);
                break;
            case 2:
                MemoryMarshal.Cast<byte, ushort>(row).Fill((ushort)pixel);
                break;
            default:
                MemoryMarshal.Cast<byte, uint>(row).Fill(pixel);
                break;
        }

        Draw(in operation, in rows, 0, row, left, y);
        SpendBytes(rowBytes * CombineCost);
    }

    /// <summary>Puts a pixel onto what is there, unless it lies beside the surface or is clipped.</summary>
    /// <param name="operation">What is done.</param>
    /// <param name="x">Where, on the surface.</param>
    /// <param name="y">Where, on the surface.</param>
    /// <param name="pixel">The pixel, in the surface's format.</param>
    protected void Plot(in PixelOperation operation, int x, int y, uint pixel)
    {
        if (x < 0 || y < 0 || Clip?.Contains(x, y) == false)
        {
            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, pixel);
        DrawAt(in operation, bytes[..operation.PixelBytes], x, y);
    }

    /// <summary>Puts a row of pixels onto the surface that the class is connected with.</summary>
    /// <param name="operation">What is done.</param>
    /// <param name="source">The pixels.</param>
    /// <param name="x">The first one on the surface.</param>
    /// <param name="y">The row on the surface.</param>
    protected void DrawAt(in PixelOperation operation, ReadOnlySpan<byte> source, int x, int y)
    {
        if (Swizzled is not { } surface)
        {
            Draw(in operation, Surfaces.Destination(x, y), 0, source, x, y);
            return;
        }

        int size = operation.PixelBytes;
        for (int i = 0; i < source.Length; i += size, x++)
        {
            if (surface.TryFind(x, y, out MemoryRows pixel))
            {
                Draw(in operation, in pixel, 0, source.Slice(i, size), x, y);
            }
        }
    }

    /// <summary>The swizzled surface, where it is connected.</summary>
    private SwizzledSurface? Swizzled => ClassAt(_at.Surface) is SwizzledSurface.OlderClass or 0x9E ? _context.Swizzled : null;

    private bool IsConnected(uint method, uint graphClass) => ClassAt(method) == graphClass;

    /// <summary>The class of the object that a method has connected; 0 where it has none.</summary>
    private uint ClassAt(uint method) => method != 0 && this[method] != 0 ? _context.Instances.Read(this[method]) & 0xFF : 0;

    private static uint Read(ReadOnlySpan<byte> bytes, int size) => size switch
    {
        1 => bytes[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
    };

    private static void Write(Span<byte> bytes, int size, uint pixel)
    {
        switch (size)
        {
            case 1:
                bytes[0] = (byte)pixel;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)pixel);
                break;
            default:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, pixel);
                break;
        }
    }
}
