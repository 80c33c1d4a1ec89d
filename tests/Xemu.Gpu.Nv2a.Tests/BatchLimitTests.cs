using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>A batch has at most 262,144 vertices, however they are given.</summary>
public sealed class BatchLimitTests
{
    private const int MaxVertices = 1 << 18;

    /// <summary>Most words behind one method.</summary>
    private const int MethodWords = 2047;

    [Fact]
    public void InlineArray_OfAWordAVertex_EndsAtTheLimit()
    {
        var renderer = new VertexCounter();
        using var bench = new GpuBench(renderer: renderer);
        var push = new PushBuffer(bench);

        push.Kelvin3D(0x1760, 0x40u).Kelvin3D(0x17FC, 1u);
        Give(push, 0x1818, static i => (uint)i);
        push.Kelvin3D(0x17FC, 0u);

        Assert.Equal((MaxVertices, MaxVertices), renderer.Last);
    }

    [Fact]
    public void Elements_WithGaps_AreDecodedOneByOneRatherThanBeyondTheLimit()
    {
        var renderer = new VertexCounter();
        using var bench = new GpuBench(renderer: renderer);
        var push = new PushBuffer(bench);

        push.Kelvin3D(0x19C, PushBuffer.Memory).Kelvin3D(0x1720, 0u).Kelvin3D(0x1760, 0x40u).Kelvin3D(0x17FC, 1u);
        Give(push, 0x1808, static i => (uint)i * 2);
        push.Kelvin3D(0x17FC, 0u);

        Assert.Equal((MaxVertices, MaxVertices), renderer.Last);
    }

    /// <summary>Gives somewhat more words than a batch has vertices.</summary>
    private static void Give(PushBuffer push, uint method, Func<int, uint> word)
    {
        var words = new uint[MethodWords];
        for (int done = 0; done <= MaxVertices; done += words.Length)
        {
            for (int i = 0; i < words.Length; i++)
            {
                words[i] = word(done + i);
            }

            push.Kelvin3DAll(method, words);
        }
    }

    private sealed class VertexCounter : IRenderer
    {
        /// <summary>Vertices and indices of the last draw.</summary>
        public (int Vertices, int Indices) Last { get; private set; }

        public void Attach(IRamBlock memory)
        {
            // Nothing is drawn.
        }

        public void Draw(DrawCall call) => Last = (call.VertexCount, call.IndexCount);

        public void Clear(in ClearCall call)
        {
            // Nothing is drawn.
        }

        public ulong TakePassedCount() => 0;

        public void WriteBack()
        {
            // Nothing is drawn.
        }
    }
}
