namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>A backend that draws nothing and holds its caller to the contract; the host is always one submission behind.</summary>
internal sealed class StrictBackend : IGpuBackend
{
    private readonly HashSet<ulong> _alive = [];
    private readonly List<(ulong Submission, GpuBufferRange Range)> _read = [];
    private readonly Predicate<(ulong Submission, GpuBufferRange Range)> _isOver;
    private ulong _last;
    private ulong _submission = 1;
    private bool _isInPass;

    public StrictBackend(int uniformAlignment = 256)
    {
        Limits = new GpuLimits { Shaders = ShaderFlavour.SpirV, MaxImageSize = 4096, MaxVolumeSize = 256, UniformAlignment = uniformAlignment };
        _isOver = read => IsDone(new GpuFence(read.Submission));
    }

    public GpuLimits Limits { get; }

    /// <summary>Draws that came.</summary>
    public int Draws { get; private set; }

    /// <summary>Things made and not destroyed.</summary>
    public int AliveCount => _alive.Count;

    public GpuBuffer CreateBuffer(int sizeBytes, GpuBufferUse use) => new(Make());

    public GpuImage CreateImage(in GpuImageDescription description)
    {
        Require(!_isInPass, "An image is made in a pass.");
        return new GpuImage(Make());
    }

    public GpuPipeline CreatePipeline(GpuPipelineDescription description) => new(Make());

    public void Destroy(GpuBuffer buffer) => Unmake(buffer.Id);

    public void Destroy(GpuImage image) => Unmake(image.Id);

    public void Destroy(GpuPipeline pipeline) => Unmake(pipeline.Id);

    public void WriteBuffer(GpuBuffer buffer, int offsetBytes, ReadOnlySpan<byte> data)
    {
        RequireAlive(buffer.Id);
        _read.RemoveAll(_isOver);
        foreach ((_, GpuBufferRange range) in _read)
        {
            bool isApart = range.Buffer != buffer || range.OffsetBytes >= offsetBytes + data.Length || offsetBytes >= range.OffsetBytes + range.SizeBytes;
            Require(isApart, "What a draw may still read is overwritten.");
        }
    }

    public void WriteImage(GpuImage image, in GpuRegion region, ReadOnlySpan<byte> data) => Transfer(image);

    public void ReadImage(GpuImage image, in GpuRegion region, Span<byte> data)
    {
        Transfer(image);
        data.Clear();
    }

    public void CopyImage(GpuImage source, in GpuRegion sourceRegion, GpuImage target, in GpuRegion targetRegion)
    {
        Transfer(source);
        Transfer(target);
    }

    public void BeginPass(in GpuPass pass)
    {
        Require(!_isInPass, "A pass begins in another.");
        _isInPass = true;
        RequireImage(pass.Color);
        RequireImage(pass.Depth);
    }

    public void Clear(in GpuClear clear) => Require(_isInPass, "A clear comes outside of a pass.");

    public void Draw(in GpuDraw draw)
    {
        Require(_isInPass, "A draw comes outside of a pass.");
        RequireAlive(draw.Pipeline.Id);
        for (int i = 0; i < 4; i++)
        {
            RequireImage(draw.Textures[i]);
        }

        foreach (GpuBufferRange range in (ReadOnlySpan<GpuBufferRange>)[draw.Vertices, draw.Indices, draw.VertexUniforms, draw.PixelUniforms])
        {
            RequireAlive(range.Buffer.Id);
            _read.Add((_submission, range));
        }

        Draws++;
    }

    public void EndPass()
    {
        Require(_isInPass, "No pass is there to end.");
        _isInPass = false;
    }

    public GpuFence Submit()
    {
        Require(!_isInPass, "Work is sent off in a pass.");
        return new GpuFence(_submission++);
    }

    public bool IsDone(GpuFence fence) => fence.Number + 1 < _submission;

    public void Wait(GpuFence fence)
    {
    }

    public ulong TakePassedCount() => 0;

    public void Dispose()
    {
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    private ulong Make()
    {
        _alive.Add(++_last);
        return _last;
    }

    private void Unmake(ulong id) => Require(_alive.Remove(id), "What is not there is destroyed.");

    private void Transfer(GpuImage image)
    {
        Require(!_isInPass, "A transfer comes in a pass.");
        RequireAlive(image.Id);
    }

    private void RequireImage(GpuImage image) => Require(image.IsNone || _alive.Contains(image.Id), "An image that was destroyed is used.");

    private void RequireAlive(ulong id) => Require(_alive.Contains(id), "Something that was destroyed is used.");
}
