using System.Buffers.Binary;
using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;

namespace Xemu.Block;

/// <summary>Options of <c>block.memory</c>.</summary>
public sealed record MemoryOptions
{
    /// <summary>Size of the medium.</summary>
    [Option("Size of the disk.", Min = 512, Max = 1L << 44)]
    public ByteSize Size { get; init; } = ByteSize.FromMiB(8192);

    /// <summary>How much may be written.</summary>
    [Option("How much of it may hold data; a write past this fails. It is kept in memory and in every snapshot.", Min = 4096, Max = 1L << 30)]
    public ByteSize Limit { get; init; } = ByteSize.FromMiB(64);
}

/// <summary>A disk in memory: empty at first, and all of its content is machine state.</summary>
public sealed class MemoryBlock : IComponent, IBlockDevice, IStateful
{
    private const int ChunkSize = 4096;
    private readonly string _id;
    private readonly int _limitChunks;
    private readonly Image? _beneath;

    /// <summary>Chunk number → its bytes; sorted, so that a snapshot's bytes do not depend on the order of writes.</summary>
    [Derived("described as the packed content")]
    private SortedDictionary<ulong, byte[]> _chunks = [];

    /// <summary>Makes a disk.</summary>
    /// <param name="options">Its size and limit.</param>
    /// <param name="id">The component's id, for messages.</param>
    /// <param name="beneath">What reads where nothing was written, of the same size; disposed with the disk. Null: zeros.</param>
    internal MemoryBlock(MemoryOptions options, string id, Image? beneath = null)
    {
        _id = id;
        _beneath = beneath;
        if (options.Size.Bytes % 512 != 0)
        {
            throw new ComponentException($"Memory disk '{id}' has {options.Size.Bytes} bytes; give it a multiple of 512.");
        }

        SizeBytes = options.Size.Bytes;
        _limitChunks = (int)(options.Limit.Bytes / ChunkSize);
    }

    /// <inheritdoc/>
    public ulong SizeBytes { get; }

    /// <inheritdoc/>
    public bool IsReadOnly => false;

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> destination)
    {
        CheckRange(offset, destination.Length);
        while (destination.Length > 0)
        {
            int within = (int)(offset % ChunkSize);
            int length = Math.Min(destination.Length, ChunkSize - within);
            if (_chunks.TryGetValue(offset / ChunkSize, out byte[]? chunk))
            {
                chunk.AsSpan(within, length).CopyTo(destination);
            }
            else if (_beneath is not null)
            {
                _beneath.Read(offset, destination[..length]);
            }
            else
            {
                destination[..length].Clear();
            }

            offset += (ulong)length;
            destination = destination[length..];
        }
    }

    /// <inheritdoc/>
    public void Write(ulong offset, ReadOnlySpan<byte> source)
    {
        CheckRange(offset, source.Length);
        while (source.Length > 0)
        {
            int within = (int)(offset % ChunkSize);
            int length = Math.Min(source.Length, ChunkSize - within);
            WriteChunk(offset / ChunkSize, within, source[..length]);
            offset += (ulong)length;
            source = source[length..];
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        ArgumentNullException.ThrowIfNull(state);
        byte[] content = state.IsLoading ? [] : Pack();
        state.Blob("content", ref content, _limitChunks * (ChunkSize + 8));
        if (state.IsLoading)
        {
            Unpack(content);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _beneath?.Dispose();

    private void CheckRange(ulong offset, int length)
    {
        if (offset % 512 != 0 || length % 512 != 0 || offset > SizeBytes || (ulong)length > SizeBytes - offset)
        {
            throw new IOException($"Request for {length} bytes at {offset} does not fit memory disk '{_id}' of {SizeBytes} bytes.");
        }
    }

    private void WriteChunk(ulong number, int within, ReadOnlySpan<byte> source)
    {
        if (!_chunks.TryGetValue(number, out byte[]? chunk))
        {
            if (_beneath is null && source.IndexOfAnyExcept((byte)0) < 0)
            {
                return;
            }

            if (_chunks.Count >= _limitChunks)
            {
                throw new IOException($"Memory disk '{_id}' holds its limit of {_limitChunks * (long)ChunkSize} bytes; raise 'limit'.");
            }

            chunk = new byte[ChunkSize];
            _beneath?.Read(number * ChunkSize, chunk.AsSpan(0, (int)Math.Min(ChunkSize, SizeBytes - (number * ChunkSize))));
            _chunks.Add(number, chunk);
        }

        source.CopyTo(chunk.AsSpan(within));
    }

    private byte[] Pack()
    {
        byte[] content = new byte[_chunks.Count * (ChunkSize + 8)];
        int at = 0;
        foreach ((ulong number, byte[] chunk) in _chunks)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(content.AsSpan(at), number);
            chunk.CopyTo(content, at + 8);
            at += ChunkSize + 8;
        }

        return content;
    }

    private void Unpack(byte[] content)
    {
        var chunks = new SortedDictionary<ulong, byte[]>();
        for (int at = 0; at + ChunkSize + 8 <= content.Length; at += ChunkSize + 8)
        {
            ulong number = BinaryPrimitives.ReadUInt64LittleEndian(content.AsSpan(at));
            if (number >= (SizeBytes + ChunkSize - 1) / ChunkSize || !chunks.TryAdd(number, content.AsSpan(at + 8, ChunkSize).ToArray()))
            {
                throw new StateException($"Field 'content' of memory disk '{_id}' names chunk {number} of a disk of {SizeBytes} bytes; the snapshot is damaged or of another disk.");
            }
        }

        _chunks = chunks;
    }
}
