namespace Xemu.Renderer.Toolkit;

/// <summary>What changes of the stencil test from draw to draw: programs count with it, so that no pipeline may depend on it.</summary>
/// <param name="Reference">The value that is compared and stored.</param>
/// <param name="ReadMask">Bits that are compared.</param>
/// <param name="WriteMask">Bits that are written.</param>
public readonly record struct GpuStencil(byte Reference, byte ReadMask, byte WriteMask);
