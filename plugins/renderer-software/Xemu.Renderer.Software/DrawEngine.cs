using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Gpu.Vertices;

namespace Xemu.Renderer.Software;

/// <summary>Carries a draw out: vertex stage, then the primitives.</summary>
internal sealed class DrawEngine : IDisposable
{
    /// <summary>Pixels of a picture from which on its rows are shared among threads: below, waking them costs more than they save.</summary>
    private const int SharedPixels = 16384;

    private readonly VertexRunner _vertices = new();
    private readonly TextureCache _textures = new();
    private readonly CombinerCache _combiners = new();
    private readonly TextureImage?[] _images = new TextureImage?[DrawCall.TextureCount];
    private readonly DrawWorker[] _workers;
    private readonly Action[] _actions;
    private readonly WorkerThreads _threads;
    private long _work;
    private RasterVertex[] _transformed = new RasterVertex[256];

    /// <summary>Makes an engine.</summary>
    /// <param name="threads">Threads that draw, 1 and up; which picture comes out does not depend on it.</param>
    public DrawEngine(int threads)
    {
        _workers = [.. Enumerable.Range(0, threads).Select(static _ => new DrawWorker())];
        _actions = [.. _workers.Select(static worker => (Action)worker.Run)];
        _threads = new WorkerThreads(threads - 1);
    }

    /// <summary>Draws whose rows were shared among threads.</summary>
    public long SharedCount { get; private set; }

    /// <summary>Pixel programs that were compiled.</summary>
    public long CompiledCount => _combiners.CompiledCount;

    /// <summary>Primitives that were left out, as their draw was too large.</summary>
    public long DroppedCount => _workers[0].DroppedCount;

    /// <summary>Draws.</summary>
    /// <param name="memory">The RAM.</param>
    /// <param name="call">The draw.</param>
    public void Draw(IRamBlock memory, DrawCall call)
    {
        if (call.Target.Clip.IsEmpty)
        {
            return;
        }

        Transform(call);
        int count = _workers.Length > 1 && Extent(call) >= SharedPixels && HasDisjointRows(call.Target, memory.SizeBytes) ? _workers.Length : 1;
        SharedCount += count > 1 ? 1 : 0;
        _textures.Find(memory, call, _images);
        CombinerProgram code = _combiners.Find(call.PixelProgram);
        for (int i = 0; i < count; i++)
        {
            _workers[i].Begin(memory, call, _transformed, _images, code, new RowShare(i, count));
        }

        _threads.Run(_actions.AsSpan(0, count));
        _work += _workers[0].Work;
    }

    /// <summary>Fragments that passed since the last call.</summary>
    public ulong TakePassedCount()
    {
        ulong count = 0;
        foreach (DrawWorker worker in _workers)
        {
            count += worker.TakePassedCount();
        }

        return count;
    }

    /// <summary>Pixels that draws were looked for in since the last call.</summary>
    public long TakeWork()
    {
        (long work, _work) = (_work, 0);
        return work;
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose() => _threads.Dispose();

    /// <summary>Whether no two rows of the surfaces have bytes in common, so that it is all one in which order they are drawn.</summary>
    private static bool HasDisjointRows(in RenderTarget target, ulong memoryBytes)
    {
        Rectangle area = SurfaceMemory.ToSamples(target.Clip, target.Samples);
        MemoryRange color = SurfaceMemory.ColorRange(target, area, memoryBytes);
        MemoryRange depth = SurfaceMemory.DepthRange(target, area, memoryBytes);
        bool areApart = color.IsEmpty || depth.IsEmpty || color.Offset + (ulong)color.Length <= depth.Offset || depth.Offset + (ulong)depth.Length <= color.Offset;
        bool isSwizzled = target.Layout == SurfaceLayout.Swizzled;

        // Rows below a swizzled surface's last are its first ones again.
        return areApart && (isSwizzled ? area.Bottom <= 1 << target.HeightLog2 : (target.Color.Pitch >= (long)area.Right * SurfaceMemory.BytesPerPixel(target.ColorFormat) && target.Depth.Pitch >= (long)area.Right * SurfaceMemory.BytesPerPixel(target.DepthFormat)));
    }

    /// <summary>Pixels of the box around all vertices, within the target.</summary>
    private double Extent(DrawCall call)
    {
        (float left, float top, float right, float bottom) = (float.MaxValue, float.MaxValue, float.MinValue, float.MinValue);
        for (int i = 0; i < call.VertexCount; i++)
        {
            ref readonly RasterVertex vertex = ref _transformed[i];
            (left, right) = (MathF.Min(left, vertex.X), MathF.Max(right, vertex.X));
            (top, bottom) = (MathF.Min(top, vertex.Y), MathF.Max(bottom, vertex.Y));
        }

        Rectangle area = call.Target.Clip;
        double width = Math.Min(right, area.Right) - Math.Max(left, area.Left);
        double height = Math.Min(bottom, area.Bottom) - Math.Max(top, area.Top);
        return double.IsNaN(width * height) ? SharedPixels : Math.Max(width, 0) * Math.Max(height, 0);
    }

    private void Transform(DrawCall call)
    {
        if (_transformed.Length < call.VertexCount)
        {
            _transformed = new RasterVertex[call.VertexCount];
        }

        _vertices.Run(call, new Results(_transformed));
        bool hasHiddenEdges = call.HasHiddenEdges && (call.Primitive is Primitive.Triangles or Primitive.Quads or Primitive.Polygon);
        for (int i = 0; i < call.VertexCount; i++)
        {
            ref RasterVertex vertex = ref _transformed[i];
            DropSpecular(call.State, ref vertex.Outputs);
            Interpolator.QuantizeColors(ref vertex.Outputs);
            Vector4 position = vertex.Outputs[(int)VertexOutput.Position];
            vertex.X = position.X;
            vertex.Y = position.Y;
            vertex.Z = position.Z;
            vertex.W = position.W;
            vertex.HidesEdge = hasHiddenEdges && call.HiddenEdges[i];
        }
    }

    private static void DropSpecular(PipelineState state, ref VertexResult outputs)
    {
        if (state.DropsSpecular)
        {
            outputs[(int)VertexOutput.Specular] = outputs[(int)VertexOutput.BackSpecular] = Vector4.UnitW;
        }
        else if (state.DropsSpecularAlpha)
        {
            outputs[(int)VertexOutput.Specular].W = outputs[(int)VertexOutput.BackSpecular].W = 1;
        }
    }

    private readonly struct Results(RasterVertex[] vertices) : IVertexSink
    {
        public void Take(int index, in VertexResult result) => vertices[index].Outputs = result;
    }
}
