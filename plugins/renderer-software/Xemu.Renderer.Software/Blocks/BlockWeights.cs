using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Renderer.Software;

/// <summary>What three vertices count at the pixels of a block: <see cref="VertexWeights"/> for each.</summary>
internal struct BlockWeights
{
    /// <summary>The weights of the first vertex at the left eight pixels.</summary>
    public Vector512<double> FirstLow { readonly get; private set; }

    /// <summary>At the right ones.</summary>
    public Vector512<double> FirstHigh { readonly get; private set; }

    /// <summary>The weights of the third vertex at the left eight pixels.</summary>
    public Vector512<double> ThirdLow { readonly get; private set; }

    /// <summary>At the right ones.</summary>
    public Vector512<double> ThirdHigh { readonly get; private set; }

    /// <summary>The weights of the first vertex's colours at the left eight pixels.</summary>
    public Vector512<double> ColorFirstLow { readonly get; private set; }

    /// <summary>At the right ones.</summary>
    public Vector512<double> ColorFirstHigh { readonly get; private set; }

    /// <summary>The weights of the third vertex's colours at the left eight pixels.</summary>
    public Vector512<double> ColorThirdLow { readonly get; private set; }

    /// <summary>At the right ones.</summary>
    public Vector512<double> ColorThirdHigh { readonly get; private set; }

    /// <summary>The chip's weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static BlockWeights Of(Vector512<double> firstLow, Vector512<double> firstHigh, Vector512<double> thirdLow, Vector512<double> thirdHigh, bool isExact)
    {
        BlockWeights weights = default;
        (weights.FirstLow, weights.ThirdLow, weights.ColorFirstLow, weights.ColorThirdLow) = VertexWeights.Of(firstLow, thirdLow, isExact);
        (weights.FirstHigh, weights.ThirdHigh, weights.ColorFirstHigh, weights.ColorThirdHigh) = VertexWeights.Of(firstHigh, thirdHigh, isExact);
        return weights;
    }
}
