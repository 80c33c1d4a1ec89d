using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>What of a texture's state selects code; the rest are numbers.</summary>
public readonly record struct TextureCode
{
    /// <summary>The chip takes no more, whatever it is asked for.</summary>
    private const int MostSamples = 8;

    /// <summary>The shape; none where nothing is sampled.</summary>
    public TextureKind Kind { get; init; }

    /// <summary>Whether coordinates are texels.</summary>
    public bool IsLinear { get; init; }

    /// <summary>Whether the texture brings a border.</summary>
    public bool HasBorder { get; init; }

    /// <summary>Whether there is more than one mip level.</summary>
    public bool HasLevels { get; init; }

    /// <summary>The depth format, or null for colours.</summary>
    public TextureFormat? DepthFormat { get; init; }

    /// <summary>Whether filters take numbers of 16 bits.</summary>
    public bool IsWide { get; init; }

    /// <summary>Outside in u.</summary>
    public TextureAddress AddressU { get; init; }

    /// <summary>Outside in v.</summary>
    public TextureAddress AddressV { get; init; }

    /// <summary>Outside in p.</summary>
    public TextureAddress AddressP { get; init; }

    /// <summary>Where texels are smaller than pixels.</summary>
    public TextureFilter MinFilter { get; init; }

    /// <summary>Where they are larger.</summary>
    public TextureFilter MagFilter { get; init; }

    /// <summary>Whether the convolution is the Gaussian kernel.</summary>
    public bool IsGaussian { get; init; }

    /// <summary>Components that are signed numbers.</summary>
    public ColorMask SignedComponents { get; init; }

    /// <summary>Whether a texel of alpha 0 drops the fragment.</summary>
    public bool KillsAlpha { get; init; }

    /// <summary>What the colour key does.</summary>
    public ColorKeyMode ColorKey { get; init; }

    /// <summary>How a depth texture is compared.</summary>
    public CompareFunction ShadowFunction { get; init; }

    /// <summary>Most samples that are taken along the longer axis of what a pixel covers; 0 without an anisotropic filter.</summary>
    public int MaxSamples { get; init; }

    /// <summary>Whether it is a volume on the host.</summary>
    public bool IsVolume => Kind == TextureKind.ThreeDimensional;

    /// <summary>Texels of border on each side.</summary>
    public int Border => HasBorder ? TextureImage.BorderSize : 0;

    /// <summary>Slices of border before and behind.</summary>
    public int BorderSlices => IsVolume ? Border : 0;

    /// <summary>Whether the level of detail matters.</summary>
    public bool NeedsLevel => Kind != TextureKind.None && (HasLevels || MinFilter != MagFilter);

    /// <summary>Takes what selects code.</summary>
    /// <param name="state">The texture.</param>
    /// <param name="operation">What its stage does.</param>
    public static TextureCode Of(in TextureState state, TextureOperation operation)
    {
        if (state.Kind == TextureKind.None || operation == TextureOperation.None)
        {
            return default;
        }

        return new TextureCode
        {
            Kind = state.Kind,
            IsLinear = state.Layout == SurfaceLayout.Pitch,
            HasBorder = state.HasBorder && state.Layout != SurfaceLayout.Pitch,
            HasLevels = state.Levels > 1,
            DepthFormat = TexelFormat.IsDepth(state.Format) ? state.Format : null,
            IsWide = TexelFormat.IsWide(state.Format),
            AddressU = state.AddressU,
            AddressV = state.AddressV,
            AddressP = state.AddressP,
            MinFilter = state.MinFilter,
            MagFilter = state.MagFilter,
            IsGaussian = state.IsGaussian && (state.MinFilter == TextureFilter.Convolution || state.MagFilter == TextureFilter.Convolution),
            SignedComponents = state.SignedComponents,
            KillsAlpha = state.KillsAlpha,
            ColorKey = state.ColorKey,
            ShadowFunction = state.ShadowFunction,
            MaxSamples = operation == TextureOperation.Project2D && IsAnisotropic(state) ? Math.Min(state.MaxAnisotropy, MostSamples) : 0,
        };
    }

    private static bool IsAnisotropic(in TextureState state) => state is { MaxAnisotropy: > 1, Kind: TextureKind.TwoDimensional } && !TexelFormat.IsDepth(state.Format);
}
