using System.Numerics;
using Xemu.Abstractions;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>Keeps what it is asked for.</summary>
internal sealed class RecordingRenderer : IRenderer
{
    public List<ClearCall> Clears { get; } = [];

    public List<CopyCall> Copies { get; } = [];

    public List<ScanoutCall> Scanouts { get; } = [];

    public List<Recorded> Draws { get; } = [];

    public ulong PassedCount { get; set; }

    public IRamBlock? Memory { get; private set; }

    public int WriteBacks { get; private set; }

    /// <summary>Whether it refuses to take over.</summary>
    public bool AttachFails { get; init; }

    public void Attach(IRamBlock memory) => Memory = AttachFails ? throw new ComponentException("It is of no use.") : memory;

    public void Draw(DrawCall call) => Draws.Add(new Recorded(
        call.Primitive,
        call.Target,
        call.State,
        call.VertexProgram,
        call.PixelProgram,
        call.Constants.LineWidth,
        [.. call.VertexOutputs],
        [.. call.Textures],
        [.. call.Constants.WindowClips],
        call.PixelConstants.BumpMatrix[1],
        [.. call.HiddenEdges.Take(call.HasHiddenEdges ? call.VertexCount : 0)],
        [.. call.Indices.Take(call.IndexCount).Select(i => call.Vertices.AsSpan(i * DrawCall.AttributeCount, DrawCall.AttributeCount).ToArray())]));

    public void Clear(in ClearCall call) => Clears.Add(call);

    public void Copy(in CopyCall call, IRamBlock memory)
    {
        Copies.Add(call);
        CopyMemory.Run(memory, in call);
    }

    /// <summary>A picture that is nowhere in memory.</summary>
    public void ReadScanout(in ScanoutCall call, IRamBlock memory, Span<byte> pixels)
    {
        Scanouts.Add(call);
        pixels.Fill(0x5A);
    }

    public ulong TakePassedCount()
    {
        ulong count = PassedCount;
        PassedCount = 0;
        return count;
    }

    /// <summary>Whether it fails to hand over.</summary>
    public bool DetachFails { get; init; }

    public void Detach() => Memory = DetachFails ? throw new ComponentException("It is broken.") : null;

    public void WriteBack() => WriteBacks++;

    /// <summary>A draw: its vertices in the order of drawing, 16 attributes each; the bump matrix of the second unit; whether edges are hidden, by vertex, where some are.</summary>
    internal sealed record Recorded(
        Primitive Primitive,
        RenderTarget Target,
        PipelineState State,
        VertexProgram VertexProgram,
        PixelProgram PixelProgram,
        float LineWidth,
        Vector4[] VertexOutputs,
        TextureState[] Textures,
        Rectangle[] WindowClips,
        Vector4 BumpMatrix,
        bool[] HiddenEdges,
        Vector4[][] Vertices);
}
