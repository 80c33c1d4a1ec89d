using System.Buffers.Binary;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>A class that draws pixels onto the two-dimensional surface: it has an operation, and is connected with a clip rectangle or not.</summary>
internal abstract class PixelSource : MethodStore
{
    private const uint Operation = 0x2FC;
    private const uint ClipClass = 0x19;

    /// <summary>Most bytes of a rectangle, which is more than there is memory: rows lie over each other then.</summary>
    private const long MaxBytes = 128 << 20;

    private readonly PixelContext _context;
    private readonly uint _clipMethod;

    /// <param name="graphClass">The class.</param>
    /// <param name="methods">Its methods.</param>
    /// <param name="clipMethod">The method that connects it with a clip rectangle.</param>
    /// <param name="context">What all such classes share.</param>
    protected PixelSource(uint graphClass, MethodTable methods, uint clipMethod, PixelContext context)
        : base(graphClass, methods, context.Graph)
    {
        _clipMethod = clipMethod;
        _context = context;
    }

    /// <summary>Most bytes of one row: what a pitch can say.</summary>
    protected static int MaxRowBytes => 0x1_0000;

    /// <summary>A row before it is drawn.</summary>
    [Derived("scratch")]
    protected byte[] Row { get; } = new byte[MaxRowBytes];

    /// <summary>The surface.</summary>
    protected Surfaces2D Surfaces => _context.Surfaces;

    /// <summary>The clip rectangle, when it is connected; a null object disconnects it.</summary>
    protected ClipRectangle? Clip => this[_clipMethod] != 0 && (_context.Instances.Read(this[_clipMethod]) & 0xFF) == ClipClass ? _context.Clip : null;

    /// <summary>What is done with the pixels now.</summary>
    protected PixelOperation Current
    {
        get
        {
            uint operation = this[Operation];
            if (operation > (uint)PixelOperationKind.BlendPremultiplied)
            {
                _context.Graph.Notes.NoteUnusual(Methods, Operation, operation);
                operation = (uint)PixelOperationKind.Copy;
            }

            return new PixelOperation((PixelOperationKind)operation, Surfaces.Format, _context.Factors);
        }
    }

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
        int size = Surfaces.PixelBytes;
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
