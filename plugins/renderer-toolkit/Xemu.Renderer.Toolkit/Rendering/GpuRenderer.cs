using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Toolkit;

/// <summary>A renderer over a host GPU. It keeps surfaces and textures there, claims their memory, and writes back before anyone reads.</summary>
/// <remarks>
/// Threads: its calls come from one thread at a time, as the contract says; accesses to claimed memory come from any thread and wait. So the backend gets one call at
/// a time, not always from the same thread. Errors: <see cref="GpuBackendException"/> when the host fails; nothing that a guest asks for throws.
/// </remarks>
public sealed class GpuRenderer : IRenderer, IDisposable
{
    private readonly IGpuBackend _backend;
    private readonly Lock _gate = new();
    private readonly PassTracker _pass;
    private readonly PipelineStore _pipelines;
    private readonly UploadRing _vertices;
    private readonly UploadRing _indices;
    private readonly UploadRing _uniforms;
    private readonly SubmitBudget _budget;
    private readonly PrimitiveIndices _primitives = new();
    private readonly PrimitiveExpander _expander;
    private readonly Vector4[] _vertexBlock = new Vector4[ShaderInterface.VertexLength];
    private readonly Vector4[] _pixelBlock = new Vector4[ShaderInterface.PixelLength];
    private Vector4[] _packed = [];
    private IRamBlock? _memory;
    private SurfaceCache? _surfaces;
    private GpuTextureCache? _textures;
    private SurfaceCopier? _copier;
    private GpuRendererCounters _former;
    private bool _isDisposed;

    /// <summary>Makes a renderer.</summary>
    /// <param name="backend">The host's GPU; the renderer's from now on.</param>
    public GpuRenderer(IGpuBackend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        _backend = backend;
        _pass = new PassTracker(backend);
        _pipelines = new PipelineStore(backend, _pass);
        _vertices = new UploadRing(backend, _pass, GpuBufferUse.Vertices, 16);
        _indices = new UploadRing(backend, _pass, GpuBufferUse.Indices, 4);
        _uniforms = new UploadRing(backend, _pass, GpuBufferUse.Uniforms, backend.Limits.UniformAlignment);
        _budget = new SubmitBudget(backend, _pass);
        _expander = new PrimitiveExpander(DrawOnHost);
    }

    /// <summary>What it has done since it was made.</summary>
    public GpuRendererCounters Counters { get; private set; }

    /// <inheritdoc/>
    public void Attach(IRamBlock memory)
    {
        _memory = memory;
        _former = Counters;
        _surfaces = new SurfaceCache(_backend, _pass, memory, _gate, _budget);
        _textures = new GpuTextureCache(_backend, _pass, memory, _surfaces, _gate, _budget);
        _copier = new SurfaceCopier(_backend, _pass, _surfaces, _budget);
    }

    /// <summary>Hands over to another renderer: writes all content back, and gives up its claims and all that it holds of the memory. It may be attached again.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            try
            {
                _surfaces!.WriteBackAll();
            }
            finally
            {
                // Also when the host is lost: the one that comes finds no claims of this one.
                Count(Counters);
                _textures!.Clear();
                _surfaces!.Clear();
            }
        }
    }

    /// <inheritdoc/>
    public void Draw(DrawCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        lock (_gate)
        {
            if (PrimitiveExpander.Takes(call))
            {
                _expander.Run(call);
            }
            else
            {
                DrawOnHost(call);
            }

            bool isApproximated = call.State.Blend.Logic is not null && !_backend.Limits.HasLogicOperations;
            Count(Counters with { Draws = Counters.Draws + 1, Approximated = Counters.Approximated + (isApproximated ? 1 : 0) });
        }
    }

    /// <inheritdoc/>
    public void Clear(in ClearCall call)
    {
        lock (_gate)
        {
            Count(Counters with { Clears = Counters.Clears + 1 });
            if (!ClearTranslation.IsPossible(call))
            {
                // In memory: others' accesses write surfaces back and drop them.
                ClearEngine.Clear(_memory!, call);
                Count(Counters with { ClearsInMemory = Counters.ClearsInMemory + 1 });
                return;
            }

            Rectangle area = SurfaceMemory.ToSamples(call.Area, call.Target.Samples);
            if (!area.IsEmpty && Bind(ClearTranslation.Touched(call), area) is { } target)
            {
                Rectangle bounds = area.Intersect(target.Bounds);
                if (!bounds.IsEmpty)
                {
                    _budget.Spend(SubmitBudget.CallBytes);
                    _pass.Begin(target.Pass);
                    _backend.Clear(ClearTranslation.Translate(call, bounds));
                    Mark(target, bounds, writesColor: true, call.ClearsDepth || call.ClearsStencil);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Copy(in CopyCall call, IRamBlock memory)
    {
        lock (_gate)
        {
            if (_copier!.TryCopy(in call))
            {
                Count(Counters with { SurfaceCopies = Counters.SurfaceCopies + 1 });
                return;
            }
        }

        CopyMemory.Run(memory, in call);
    }

    /// <inheritdoc/>
    public void ReadScanout(in ScanoutCall call, IRamBlock memory, Span<byte> pixels)
    {
        lock (_gate)
        {
            int pixelBytes = SurfaceMemory.BytesPerPixel(call.Format);
            if (call.Rows > 0 && call.RowBytes > 0 && _surfaces!.FindRows(call.Source, call.RowBytes, call.Rows, pixelBytes) is var (surface, area) && !surface.Dirty.IsEmpty)
            {
                _pass.End();
                SurfaceTransfer.Download(_backend, surface, area, pixels[..(call.RowBytes * call.Rows)]);
                return;
            }
        }

        ScanoutMemory.Read(memory, in call, pixels);
    }

    /// <inheritdoc/>
    public ulong TakePassedCount()
    {
        lock (_gate)
        {
            _pass.End();
            return _backend.TakePassedCount();
        }
    }

    /// <inheritdoc/>
    public void WriteBack()
    {
        lock (_gate)
        {
            _surfaces!.WriteBackAll();
            Count(Counters);
        }
    }

    /// <summary>Gives all up, claims and backend too. What was not written back is lost: a machine that goes on calls <see cref="WriteBack"/> before.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _pass.End();
            _textures?.Clear();
            _surfaces?.Clear();
            _pipelines.Clear();
            _vertices.Dispose();
            _indices.Dispose();
            _uniforms.Dispose();
            _backend.Dispose();
        }
    }

    private void Count(GpuRendererCounters counters) => Counters = counters with
    {
        SurfaceUploads = _former.SurfaceUploads + _surfaces!.Uploads,
        SurfaceWriteBacks = _former.SurfaceWriteBacks + _surfaces.WriteBacks,
        TextureUploads = _former.TextureUploads + _textures!.Uploads,
        TextureCopies = _former.TextureCopies + _textures.Copies,
        Pipelines = _pipelines.Made,
    };

    /// <summary>The surfaces of a target with their content; null where there is none.</summary>
    private BoundTarget? Bind(in RenderTarget target, Rectangle area)
    {
        MemoryRange depthRange = target.DepthFormat == DepthFormat.None ? default : _surfaces!.RangeOf(SurfaceKey.Depth(target), area);
        CachedSurface? color = target.ColorFormat == SurfaceFormat.None ? null : _surfaces!.Get(SurfaceKey.Color(target), area, null, depthRange);
        CachedSurface? depth = target.DepthFormat == DepthFormat.None ? null : _surfaces!.Get(SurfaceKey.Depth(target), area, color);
        return color is null && depth is null ? null : new BoundTarget(color, depth);
    }

    private void Mark(BoundTarget target, Rectangle area, bool writesColor, bool writesDepth)
    {
        if (target.Color is { } color && writesColor)
        {
            _surfaces!.MarkDirty(color, area);
        }

        if (target.Depth is { } depth && writesDepth)
        {
            _surfaces!.MarkDirty(depth, area);
        }
    }

    private void DrawOnHost(DrawCall call)
    {
        Rectangle area = SurfaceMemory.ToSamples(call.Target.Clip, call.Target.Samples);
        _primitives.Build(call);
        if (!area.IsEmpty && _primitives.Count > 0 && Bind(call.Target, area) is { } target)
        {
            Draw(call, target, area);
        }
    }

    private void Draw(DrawCall call, BoundTarget target, Rectangle area)
    {
        Rectangle scissor = area.Intersect(target.Bounds);
        if (scissor.IsEmpty)
        {
            return;
        }

        GpuTextureSet images = default;
        _textures!.BeginDraw();
        var codes = new TextureCodeSet(
            Texture(call, 0, ref images), Texture(call, 1, ref images), Texture(call, 2, ref images), Texture(call, 3, ref images));
        GpuBufferRange vertices = UploadVertices(call);
        GpuBufferRange indices = _indices.Add(MemoryMarshal.AsBytes(_primitives.Indices));
        _uniforms.Reserve(pieces: 2, Unsafe.SizeOf<Vector4>() * (_vertexBlock.Length + _pixelBlock.Length));
        GpuBufferRange vertexUniforms = UploadVertexBlock(call, target);
        PixelUniforms.Fill(call, _pixelBlock);
        GpuBufferRange pixelUniforms = _uniforms.Add(MemoryMarshal.AsBytes<Vector4>(_pixelBlock));
        var draw = new GpuDraw
        {
            Pipeline = default,
            Vertices = vertices,
            Indices = indices,
            VertexUniforms = vertexUniforms,
            PixelUniforms = pixelUniforms,
            Textures = images,
            Scissor = scissor,
            BlendColor = ColorCodec.ToVector(call.Constants.BlendColor),
            Stencil = new GpuStencil(call.State.Stencil.Reference, call.State.Stencil.ReadMask, call.State.Stencil.WriteMask),
            LineWidth = MathF.Max(call.Constants.LineWidth, 1),
            CountsPasses = call.State.CountsPasses,
        };
        if (BlendFactors.IsSigned(call.State.Blend))
        {
            Draw(call, codes, target, draw with { CountsPasses = false, Stencil = draw.Stencil with { WriteMask = 0 } }, SignedPart.Positive);
            Draw(call, codes, target, draw, SignedPart.Negative);
        }
        else
        {
            Draw(call, codes, target, draw, SignedPart.All);
        }

        bool writesColor = target.Color is { } color && PipelineKeys.MaskFor(color.Key.ColorFormat, call.State.ColorMask) != ColorMask.None;
        Mark(target, scissor, writesColor, (call.State.IsDepthTested && call.State.WritesDepth) || call.State.Stencil.IsEnabled);
    }

    /// <summary>Draws front and back faces, at once or one after the other.</summary>
    private void Draw(DrawCall call, in TextureCodeSet codes, BoundTarget target, GpuDraw draw, SignedPart signed)
    {
        (PolygonPart first, PolygonPart? second) = PipelineKeys.Parts(call);
        DrawPart(PipelineKeys.For(call, codes, target, first, signed), target, draw);
        if (second is { } part)
        {
            DrawPart(PipelineKeys.For(call, codes, target, part, signed), target, draw);
        }
    }

    private void DrawPart(in PipelineKey key, BoundTarget target, in GpuDraw draw)
    {
        GpuPipeline pipeline = _pipelines.Get(key);
        _pass.Begin(target.Pass);
        _backend.Draw(draw with { Pipeline = pipeline });
    }

    private TextureCode Texture(DrawCall call, int index, ref GpuTextureSet images)
    {
        TextureState state = call.Textures[index];
        TextureCode code = TextureCode.Of(state, call.PixelProgram.Textures[index].Operation);
        if (code.Kind == TextureKind.None || !TextureUpload.Fits(state, _backend.Limits))
        {
            return default;
        }

        images[index] = _textures!.Get(state);
        return code;
    }

    private GpuBufferRange UploadVertices(DrawCall call)
    {
        uint inputs = call.VertexProgram.Inputs;
        int stride = BitOperations.PopCount(inputs);
        if (_packed.Length < (stride * call.VertexCount) + 1)
        {
            _packed = new Vector4[(stride * call.VertexCount) + 1];
        }

        int target = 0;
        for (int vertex = 0; vertex < call.VertexCount; vertex++)
        {
            for (uint rest = inputs; rest != 0; rest &= rest - 1)
            {
                _packed[target++] = call.Vertices[(vertex * DrawCall.AttributeCount) + BitOperations.TrailingZeroCount(rest)];
            }
        }

        // A program that reads no attribute still has a buffer to bind.
        return _vertices.Add(MemoryMarshal.AsBytes(_packed.AsSpan(0, Math.Max(target, 1))));
    }

    private GpuBufferRange UploadVertexBlock(DrawCall call, BoundTarget target)
    {
        call.VertexConstants.CopyTo(_vertexBlock, 0);
        (int x, int y) = SurfaceMemory.SamplesPerPixel(call.Target.Samples);
        _vertexBlock[ShaderInterface.Viewport] = new Vector4(2f / target.Pass.Width, 2f / target.Pass.Height, x, y);
        call.VertexOutputs.CopyTo(_vertexBlock, ShaderInterface.Outputs);
        _vertexBlock[ShaderInterface.PointSize] = new Vector4(call.Constants.PointSize);
        return _uniforms.Add(MemoryMarshal.AsBytes<Vector4>(_vertexBlock));
    }
}
