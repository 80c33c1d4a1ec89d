using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>The stencil test, for a block.</summary>
internal static class BlockStencil
{
    /// <summary>Which pixels pass.</summary>
    /// <param name="state">The test.</param>
    /// <param name="stored">What is stored, 0 to 255.</param>
    /// <returns>All bits of a pixel that passes.</returns>
    public static Vector512<int> Pass(StencilState state, Vector512<int> stored) => BlockCompare.Compare(
        state.Function, Vector512.Create(state.Reference & state.ReadMask), stored & Vector512.Create((int)state.ReadMask));

    /// <summary>What is stored afterwards.</summary>
    /// <param name="state">The test.</param>
    /// <param name="stored">What is stored, 0 to 255.</param>
    /// <param name="passes">Pixels that pass it.</param>
    /// <param name="passesDepth">Pixels that pass the depth test.</param>
    public static Vector512<int> Update(StencilState state, Vector512<int> stored, Vector512<int> passes, Vector512<int> passesDepth)
    {
        Vector512<int> passed = Vector512.ConditionalSelect(
            passesDepth, Apply(state.Pass, stored, state.Reference), Apply(state.DepthFail, stored, state.Reference));
        Vector512<int> updated = Vector512.ConditionalSelect(passes, passed, Apply(state.Fail, stored, state.Reference));
        return Vector512.ConditionalSelect(Vector512.Create((int)state.WriteMask), updated, stored);
    }

    private static Vector512<int> Apply(StencilOperation operation, Vector512<int> stencil, byte reference)
    {
        Vector512<int> most = Vector512.Create(0xFF);
        return operation switch
        {
            StencilOperation.Zero => Vector512<int>.Zero,
            StencilOperation.Replace => Vector512.Create((int)reference),
            StencilOperation.IncrementSaturate => Vector512.Min(stencil + Vector512<int>.One, most),
            StencilOperation.DecrementSaturate => Vector512.Max(stencil - Vector512<int>.One, Vector512<int>.Zero),
            StencilOperation.Invert => ~stencil & most,
            StencilOperation.Increment => (stencil + Vector512<int>.One) & most,
            StencilOperation.Decrement => (stencil - Vector512<int>.One) & most,
            _ => stencil,
        };
    }
}
