using System.Buffers.Binary;

namespace Xemu.Gpu.Nv2a;

/// <summary>A class that draws pixels onto the two-dimensional surface: it has an operation, and is connected with a clip rectangle or not.</summary>
internal abstract class PixelSource : MethodStore
{
    private const uint Operation = 0x2FC;
    private const uint BlendAnd = 2;
    private const uint SourceCopy = 3;
    private const uint BetaFactor = 0x300;
    private const uint ClipClass = 0x19;

    private readonly Surfaces2D _surfaces;
    private readonly ClipRectangle _clip;
    private readonly ContextObject _beta;
    private readonly InstanceMemory _instances;
    private readonly Pgraph _graph;
    private readonly uint _clipMethod;

    /// <param name="graphClass">The class.</param>
    /// <param name="methods">Its methods.</param>
    /// <param name="clipMethod">The method that connects it with a clip rectangle.</param>
    /// <param name="context">What all such classes share.</param>
    protected PixelSource(uint graphClass, MethodTable methods, uint clipMethod, PixelContext context)
        : base(graphClass, methods, context.Graph)
    {
        _clipMethod = clipMethod;
        _surfaces = context.Surfaces;
        _clip = context.Clip;
        _beta = context.Beta;
        _instances = context.Instances;
        _graph = context.Graph;
    }

    /// <summary>The surface.</summary>
    protected Surfaces2D Surfaces => _surfaces;

    /// <summary>The clip rectangle, when it is connected; a null object disconnects it.</summary>
    protected ClipRectangle? Clip => this[_clipMethod] != 0 && (_instances.Read(this[_clipMethod]) & 0xFF) == ClipClass ? _clip : null;

    /// <summary>Puts pixels onto those that are there.</summary>
    /// <param name="source">The pixels.</param>
    /// <param name="target">Receives them; as long.</param>
    protected void Combine(ReadOnlySpan<byte> source, Span<byte> target)
    {
        uint operation = this[Operation];
        if (operation is not BlendAnd and not SourceCopy)
        {
            _graph.Notes.NoteUnusual(Methods, Operation, operation);
        }

        uint format = _surfaces.Format;
        int size = _surfaces.PixelBytes;
        uint word = _beta[BetaFactor];

        // Beta is a signed number of which 8 bits of fraction are there; below 0 is 0. Source: envytools docs/hw/graph/2d/ctxobj.
        uint factor = operation != BlendAnd ? 255 : (int)word < 0 ? 0 : word >> 23;
        for (int i = 0; i + size <= source.Length; i += size)
        {
            uint pixel = Read(source[i..], size);
            if (factor != 255)
            {
                pixel = SurfaceFormat2D.Blend(format, pixel, Read(target[i..], size), factor);
            }

            Write(target[i..], size, SurfaceFormat2D.Complete(format, pixel));
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
