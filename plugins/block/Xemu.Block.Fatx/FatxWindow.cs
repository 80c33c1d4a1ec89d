using Xemu.Abstractions.Media;

namespace Xemu.Block.Fatx;

/// <summary>The part of a medium that a volume lies on. Host errors become a status here.</summary>
internal sealed class FatxWindow(IBlockDevice device, ulong offset, ulong size)
{
    /// <summary>Smallest unit that the medium reads and writes.</summary>
    public const int SectorBytes = 512;

    private const int ChunkBytes = 1 << 16;

    /// <summary>Size in bytes.</summary>
    public ulong Size => size;

    /// <summary>Whether writes are refused.</summary>
    public bool IsReadOnly => device.IsReadOnly;

    /// <summary>Reads any bytes.</summary>
    public FatxStatus Read(ulong at, Span<byte> destination)
    {
        if (!Holds(at, destination.Length))
        {
            return FatxStatus.Corrupt;
        }

        try
        {
            ReadBytes(at, destination);
            return FatxStatus.Ok;
        }
        catch (IOException)
        {
            return FatxStatus.IoError;
        }
    }

    /// <summary>Writes any bytes; what stands beside them in a sector stays.</summary>
    public FatxStatus Write(ulong at, ReadOnlySpan<byte> source)
    {
        if (!Holds(at, source.Length))
        {
            return FatxStatus.Corrupt;
        }

        try
        {
            WriteBytes(at, source);
            return FatxStatus.Ok;
        }
        catch (IOException)
        {
            return FatxStatus.IoError;
        }
    }

    /// <summary>Fills with one value; what holds it already is not written, so that fresh images stay small.</summary>
    public FatxStatus Fill(ulong at, ulong length, byte value)
    {
        byte[] present = new byte[Math.Min(length, ChunkBytes)];
        byte[] wanted = new byte[present.Length];
        Array.Fill(wanted, value);
        while (length > 0)
        {
            int count = (int)Math.Min(length, (ulong)present.Length);
            if (Read(at, present.AsSpan(0, count)) is not FatxStatus.Ok and var unread)
            {
                return unread;
            }

            if (!present.AsSpan(0, count).SequenceEqual(wanted.AsSpan(0, count)) && Write(at, wanted.AsSpan(0, count)) is not FatxStatus.Ok and var unwritten)
            {
                return unwritten;
            }

            at += (ulong)count;
            length -= (ulong)count;
        }

        return FatxStatus.Ok;
    }

    /// <summary>Puts what was written on stable storage.</summary>
    public FatxStatus Flush()
    {
        try
        {
            device.Flush();
            return FatxStatus.Ok;
        }
        catch (IOException)
        {
            return FatxStatus.IoError;
        }
    }

    private bool Holds(ulong at, int length) => at <= size && (ulong)length <= size - at;

    private void ReadBytes(ulong at, Span<byte> destination)
    {
        Span<byte> sector = stackalloc byte[SectorBytes];
        while (destination.Length > 0)
        {
            int within = (int)(at % SectorBytes);
            int count = within == 0 ? destination.Length & ~(SectorBytes - 1) : 0;
            if (count > 0)
            {
                device.Read(offset + at, destination[..count]);
            }
            else
            {
                count = Math.Min(SectorBytes - within, destination.Length);
                device.Read(offset + at - (ulong)within, sector);
                sector.Slice(within, count).CopyTo(destination);
            }

            at += (ulong)count;
            destination = destination[count..];
        }
    }

    private void WriteBytes(ulong at, ReadOnlySpan<byte> source)
    {
        Span<byte> sector = stackalloc byte[SectorBytes];
        while (source.Length > 0)
        {
            int within = (int)(at % SectorBytes);
            int count = within == 0 ? source.Length & ~(SectorBytes - 1) : 0;
            if (count > 0)
            {
                device.Write(offset + at, source[..count]);
            }
            else
            {
                count = Math.Min(SectorBytes - within, source.Length);
                device.Read(offset + at - (ulong)within, sector);
                source[..count].CopyTo(sector[within..]);
                device.Write(offset + at - (ulong)within, sector);
            }

            at += (ulong)count;
            source = source[count..];
        }
    }
}
