using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Fills a rectangle of a pass's images.</summary>
/// <param name="Area">Pixels within the pass.</param>
/// <param name="Color">Red, green, blue and alpha from 0 to 1, or null.</param>
/// <param name="Depth">From 0 to 1, or null.</param>
/// <param name="Stencil">The value of all eight bits, or null.</param>
public readonly record struct GpuClear(Rectangle Area, Vector4? Color, float? Depth, byte? Stencil);
