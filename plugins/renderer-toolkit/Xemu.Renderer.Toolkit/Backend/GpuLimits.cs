namespace Xemu.Renderer.Toolkit;

/// <summary>What a backend takes.</summary>
public sealed record GpuLimits
{
    /// <summary>The form in which it wants shaders.</summary>
    public required ShaderFlavour Shaders { get; init; }

    /// <summary>Greatest width and height of an image; at least 4096.</summary>
    public required int MaxImageSize { get; init; }

    /// <summary>Greatest width, height and depth of a volume; at least 256.</summary>
    public required int MaxVolumeSize { get; init; }

    /// <summary>What offsets of uniform blocks are multiples of; a power of two, at most 256.</summary>
    public required int UniformAlignment { get; init; }

    /// <summary>Whether <see cref="GpuPipelineDescription.Logic"/> is obeyed; otherwise it is drawn as a copy.</summary>
    public bool HasLogicOperations { get; init; }

    /// <summary>Whether <see cref="GpuPipelineDescription.Mode"/> is obeyed; otherwise polygons are filled.</summary>
    public bool HasPolygonModes { get; init; }

    /// <summary>Greatest width of a line in pixels, at least 1.</summary>
    public float MaxLineWidth { get; init; } = 1;

    /// <summary>Greatest diameter of a point in pixels, at least 1.</summary>
    public float MaxPointSize { get; init; } = 1;
}
