using System.Collections.Immutable;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Pipelines and shaders, made when they are first asked for. Bounded: when there are too many, the older half goes.</summary>
/// <param name="backend">The host's GPU.</param>
/// <param name="pass">The pass to end before pipelines go.</param>
internal sealed class PipelineStore(IGpuBackend backend, PassTracker pass)
{
    private const int Capacity = 1024;

    private readonly Dictionary<PipelineKey, UsedPipeline> _pipelines = [];
    private readonly Dictionary<VertexShaderKey, ShaderCode> _vertexShaders = [];
    private readonly Dictionary<PixelShaderKey, ShaderCode> _pixelShaders = [];

    private long _time;

    /// <summary>Pipelines made.</summary>
    public long Made { get; private set; }

    /// <summary>Finds or makes a pipeline.</summary>
    public GpuPipeline Get(in PipelineKey key)
    {
        if (!_pipelines.TryGetValue(key, out UsedPipeline? used))
        {
            if (_pipelines.Count >= Capacity)
            {
                Shrink();
            }

            used = new UsedPipeline(backend.CreatePipeline(Describe(key)));
            _pipelines.Add(key, used);
            Made++;
        }

        used.LastUse = ++_time;
        return used.Pipeline;
    }

    /// <summary>Gives all up.</summary>
    public void Clear()
    {
        pass.End();
        foreach (UsedPipeline used in _pipelines.Values)
        {
            backend.Destroy(used.Pipeline);
        }

        _pipelines.Clear();
        _vertexShaders.Clear();
        _pixelShaders.Clear();
    }

    /// <summary>Attributes of a program in the order in which they are uploaded.</summary>
    public static ImmutableArray<int> AttributesOf(VertexProgram program) =>
        [.. Enumerable.Range(0, DrawCall.AttributeCount).Where(i => (program.Inputs & (1u << i)) != 0)];

    private void Shrink()
    {
        pass.End();
        foreach ((PipelineKey key, UsedPipeline used) in _pipelines.OrderBy(static p => p.Value.LastUse).Take(Capacity / 2).ToArray())
        {
            backend.Destroy(used.Pipeline);
            _pipelines.Remove(key);
        }

        // Shaders are written anew for those that come.
        _vertexShaders.Clear();
        _pixelShaders.Clear();
    }

    private GpuPipelineDescription Describe(in PipelineKey key)
    {
        PipelineState state = key.State;
        bool hasAlpha = key.ColorFormat is SurfaceFormat.A8R8G8B8 or SurfaceFormat.X1A7R8G8B8O or SurfaceFormat.X1A7R8G8B8Z;
        BlendState blend = state.Blend;
        int volumes = 0;
        for (int i = 0; i < DrawCall.TextureCount; i++)
        {
            volumes |= key.Pixel.Textures[i].IsVolume ? 1 << i : 0;
        }

        return new GpuPipelineDescription
        {
            Vertex = VertexShader(key.Vertex),
            Pixel = PixelShader(key.Pixel),
            Attributes = AttributesOf(key.Vertex.Program),
            VolumeTextures = volumes,
            Topology = key.Topology,
            Mode = key.Mode,
            CulledFaces = state.CulledFaces,
            IsFrontClockwise = state.IsFrontClockwise,
            HasColor = key.ColorFormat != SurfaceFormat.None,
            HasDepth = key.HasDepth,
            ColorMask = state.ColorMask,
            IsBlended = blend.IsEnabled && blend.Logic is null,
            SourceColor = BlendFactors.For(blend.Source, hasAlpha),
            DestinationColor = BlendFactors.For(blend.Destination, hasAlpha),
            SourceAlpha = BlendFactors.ForAlpha(blend.Source, hasAlpha),
            DestinationAlpha = BlendFactors.ForAlpha(blend.Destination, hasAlpha),
            Equation = blend.Equation,
            Logic = blend.Logic,
            IsDepthTested = state.IsDepthTested && key.HasDepth,
            DepthFunction = state.DepthFunction,
            WritesDepth = state.WritesDepth && state.IsDepthTested && key.HasDepth,
            Stencil = key.HasStencil ? state.Stencil : default,
        };
    }

    private ShaderCode VertexShader(in VertexShaderKey key)
    {
        if (!_vertexShaders.TryGetValue(key, out ShaderCode? code))
        {
            _vertexShaders.Add(key, code = ShaderTranslator.Translate(key, backend.Limits.Shaders));
        }

        return code;
    }

    private ShaderCode PixelShader(in PixelShaderKey key)
    {
        if (!_pixelShaders.TryGetValue(key, out ShaderCode? code))
        {
            _pixelShaders.Add(key, code = ShaderTranslator.Translate(key, backend.Limits.Shaders));
        }

        return code;
    }

    private sealed class UsedPipeline(GpuPipeline pipeline)
    {
        public GpuPipeline Pipeline { get; } = pipeline;

        public long LastUse { get; set; }
    }
}
