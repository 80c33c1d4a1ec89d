namespace Xemu.Renderer.Toolkit;

/// <summary>Room for data that one draw reads: pieces of large buffers, used again when the host is done with them.</summary>
/// <param name="backend">The host's GPU.</param>
/// <param name="pass">The pass to end before work is sent off.</param>
/// <param name="use">What the buffers hold.</param>
/// <param name="alignment">What pieces start at multiples of.</param>
internal sealed class UploadRing(IGpuBackend backend, PassTracker pass, GpuBufferUse use, int alignment) : IDisposable
{
    private const int ChunkBytes = 4 << 20;

    /// <summary>Chunks that the host may be behind, and bytes of those that are larger than usual.</summary>
    private const int MaxChunks = 3;
    private const long MaxBytes = 64L << 20;

    private readonly Queue<Chunk> _used = [];
    private Chunk? _current;
    private long _usedBytes;
    private int _position;

    /// <summary>Makes room for the pieces that one draw takes, so that none lies in a buffer which goes before the draw comes.</summary>
    /// <param name="pieces">How many.</param>
    /// <param name="sizeBytes">Bytes of all of them.</param>
    public void Reserve(int pieces, int sizeBytes) => Reserve(sizeBytes + (pieces * alignment));

    /// <summary>Copies data into a piece.</summary>
    /// <param name="data">What; the length is a multiple of 4.</param>
    public GpuBufferRange Add(ReadOnlySpan<byte> data)
    {
        int size = (data.Length + alignment - 1) & -alignment;
        Reserve(size);
        var range = new GpuBufferRange(_current!.Buffer, _position, data.Length);
        backend.WriteBuffer(range.Buffer, range.OffsetBytes, data);
        _position += size;
        return range;
    }

    /// <summary>Gives all buffers up.</summary>
    public void Dispose()
    {
        Retire(default);
        while (_used.TryDequeue(out Chunk? chunk))
        {
            backend.Destroy(chunk.Buffer);
        }
    }

    private void Reserve(int size)
    {
        if (_current is null || _position + size > _current.SizeBytes)
        {
            Advance(size);
        }
    }

    private void Advance(int size)
    {
        if (_current is not null)
        {
            pass.End();
            Retire(backend.Submit());
        }

        Trim(size);
        int wanted = Math.Max(size, ChunkBytes);
        _current = _used.TryPeek(out Chunk? oldest) && oldest.SizeBytes == wanted && backend.IsDone(oldest.Fence)
            ? Take()
            : new Chunk(backend.CreateBuffer(wanted, use), wanted, default);
        _position = 0;
    }

    private void Retire(GpuFence fence)
    {
        if (_current is { } chunk)
        {
            _used.Enqueue(chunk with { Fence = fence });
            _usedBytes += chunk.SizeBytes;
            _current = null;
        }
    }

    /// <summary>Waits for a host that is too far behind, as nobody else would, and gives up what is not used again.</summary>
    private void Trim(int size)
    {
        while (_used.TryPeek(out Chunk? oldest))
        {
            bool isLarge = oldest.SizeBytes > ChunkBytes;
            if (_used.Count > MaxChunks || _usedBytes > MaxBytes)
            {
                backend.Wait(oldest.Fence);
            }
            else if (!isLarge || !backend.IsDone(oldest.Fence))
            {
                return;
            }

            if (!isLarge && size <= ChunkBytes)
            {
                return;
            }

            backend.Destroy(Take().Buffer);
        }
    }

    private Chunk Take()
    {
        Chunk chunk = _used.Dequeue();
        _usedBytes -= chunk.SizeBytes;
        return chunk;
    }

    private sealed record Chunk(GpuBuffer Buffer, int SizeBytes, GpuFence Fence);
}
