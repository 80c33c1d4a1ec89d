using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>A draw or clear after which two renderers' pictures differ in more pixels than before.</summary>
/// <param name="Frame">The frame, from 1.</param>
/// <param name="Draw">The draw or clear, from 1 over the whole capture.</param>
/// <param name="Target">What was drawn to.</param>
/// <param name="NewPixels">Pixels that differ now and did not before.</param>
/// <param name="Pixels">Pixels that differ now.</param>
/// <param name="MaxDifference">The greatest difference of a component, of 255.</param>
internal sealed record ReplayDifference(int Frame, long Draw, RenderTarget Target, int NewPixels, int Pixels, int MaxDifference);
