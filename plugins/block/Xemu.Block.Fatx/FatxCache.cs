namespace Xemu.Block.Fatx;

/// <summary>Keeps the blocks of the allocation table and of folders that were used last. Writes go to the medium at once, so there is never anything to save.</summary>
internal sealed class FatxCache(FatxWindow window)
{
    private const int BlockBytes = 4096;
    private const int MaxBlocks = 256;
    private const ulong None = ulong.MaxValue;
    private readonly Dictionary<ulong, Block> _blocks = [];
    private ulong _lastNumber = None;
    private Block? _last;
    private ulong _uses;

    /// <summary>Bytes of the medium; they do not cross a block, and are good until the next call.</summary>
    public FatxStatus Get(ulong at, int length, out ReadOnlySpan<byte> bytes)
    {
        FatxStatus status = Load(at / BlockBytes, out Block? block);
        bytes = status == FatxStatus.Ok ? block!.Data.AsSpan((int)(at % BlockBytes), length) : default;
        return status;
    }

    /// <summary>Writes bytes that do not cross a sector, as one write of that sector.</summary>
    public FatxStatus Write(ulong at, ReadOnlySpan<byte> source)
    {
        if (Load(at / BlockBytes, out Block? block) is not FatxStatus.Ok and var unread)
        {
            return unread;
        }

        source.CopyTo(block!.Data.AsSpan((int)(at % BlockBytes)));
        int sector = (int)(at % BlockBytes) & ~(FatxWindow.SectorBytes - 1);
        FatxStatus status = window.Write((at / BlockBytes * BlockBytes) + (ulong)sector, block.Data.AsSpan(sector, FatxWindow.SectorBytes));
        if (status != FatxStatus.Ok)
        {
            // What the medium holds now is not known.
            Drop(at, 1);
        }

        return status;
    }

    /// <summary>Forgets what overlaps a range that was written past this cache.</summary>
    public void Drop(ulong at, ulong length)
    {
        if (_blocks.Count == 0 || length == 0)
        {
            return;
        }

        for (ulong number = at / BlockBytes; number <= (at + length - 1) / BlockBytes; number++)
        {
            _blocks.Remove(number);
            Forget(number);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _blocks.Clear();
        Forget(_lastNumber);
    }

    private FatxStatus Load(ulong number, out Block? block)
    {
        if (number == _lastNumber)
        {
            block = _last;
            return FatxStatus.Ok;
        }

        if (!_blocks.TryGetValue(number, out block))
        {
            block = new Block();
            ulong at = number * BlockBytes;
            int length = at < window.Size ? (int)Math.Min(BlockBytes, window.Size - at) : BlockBytes;
            if (window.Read(at, block.Data.AsSpan(0, length)) is not FatxStatus.Ok and var unread)
            {
                return unread;
            }

            MakeRoom();
            _blocks.Add(number, block);
        }

        block.Used = ++_uses;
        _last = block;
        _lastNumber = number;
        return FatxStatus.Ok;
    }

    private void MakeRoom()
    {
        if (_blocks.Count >= MaxBlocks)
        {
            ulong oldest = _blocks.MinBy(static b => b.Value.Used).Key;
            _blocks.Remove(oldest);
            Forget(oldest);
        }
    }

    private void Forget(ulong number)
    {
        if (number == _lastNumber)
        {
            _lastNumber = None;
            _last = null;
        }
    }

    private sealed class Block
    {
        public byte[] Data { get; } = new byte[BlockBytes];

        public ulong Used { get; set; }
    }
}
