using System.Numerics;
using System.Runtime.CompilerServices;

namespace Xemu.Gpu.Vertices;

/// <summary>What the vertex stage gives for a vertex, by <see cref="Xemu.Abstractions.Graphics.VertexOutput"/>.</summary>
[InlineArray(16)]
internal struct VertexResult
{
    private Vector4 _output;
}
