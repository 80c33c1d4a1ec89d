using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Renderer.Software;

/// <summary>What three vertices count at the pixels of a block: <see cref="VertexWeights"/> for each.</summary>
internal readonly struct BlockWeights
{
    private BlockWeights(Vector512<double> firstLow, Vector512<double> firstHigh, Vector512<double> thirdLow, Vector512<double> thirdHigh)
    {
        (FirstLow, FirstHigh) = (firstLow, firstHigh);
        (ThirdLow, ThirdHigh) = (thirdLow, thirdHigh);
    }

    /// <summary>The weights of the first vertex at the left eight pixels.</summary>
    public Vector512<double> FirstLow { get; }

    /// <summary>At the right ones.</summary>
    public Vector512<double> FirstHigh { get; }

    /// <summary>The weights of the third vertex at the left eight pixels.</summary>
    public Vector512<double> ThirdLow { get; }

    /// <summary>At the right ones.</summary>
    public Vector512<double> ThirdHigh { get; }

    /// <summary>The chip's weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static BlockWeights Of(Vector512<double> firstLow, Vector512<double> firstHigh, Vector512<double> thirdLow, Vector512<double> thirdHigh, bool isExact)
    {
        (firstLow, thirdLow) = VertexWeights.Of(firstLow, thirdLow, isExact);
        (firstHigh, thirdHigh) = VertexWeights.Of(firstHigh, thirdHigh, isExact);
        return new BlockWeights(firstLow, firstHigh, thirdLow, thirdHigh);
    }
}
