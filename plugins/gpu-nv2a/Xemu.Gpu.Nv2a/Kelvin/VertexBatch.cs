using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>What has been asked for since SET_BEGIN_END: vertices given one by one, words of an inline array, elements, ranges.</summary>
internal sealed class VertexBatch : IStateful
{
    /// <summary>Most vertices of one batch, however they are given; further ones are dropped, as nothing a program draws comes near.</summary>
    public const int MaxVertices = 1 << 18;

    /// <summary>Most words of one inline array.</summary>
    public const int MaxWords = 1 << 22;

    private Vector4[] _vertices = new Vector4[64 * 16];
    private bool[] _hiddenEdges = new bool[64];
    private uint[] _words = new uint[1024];
    private int[] _elements = new int[1024];

    /// <summary>Vertices given one by one.</summary>
    public int VertexCount { get; private set; }

    /// <summary>Words of the inline array.</summary>
    public int WordCount { get; private set; }

    /// <summary>Elements of the arrays in memory.</summary>
    public int ElementCount { get; private set; }

    /// <summary>The vertices, 16 attributes each.</summary>
    public Vector4[] Vertices => _vertices;

    /// <summary>By vertex: whether the edge that begins there is hidden.</summary>
    public bool[] HiddenEdges => _hiddenEdges;

    /// <summary>Whether some are.</summary>
    public bool HasHiddenEdges => _hiddenEdges.AsSpan(0, VertexCount).Contains(true);

    /// <summary>The words of the inline array.</summary>
    public ReadOnlySpan<uint> Words => _words.AsSpan(0, WordCount);

    /// <summary>The elements.</summary>
    public ReadOnlySpan<int> Elements => _elements.AsSpan(0, ElementCount);

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        VertexCount = 0;
        WordCount = 0;
        ElementCount = 0;
    }

    /// <summary>Adds a vertex.</summary>
    /// <param name="attributes">Its 16 attributes.</param>
    /// <param name="hidesEdge">Whether the edge that begins there is hidden.</param>
    public void AddVertex(ReadOnlySpan<Vector4> attributes, bool hidesEdge)
    {
        if (VertexCount == MaxVertices)
        {
            return;
        }

        Grow(ref _vertices, (VertexCount + 1) * 16);
        Grow(ref _hiddenEdges, VertexCount + 1);
        _hiddenEdges[VertexCount] = hidesEdge;
        attributes.CopyTo(_vertices.AsSpan(VertexCount * 16));
        VertexCount++;
    }

    /// <summary>Adds words of the inline array.</summary>
    public void AddWords(ReadOnlySpan<uint> words)
    {
        if (WordCount + words.Length > MaxWords)
        {
            return;
        }

        Grow(ref _words, WordCount + words.Length);
        words.CopyTo(_words.AsSpan(WordCount));
        WordCount += words.Length;
    }

    /// <summary>Adds an element.</summary>
    public void AddElement(int element)
    {
        if (ElementCount == MaxVertices)
        {
            return;
        }

        Grow(ref _elements, ElementCount + 1);
        _elements[ElementCount++] = element;
    }

    public void DescribeState(IStateVisitor state)
    {
        VertexCount = Describe(state, "vertices", ref _vertices, VertexCount * 16, MaxVertices * 16) / 16;
        WordCount = Describe(state, "words", ref _words, WordCount, MaxWords);
        ElementCount = Describe(state, "elements", ref _elements, ElementCount, MaxVertices);
        int hidden = Describe(state, "hidden-edges", ref _hiddenEdges, VertexCount, MaxVertices);
        Grow(ref _hiddenEdges, VertexCount);
        _hiddenEdges.AsSpan(Math.Min(hidden, VertexCount)).Clear();
    }

    private static int Describe<T>(IStateVisitor state, string name, ref T[] items, int count, int limit)
        where T : unmanaged
    {
        byte[] bytes = MemoryMarshal.AsBytes(items.AsSpan(0, count)).ToArray();
        state.Blob(name, ref bytes, limit * Marshal.SizeOf<T>());
        if (!state.IsLoading)
        {
            return count;
        }

        ReadOnlySpan<T> loaded = MemoryMarshal.Cast<byte, T>(bytes);
        Grow(ref items, loaded.Length);
        loaded.CopyTo(items);
        return loaded.Length;
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            Array.Resize(ref array, Math.Max(length, array.Length * 2));
        }
    }
}
