using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>Makes the vertices of a draw from a batch: decodes arrays in memory, inline arrays, and vertices given one by one.</summary>
internal sealed class VertexFetcher(IRamBlock ram, InstanceMemory instances)
{
    private Vector4[] _vertices = new Vector4[256 * DrawCall.AttributeCount];
    private int[] _indices = new int[256];
    private bool[] _hiddenEdges = [];
    private byte[] _bytes = new byte[4096];

    /// <summary>Whether the last draw had vertices beyond the memory object of their array.</summary>
    public bool LeftItsObject { get; private set; }

    /// <summary>Fills the vertices and indices of a draw.</summary>
    /// <param name="state">What the methods have set.</param>
    /// <param name="batch">What is drawn.</param>
    /// <param name="inputs">Attributes that the program reads, a bit each.</param>
    /// <param name="call">The draw.</param>
    public void Fetch(KelvinState state, VertexBatch batch, uint inputs, DrawCall call)
    {
        call.HasHiddenEdges = false;
        LeftItsObject = false;
        if (batch.ElementCount != 0)
        {
            FetchElements(state, batch.Elements, inputs, call);
            HideEdges(state, call);
            KeepLast(state, batch.Elements[^1]);
        }
        else if (batch.WordCount != 0)
        {
            FetchInline(state, batch.Words, call);
            HideEdges(state, call);
            KeepLast(state, call);
        }
        else
        {
            call.Vertices = batch.Vertices;
            call.VertexCount = batch.VertexCount;
            call.HasHiddenEdges = batch.HasHiddenEdges;
            call.HiddenEdges = batch.HiddenEdges;
            FillIndices(batch.VertexCount);
            call.IndexCount = batch.VertexCount;
        }

        call.Indices = _indices;
    }

    /// <summary>Arrays bring no edge flags: the current one is that of all their vertices. Unverified.</summary>
    private void HideEdges(KelvinState state, DrawCall call)
    {
        if (!state.Flag(KelvinMethods.EdgeFlag))
        {
            Reserve(ref _hiddenEdges, call.VertexCount);
            _hiddenEdges.AsSpan(0, call.VertexCount).Fill(true);
            (call.HiddenEdges, call.HasHiddenEdges) = (_hiddenEdges, call.VertexCount > 0);
        }
    }

    /// <summary>What the last vertex had in arrays are the current attributes from then on.</summary>
    private void KeepLast(KelvinState state, int element)
    {
        for (int attribute = 0; attribute < DrawCall.AttributeCount; attribute++)
        {
            var format = new VertexArrayFormat(state[KelvinMethods.VertexDataArrayFormat + ((uint)attribute * 4)]);
            if (format.IsEnabled)
            {
                ulong start = Locate(state, attribute, out ulong limit);
                state.Attributes[attribute] = DecodeOne(format, start + ((ulong)element * format.Stride), limit);
            }
        }
    }

    /// <summary>The same for an inline array, whose vertices have all attributes.</summary>
    private static void KeepLast(KelvinState state, DrawCall call)
    {
        if (call.VertexCount > 0)
        {
            call.Vertices.AsSpan((call.VertexCount - 1) * DrawCall.AttributeCount, DrawCall.AttributeCount).CopyTo(state.Attributes);
        }
    }

    private void FillIndices(int count)
    {
        Reserve(ref _indices, count);
        for (int i = 0; i < count; i++)
        {
            _indices[i] = i;
        }
    }

    private void FetchElements(KelvinState state, ReadOnlySpan<int> elements, uint inputs, DrawCall call)
    {
        int first = int.MaxValue;
        int last = 0;
        foreach (int element in elements)
        {
            first = Math.Min(first, element);
            last = Math.Max(last, element);
        }

        // Elements close together are decoded once each; scattered ones one by one as they come.
        long span = (long)last - first + 1;
        bool isDense = span <= Math.Min((2L * elements.Length) + 64, VertexBatch.MaxVertices);
        int count = isDense ? (int)span : elements.Length;
        Reserve(ref _vertices, count * DrawCall.AttributeCount);
        Reserve(ref _indices, elements.Length);
        for (int i = 0; i < elements.Length; i++)
        {
            _indices[i] = isDense ? elements[i] - first : i;
        }

        for (int attribute = 0; attribute < DrawCall.AttributeCount; attribute++)
        {
            if ((inputs & (1u << attribute)) == 0)
            {
                continue;
            }

            var format = new VertexArrayFormat(state[KelvinMethods.VertexDataArrayFormat + ((uint)attribute * 4)]);
            if (!format.IsEnabled)
            {
                Spread(attribute, count, state.Attributes[attribute]);
            }
            else if (isDense)
            {
                DecodeRange(state, attribute, format, first, count);
            }
            else
            {
                DecodeEach(state, attribute, format, elements);
            }
        }

        call.Vertices = _vertices;
        call.VertexCount = count;
        call.IndexCount = elements.Length;
    }

    private void Spread(int attribute, int count, Vector4 value)
    {
        for (int i = 0; i < count; i++)
        {
            _vertices[(i * DrawCall.AttributeCount) + attribute] = value;
        }
    }

    private void DecodeRange(KelvinState state, int attribute, VertexArrayFormat format, int first, int count)
    {
        ulong start = Locate(state, attribute, out ulong limit) + ((ulong)first * format.Stride);
        ulong bytes = ((ulong)(count - 1) * format.Stride) + (ulong)format.SizeBytes;
        if (bytes > 1 << 24)
        {
            // Strides so long that the range is mostly holes.
            for (int i = 0; i < count; i++)
            {
                _vertices[(i * DrawCall.AttributeCount) + attribute] = DecodeOne(format, start + ((ulong)i * format.Stride), limit);
            }

            return;
        }

        ReadOnlySpan<byte> source = Read(start, (int)bytes, limit);
        for (int i = 0; i < count; i++)
        {
            _vertices[(i * DrawCall.AttributeCount) + attribute] = format.Decode(source[(i * (int)format.Stride)..]);
        }
    }

    private void DecodeEach(KelvinState state, int attribute, VertexArrayFormat format, ReadOnlySpan<int> elements)
    {
        ulong start = Locate(state, attribute, out ulong limit);
        for (int i = 0; i < elements.Length; i++)
        {
            _vertices[(i * DrawCall.AttributeCount) + attribute] = DecodeOne(format, start + ((ulong)elements[i] * format.Stride), limit);
        }
    }

    private Vector4 DecodeOne(VertexArrayFormat format, ulong address, ulong limit) =>
        format.Decode(Read(address, format.SizeBytes, limit));

    /// <summary>Bit 31 of an array's offset chooses between the two DMA objects for vertices.</summary>
    private ulong Locate(KelvinState state, int attribute, out ulong limit)
    {
        uint offset = state[KelvinMethods.VertexDataArrayOffset + ((uint)attribute * 4)];
        uint instance = state[(offset >> 31) != 0 ? KelvinMethods.ContextDmaVertexB : KelvinMethods.ContextDmaVertexA];
        DmaObject window = DmaObject.Read(instances, instance);
        limit = Math.Min(window.Base + window.Limit, ram.SizeBytes - 1);
        return window.Base + (offset & 0x7FFF_FFFF);
    }

    /// <summary>Reads memory; what lies beyond the limit is 0.</summary>
    private ReadOnlySpan<byte> Read(ulong address, int length, ulong limit)
    {
        Reserve(ref _bytes, length);
        Span<byte> target = _bytes.AsSpan(0, length);
        int inside = address > limit ? 0 : (int)Math.Min((ulong)length, limit - address + 1);
        if (inside > 0)
        {
            using RamLease lease = ram.Lease(address, inside, RamAccess.Read);
            lease.Span.CopyTo(target);
        }

        LeftItsObject |= inside < length && limit < ram.SizeBytes - 1;
        target[inside..].Clear();
        return target;
    }

    /// <summary>An inline array: each vertex has its enabled attributes one behind the other, each in whole words.</summary>
    private void FetchInline(KelvinState state, ReadOnlySpan<uint> words, DrawCall call)
    {
        int stride = 0;
        for (uint i = 0; i < DrawCall.AttributeCount; i++)
        {
            stride += WordsOf(state, i);
        }

        int count = stride == 0 ? 0 : Math.Min(words.Length / stride, VertexBatch.MaxVertices);
        Reserve(ref _vertices, count * DrawCall.AttributeCount);
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(words);
        int offset = 0;
        for (uint attribute = 0; attribute < DrawCall.AttributeCount; attribute++)
        {
            var format = new VertexArrayFormat(state[KelvinMethods.VertexDataArrayFormat + (attribute * 4)]);
            if (!format.IsEnabled)
            {
                Spread((int)attribute, count, state.Attributes[(int)attribute]);
                continue;
            }

            for (int i = 0; i < count; i++)
            {
                _vertices[(i * DrawCall.AttributeCount) + (int)attribute] = format.Decode(bytes[(((i * stride) + offset) * 4)..]);
            }

            offset += WordsOf(state, attribute);
        }

        FillIndices(count);
        call.Vertices = _vertices;
        call.VertexCount = count;
        call.IndexCount = count;
    }

    private static int WordsOf(KelvinState state, uint attribute)
    {
        var format = new VertexArrayFormat(state[KelvinMethods.VertexDataArrayFormat + (attribute * 4)]);
        return format.IsEnabled ? (format.SizeBytes + 3) / 4 : 0;
    }

    private static void Reserve<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[Math.Max(length, array.Length * 2)];
        }
    }
}
