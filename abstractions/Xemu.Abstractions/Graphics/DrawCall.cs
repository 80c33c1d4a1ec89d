using System.Numerics;

namespace Xemu.Abstractions.Graphics;

/// <summary>
/// One draw with all that it depends on. The object is used again for each draw: nothing of it but the programs may be kept after the call, and a renderer
/// changes nothing of it, as what is the same for the next draw is not written again.
/// </summary>
public sealed class DrawCall
{
    /// <summary>Attributes of a vertex.</summary>
    public const int AttributeCount = 16;

    /// <summary>Constants that a vertex program may address by the address register: the first ones.</summary>
    public const int AddressableConstantCount = 192;

    /// <summary>Constants of a vertex program.</summary>
    public const int VertexConstantCount = 320;

    /// <summary>Texture units.</summary>
    public const int TextureCount = 4;

    /// <summary>What is drawn into.</summary>
    public RenderTarget Target { get; set; }

    /// <summary>What selects code.</summary>
    public PipelineState State { get; set; }

    /// <summary>Numbers outside of the stages.</summary>
    public DrawConstants Constants { get; } = new();

    /// <summary>The vertex stage.</summary>
    public required VertexProgram VertexProgram { get; set; }

    /// <summary>Its constants, <see cref="VertexConstantCount"/> of them.</summary>
    public Vector4[] VertexConstants { get; } = new Vector4[VertexConstantCount];

    /// <summary>
    /// What the results of each vertex are before its program runs, by <see cref="VertexOutput"/>: the chip keeps what the last vertex that wrote them gave,
    /// also over draws. <see cref="AttributeCount"/> of them.
    /// </summary>
    public Vector4[] VertexOutputs { get; } = new Vector4[AttributeCount];

    /// <summary>The pixel stage.</summary>
    public required PixelProgram PixelProgram { get; set; }

    /// <summary>Its numbers.</summary>
    public PixelConstants PixelConstants { get; } = new();

    /// <summary>The texture units.</summary>
    public TextureState[] Textures { get; } = new TextureState[TextureCount];

    /// <summary>How vertices make primitives.</summary>
    public Primitive Primitive { get; set; }

    /// <summary>
    /// The vertices: <see cref="VertexCount"/> times <see cref="AttributeCount"/> attributes, decoded to four floating-point components. Attributes that
    /// the vertex program does not read are undefined.
    /// </summary>
    public Vector4[] Vertices { get; set; } = [];

    /// <summary>How many vertices there are.</summary>
    public int VertexCount { get; set; }

    /// <summary>
    /// By vertex, only where <see cref="HasHiddenEdges"/>: whether the edge that begins there is left out of triangles, quads and polygons that are drawn as
    /// lines, and the vertex itself of those drawn as points. Strips and fans have none.
    /// </summary>
    public bool[] HiddenEdges { get; set; } = [];

    /// <summary>Whether there are such edges.</summary>
    public bool HasHiddenEdges { get; set; }

    /// <summary>The vertices in the order of drawing, each less than <see cref="VertexCount"/>.</summary>
    public int[] Indices { get; set; } = [];

    /// <summary>How many indices there are.</summary>
    public int IndexCount { get; set; }

    /// <summary>Copies everything into another call: for renderers that do their work later. Its arrays are used again when they suffice.</summary>
    /// <param name="target">The other call; nothing of it stays, and it shares nothing with this one but the programs.</param>
    public void CopyTo(DrawCall target)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.Target = Target;
        target.State = State;
        Constants.CopyTo(target.Constants);
        target.VertexProgram = VertexProgram;
        VertexConstants.CopyTo(target.VertexConstants, 0);
        VertexOutputs.CopyTo(target.VertexOutputs, 0);
        target.PixelProgram = PixelProgram;
        PixelConstants.CopyTo(target.PixelConstants);
        Textures.CopyTo(target.Textures, 0);
        target.Primitive = Primitive;
        target.Vertices = Copy(Vertices, VertexCount * AttributeCount, target.Vertices);
        target.VertexCount = VertexCount;
        target.HasHiddenEdges = HasHiddenEdges;
        target.HiddenEdges = Copy(HiddenEdges, HasHiddenEdges ? VertexCount : 0, target.HiddenEdges);
        target.Indices = Copy(Indices, IndexCount, target.Indices);
        target.IndexCount = IndexCount;
    }

    private static T[] Copy<T>(T[] from, int count, T[] to)
    {
        if (to.Length < count)
        {
            to = new T[Math.Max(count, to.Length * 2)];
        }

        from.AsSpan(0, count).CopyTo(to);
        return to;
    }
}
