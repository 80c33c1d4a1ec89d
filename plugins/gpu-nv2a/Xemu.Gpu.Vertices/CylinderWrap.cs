using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Vertices;

/// <summary>
/// Makes the vertices of a primitive take the shorter way round a texture that closes to a cylinder: none of their coordinates is more than a half from that
/// of the first. It does so where the texture repeats; where it is mirrored nothing changes (nxdk_pgraph_tests, "TextureWrapMode"). Of coordinates that lie
/// apart by exactly a half: unverified.
/// </summary>
internal struct CylinderWrap
{
    /// <summary>Three bits for u, v and p of each texture.</summary>
    private int _wraps;

    /// <summary>Whether anything is to be moved.</summary>
    public readonly bool Exists => _wraps != 0;

    /// <summary>The one of a draw.</summary>
    public static CylinderWrap Of(DrawCall call)
    {
        var wrap = default(CylinderWrap);
        for (int i = 0; i < DrawCall.TextureCount; i++)
        {
            ref readonly TextureState state = ref call.Textures[i];
            if (state.Kind != TextureKind.None && state.CylinderWraps != 0)
            {
                wrap._wraps |= WrapsOf(state) << (3 * i);
            }
        }

        return wrap;
    }

    /// <summary>Moves the coordinates of a vertex.</summary>
    /// <param name="first">The first vertex of the primitive.</param>
    /// <param name="vertex">Another one.</param>
    public readonly void Apply(in VertexResult first, ref VertexResult vertex)
    {
        for (int left = _wraps; left != 0; left &= left - 1)
        {
            int bit = BitOperations.TrailingZeroCount(left);
            int output = (int)VertexOutput.Texture0 + (bit / 3);
            ref Vector4 moved = ref vertex[output];
            moved[bit % 3] -= MathF.Round(moved[bit % 3] - first[output][bit % 3]);
        }
    }

    private static int WrapsOf(in TextureState state) =>
        state.CylinderWraps
        & ((state.AddressU == TextureAddress.Wrap ? 1 : 0) | (state.AddressV == TextureAddress.Wrap ? 2 : 0) | (state.AddressP == TextureAddress.Wrap ? 4 : 0));
}
