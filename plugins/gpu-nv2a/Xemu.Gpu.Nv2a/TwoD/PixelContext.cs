using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>What the classes that draw pixels share.</summary>
/// <param name="Graph">The engine.</param>
/// <param name="Instances">Instance memory.</param>
/// <param name="Ram">The memory.</param>
/// <param name="Drawing">Who does plain copies.</param>
/// <param name="Surfaces">The surfaces.</param>
/// <param name="Swizzled">The swizzled one.</param>
/// <param name="Clip">The clip rectangle.</param>
/// <param name="Key">The colour key.</param>
/// <param name="Factors">What operations look at.</param>
internal sealed record PixelContext(Pgraph Graph, InstanceMemory Instances, IRamBlock Ram, RendererSlot Drawing, Surfaces2D Surfaces, SwizzledSurface Swizzled, ClipRectangle Clip, ColorKey Key, PixelFactors Factors);
