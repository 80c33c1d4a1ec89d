using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Time;

namespace Xemu.Gpu.Nv2a;

/// <summary>Resolves draws, clears and reports of Kelvin, and hands them to the renderer.</summary>
internal sealed class KelvinDrawing
{
    /// <summary>What a draw costs, in words of the push buffer.</summary>
    private const long DrawCost = 256;

    /// <summary>Pixels of the area that a draw may reach, whatever it covers.</summary>
    private const long PixelsPerWord = 4096;

    /// <summary>Pixels that a renderer has looked at.</summary>
    private const long WorkPerWord = 128;

    /// <summary>Samples that a clear fills, one by one where they are swizzled.</summary>
    private const long SamplesPerWord = 256;

    /// <summary>Texels of a draw's textures, which may have to be decoded: whether they are is nothing that the guest may see.</summary>
    private const long TexelsPerWord = 512;

    /// <summary>Instructions of a vertex program.</summary>
    private const long InstructionsPerWord = 64;

    /// <summary>More texels than this no renderer decodes of a texture.</summary>
    private const long MaxTexels = 1 << 24;

    private readonly Pgraph _graph;
    private readonly IRamBlock _ram;
    private readonly WatchedRam _watchedRam;
    private readonly InstanceMemory _instances;
    private readonly IClock _clock;
    private readonly GraphTap _tap;
    private readonly RendererSlot _slot;
    private readonly VertexFetcher _fetcher;
    private readonly DrawResolver _resolver;
    private readonly VertexStage _vertices = new();
    private readonly DrawCall _call;

    public KelvinDrawing(Pgraph graph, IRamBlock ram, InstanceMemory instances, IClock clock, GraphTap tap, RendererSlot slot)
    {
        _graph = graph;

        // Renderers take the RAM itself; a capture knows from each draw what they touch.
        _ram = ram;
        _watchedRam = new WatchedRam(ram, tap);
        _instances = instances;
        _clock = clock;
        _tap = tap;
        _slot = slot;
        _fetcher = new VertexFetcher(_watchedRam, instances);
        _resolver = new DrawResolver(instances);
        _call = _resolver.Call;
    }

    /// <summary>Who draws; nothing is drawn without.</summary>
    public IRenderer? Renderer => _slot.Renderer;

    /// <summary>Has another renderer draw.</summary>
    public void Exchange(IRenderer? renderer) => _slot.Exchange(renderer);

    /// <summary>Draws a batch.</summary>
    public void Draw(KelvinState state, VertexBatch batch)
    {
        // Also when nobody draws: what the last vertex leaves behind is state, and time passes.
        _resolver.Update(state);
        _fetcher.Fetch(state, batch, _call.VertexProgram.Inputs, _call);
        if (_call.IndexCount == 0)
        {
            return;
        }

        _call.Primitive = (Primitive)state.Primitive;
        _vertices.Carry(state, _call);
        GraphError error = CheckDraw(state);
        _graph.Fail(KelvinMethods.BeginEnd, 0, error);
        if (error is GraphError.None or GraphError.DmaVertex)
        {
            _tap.Draw(_call, _ram.SizeBytes);
            Renderer?.Draw(_call);
        }

        _graph.Spend(CostOfDraw());
    }

    /// <summary>LAUNCH_TRANSFORM_PROGRAM: the instruction where a state program begins.</summary>
    public void Launch(KelvinState state, uint start)
    {
        VertexProgram program = _resolver.Programs.StateProgram(state, start);
        _vertices.Launch(state, program);
        _graph.Spend(1 + (program.Code.Length / InstructionsPerWord));
    }

    /// <summary>CLEAR_SURFACE: bits 0 and 1 depth and stencil, 4 to 7 red, green, blue and alpha.</summary>
    public void Clear(KelvinState state, uint what)
    {
        RenderTarget target = PipelineResolver.ResolveTarget(state, _instances);
        uint horizontal = state[KelvinMethods.ClearRectHorizontal];
        uint vertical = state[KelvinMethods.ClearRectVertical];
        var area = new Rectangle((int)(horizontal & 0xFFFF), (int)(vertical & 0xFFFF), (int)(horizontal >> 16) + 1, (int)(vertical >> 16) + 1);
        ColorMask colors =
            ((what & 0x10) != 0 ? ColorMask.Red : 0)
            | ((what & 0x20) != 0 ? ColorMask.Green : 0)
            | ((what & 0x40) != 0 ? ColorMask.Blue : 0)
            | ((what & 0x80) != 0 ? ColorMask.Alpha : 0);
        area = area.Intersect(target.Clip);
        _graph.Spend(DrawCost + (PixelsOf(SurfaceMemory.ToSamples(area, target.Samples)) / SamplesPerWord));
        var call = new ClearCall(
            target,
            area,
            colors,
            state[KelvinMethods.ColorClearValue],
            (what & 1) != 0,
            (what & 2) != 0,
            state[KelvinMethods.ZstencilClearValue]);
        GraphError error = _graph.ChecksLimits ? SurfaceLimits.Check(in call, HasColor(state), HasZeta(state)) : GraphError.None;
        _graph.Fail(KelvinMethods.ClearSurface, what, error);
        if (error == GraphError.None)
        {
            _tap.Clear(in call, _ram.SizeBytes);
            Renderer?.Clear(in call);
        }
    }

    /// <summary>CLEAR_REPORT_VALUE: 1 is the count of fragments that passed.</summary>
    public void ClearReport(KelvinState state, uint type)
    {
        if (type == 1)
        {
            _ = Renderer?.TakePassedCount();
            state.PassedCount = 0;
        }
    }

    /// <summary>Fetches what the renderer has counted, so that the state has it.</summary>
    public void CollectPassed(KelvinState state) => state.PassedCount += Renderer?.TakePassedCount() ?? 0;

    /// <summary>GET_REPORT: bits 0 to 23 an offset in the report's DMA object, where 16 bytes go: time in nanoseconds, count, 0.</summary>
    public void GetReport(KelvinState state, uint data)
    {
        CollectPassed(state);
        Span<uint> report = [(uint)_clock.NowNs, (uint)(_clock.NowNs >> 32), (uint)state.PassedCount, 0];
        Write(KelvinMethods.GetReport, data, state[KelvinMethods.ContextDmaReport], data & 0xFF_FFFF, report);
    }

    /// <summary>BACK_END_WRITE_SEMAPHORE_RELEASE and TEXTURE_READ_SEMAPHORE_RELEASE: a word to the semaphore's DMA object. What they wait for is over at once here.</summary>
    public void ReleaseSemaphore(KelvinState state, uint method, uint data) =>
        Write(method, data, state[KelvinMethods.ContextDmaSemaphore], state[KelvinMethods.SemaphoreOffset], [data]);

    /// <summary>What a draw costs: also where nobody draws, as much as is known without.</summary>
    private long CostOfDraw()
    {
        // Programs that write constants run here for each vertex as well.
        long runs = _call.VertexCount + (_call.VertexProgram.WritesConstants ? _call.IndexCount : 0);
        long cost = DrawCost + (runs * (1 + (_call.VertexProgram.Code.Length / InstructionsPerWord))) + (PixelsOf(_call.Target.Clip) / PixelsPerWord);
        for (int i = 0; i < DrawCall.TextureCount; i++)
        {
            cost += _call.PixelProgram.Textures[i].Operation == TextureOperation.None ? 0 : TexelsOf(_call.Textures[i]) / TexelsPerWord;
        }

        return cost + ((Renderer?.TakeWork() ?? 0) / WorkPerWord);
    }

    private static long TexelsOf(in TextureState texture) => texture.Kind == TextureKind.None
        ? 0
        : Math.Min((long)texture.Width * texture.Height * texture.Depth * (texture.Kind == TextureKind.Cube ? 6 : 1), MaxTexels);

    private static long PixelsOf(Rectangle area) => area.IsEmpty ? 0 : (long)(area.Right - area.Left) * (area.Bottom - area.Top);

    private static bool HasColor(KelvinState state) => state[KelvinMethods.ContextDmaColor] != 0;

    private static bool HasZeta(KelvinState state) => state[KelvinMethods.ContextDmaZeta] != 0;

    /// <summary>What is wrong with a draw. Vertices beyond their memory object are 0; that the draw goes on with them: unverified.</summary>
    private GraphError CheckDraw(KelvinState state)
    {
        GraphError error = _fetcher.LeftItsObject ? GraphError.DmaVertex : GraphError.None;
        if (_graph.Checks(GraphErrors.ChecksState) && !SurfaceLimits.Fits(_call.Target, _call.State))
        {
            error |= GraphError.State;
        }

        if (_graph.ChecksLimits)
        {
            error |= SurfaceLimits.Check(_call.Target, _call.State, HasColor(state), HasZeta(state));
        }

        for (int i = 0; i < DrawCall.TextureCount; i++)
        {
            error |= CheckTexture(state, i);
        }

        return error;
    }

    /// <summary>A texture whose first byte lies beyond its memory object, when a stage reads it. One that only reaches beyond is not found: what is read of it is not known here.</summary>
    private GraphError CheckTexture(KelvinState state, int unit)
    {
        TextureState texture = _call.Textures[unit];
        bool isRead = texture.Kind != TextureKind.None && _call.PixelProgram.Textures[unit].Operation != TextureOperation.None;
        uint format = state[KelvinMethods.TextureFormat + ((uint)unit * KelvinMethods.TextureStride)];
        return !isRead || texture.Offset <= texture.Limit ? GraphError.None : (format & 3) == 2 ? GraphError.TextureB : GraphError.TextureA;
    }

    private void Write(uint method, uint data, uint instance, uint offset, ReadOnlySpan<uint> words)
    {
        DmaObject window = DmaObject.Read(_instances, instance);
        ReadOnlySpan<byte> bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(words);
        if (instance != 0 && !window.Contains(offset, bytes.Length))
        {
            _graph.Fail(method, data, GraphError.DmaWrite);
            return;
        }

        if (instance != 0 && window.Resolve(offset, _ram.SizeBytes, out ulong address) >= bytes.Length)
        {
            using RamLease lease = _watchedRam.Lease(address, bytes.Length, RamAccess.Write);
            bytes.CopyTo(lease.Span);
        }
    }
}
