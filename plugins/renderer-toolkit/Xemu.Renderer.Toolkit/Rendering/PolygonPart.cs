using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>The faces of a draw that are drawn in one way.</summary>
/// <param name="Mode">How.</param>
/// <param name="CulledFaces">Those that are not among them.</param>
internal readonly record struct PolygonPart(PolygonMode Mode, Faces CulledFaces);
