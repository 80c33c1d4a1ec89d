namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>
/// A backend that draws nothing and holds its caller to the contract: order, limits, lives of things, and that nothing is shown that was never written.
/// The host is one submission behind, or as far as it is let.
/// </summary>
internal sealed class StrictBackend : IGpuBackend
{
    private readonly HashSet<ulong> _alive = [];
    private readonly Dictionary<ulong, StrictImage> _images = [];
    private readonly Dictionary<ulong, long> _buffers = [];
    private readonly List<(ulong Submission, long Bytes)> _kept = [];
    private readonly List<(ulong Submission, GpuBufferRange Range)> _read = [];
    private readonly Predicate<(ulong Submission, GpuBufferRange Range)> _isOver;
    private readonly Predicate<(ulong Submission, long Bytes)> _isDone;
    private ulong _last;
    private ulong _submission = 1;
    private ulong _waited;
    private bool _isInPass;

    public StrictBackend(int uniformAlignment = 256, int maxImageSize = 4096, int maxVolumeSize = 256)
        : this(new GpuLimits { Shaders = ShaderFlavour.SpirV, MaxImageSize = maxImageSize, MaxVolumeSize = maxVolumeSize, UniformAlignment = uniformAlignment })
    {
    }

    public StrictBackend(GpuLimits limits)
    {
        Limits = limits;
        _isDone = kept => IsDone(new GpuFence(kept.Submission));
        _isOver = read => IsDone(new GpuFence(read.Submission));
    }

    public GpuLimits Limits { get; }

    /// <summary>Draws that came.</summary>
    public int Draws { get; private set; }

    /// <summary>Clears that came.</summary>
    public int Clears { get; private set; }

    /// <summary>Textures of the last draw.</summary>
    public GpuTextureSet LastTextures { get; private set; }

    /// <summary>Whether the depth of the last pass was an image.</summary>
    public bool LastHasDepth { get; private set; }

    /// <summary>Whether the host does nothing before it is waited for.</summary>
    public bool IsIdle { get; init; }

    /// <summary>Whether the host is lost: nothing can be read back.</summary>
    public bool IsLost { get; set; }

    /// <summary>Most bytes of images that were ever there.</summary>
    public long PeakImageBytes { get; private set; }

    /// <summary>Most bytes that the host had to keep for what it had not done yet: data of uploads, buffers that were destroyed.</summary>
    public long PeakKeptBytes { get; private set; }

    /// <summary>Most calls that the host had not done yet.</summary>
    public int PeakKeptCalls { get; private set; }

    /// <summary>Things made and not destroyed.</summary>
    public int AliveCount => _alive.Count;

    public GpuBuffer CreateBuffer(int sizeBytes, GpuBufferUse use)
    {
        Require(sizeBytes > 0, "A buffer of nothing is made.");
        var buffer = new GpuBuffer(Make());
        _buffers[buffer.Id] = sizeBytes;
        return buffer;
    }

    public GpuImage CreateImage(in GpuImageDescription description)
    {
        Require(!_isInPass, "An image is made in a pass.");
        var made = new StrictImage(description);
        made.RequireWithin(Limits);
        var image = new GpuImage(Make());
        _images[image.Id] = made;
        PeakImageBytes = Math.Max(PeakImageBytes, _images.Values.Sum(static i => i.SizeBytes));
        return image;
    }

    public GpuPipeline CreatePipeline(GpuPipelineDescription description) => new(Make());

    public void Destroy(GpuBuffer buffer)
    {
        Unmake(buffer.Id);
        Keep(_buffers[buffer.Id]);
    }

    public void Destroy(GpuImage image)
    {
        Unmake(image.Id);
        _images.Remove(image.Id);
    }

    public void Destroy(GpuPipeline pipeline) => Unmake(pipeline.Id);

    public void WriteBuffer(GpuBuffer buffer, int offsetBytes, ReadOnlySpan<byte> data)
    {
        RequireAlive(buffer.Id);
        Require(offsetBytes >= 0 && offsetBytes % 4 == 0 && data.Length % 4 == 0 && offsetBytes + data.Length <= _buffers[buffer.Id], "A buffer is written where it is not.");
        _read.RemoveAll(_isOver);
        foreach ((_, GpuBufferRange range) in _read)
        {
            bool isApart = range.Buffer != buffer || range.OffsetBytes >= offsetBytes + data.Length || offsetBytes >= range.OffsetBytes + range.SizeBytes;
            Require(isApart, "What a draw may still read is overwritten.");
        }
    }

    public void WriteImage(GpuImage image, in GpuRegion region, ReadOnlySpan<byte> data)
    {
        Transfer(image);
        Require(data.Length == region.SizeBytes, "The data is not the region's.");
        _images[image.Id].Write(region);
        Keep(data.Length);
    }

    public void ReadImage(GpuImage image, in GpuRegion region, Span<byte> data)
    {
        Transfer(image);
        _images[image.Id].RequireWithin(region);
        if (IsLost)
        {
            throw new GpuBackendException("The host is lost.");
        }

        _waited = _submission++;
        data.Clear();
    }

    public void CopyImage(GpuImage source, in GpuRegion sourceRegion, GpuImage target, in GpuRegion targetRegion)
    {
        Transfer(source);
        Transfer(target);
        _images[source.Id].RequireWithin(sourceRegion);
        _images[target.Id].Write(targetRegion);
        Keep(0);
    }

    public void BeginPass(in GpuPass pass)
    {
        Require(!_isInPass, "A pass begins in another.");
        _isInPass = true;
        RequireImage(pass.Color);
        RequireImage(pass.Depth);
        LastHasDepth = !pass.Depth.IsNone;
    }

    public void Clear(in GpuClear clear)
    {
        Require(_isInPass, "A clear comes outside of a pass.");
        Keep(0);
        Clears++;
    }

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

        LastTextures = draw.Textures;
        Keep(0);

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

    public bool IsDone(GpuFence fence) => fence.Number <= _waited || (!IsIdle && fence.Number + 1 < _submission);

    public void Wait(GpuFence fence)
    {
        Require(fence.Number < _submission, "What was not sent off is waited for.");
        _waited = Math.Max(_waited, fence.Number);
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

    private void RequireImage(GpuImage image)
    {
        Require(image.IsNone || _alive.Contains(image.Id), "An image that was destroyed is used.");
        Require(image.IsNone || _images[image.Id].IsWritten, "An image that was never written is used.");
    }

    /// <summary>Notes what the host keeps for a call until it is done.</summary>
    private void Keep(long bytes)
    {
        _kept.RemoveAll(_isDone);
        _kept.Add((_submission, bytes));
        PeakKeptCalls = Math.Max(PeakKeptCalls, _kept.Count);
        long sum = 0;
        foreach ((_, long kept) in _kept)
        {
            sum += kept;
        }

        PeakKeptBytes = Math.Max(PeakKeptBytes, sum);
    }

    private void RequireAlive(ulong id) => Require(_alive.Contains(id), "Something that was destroyed is used.");
}
