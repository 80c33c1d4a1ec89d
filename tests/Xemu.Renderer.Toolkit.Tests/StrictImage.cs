namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>An image of <see cref="StrictBackend"/>: its shape, and what of it was written.</summary>
/// <param name="description">Its shape.</param>
internal sealed class StrictImage(GpuImageDescription description)
{
    /// <summary>More than any image needs that a chip with 128 MiB can ask for.</summary>
    private const long MostBytes = 256 << 20;

    private readonly int _parts = Enumerable.Range(0, description.Levels).Sum(level => DepthOf(description, level)) * (description.Format == GpuFormat.Depth32Stencil8 ? 2 : 1);
    private readonly HashSet<(int Level, int Slice, GpuAspect Aspect)> _whole = [];

    public long SizeBytes => (long)description.Width * description.Height * description.Depth * (description.Format == GpuFormat.Depth32Stencil8 ? 8 : 4);

    /// <summary>Whether all of it was; of several levels only that each was begun, as levels with borders are larger on the host than what they hold.</summary>
    public bool IsWritten => _whole.Count == _parts;

    public void RequireWithin(GpuLimits limits)
    {
        bool isVolume = description.Kind == GpuImageKind.Volume;
        int most = isVolume ? limits.MaxVolumeSize : limits.MaxImageSize;
        int largest = Math.Max(Math.Max(description.Width, description.Height), isVolume ? description.Depth : 1);
        bool isPossible = Math.Min(Math.Min(description.Width, description.Height), description.Depth) > 0 && largest <= most && SizeBytes <= MostBytes;
        Assert.True(isPossible, $"An image is beyond all limits: {description}.");
    }

    public void RequireWithin(in GpuRegion region)
    {
        (int width, int height) = (Math.Max(description.Width >> region.Level, 1), Math.Max(description.Height >> region.Level, 1));
        bool isWithin = region.Area is { Left: >= 0, Top: >= 0 } area && area.Right <= width && area.Bottom <= height && !area.IsEmpty
            && region.Level < description.Levels && region.Slice + region.Slices <= DepthOf(description, region.Level);
        Assert.True(isWithin, $"{region} does not lie within {description}.");
    }

    public void Write(in GpuRegion region)
    {
        RequireWithin(region);
        bool isWhole = description.Levels > 1 || region.Area == new Abstractions.Graphics.Rectangle(0, 0, description.Width, description.Height);
        int end = description.Levels > 1 && description.Kind == GpuImageKind.Volume ? DepthOf(description, region.Level) : region.Slice + region.Slices;
        for (int slice = region.Slice; isWhole && slice < end; slice++)
        {
            _whole.Add((region.Level, slice, region.Aspect));
        }
    }

    private static int DepthOf(GpuImageDescription description, int level) => description.Kind == GpuImageKind.Volume ? Math.Max(description.Depth >> level, 1) : description.Depth;
}
