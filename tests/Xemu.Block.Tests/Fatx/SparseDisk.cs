using Xemu.Abstractions.Media;
using Xemu.Block.Fatx;

namespace Xemu.Block.Tests.Fatx;

/// <summary>A disk in memory that may be large, and that stops taking sectors on request: what a power cut leaves.</summary>
internal sealed class SparseDisk(ulong sizeBytes) : IBlockDevice
{
    private readonly Dictionary<ulong, byte[]> _sectors = [];

    public ulong SizeBytes => sizeBytes;

    public bool IsReadOnly { get; set; }

    /// <summary>The sectors that were ever written, by number.</summary>
    public IReadOnlyCollection<ulong> Sectors => _sectors.Keys;

    /// <summary>Sectors written so far.</summary>
    public int Written { get; private set; }

    /// <summary>How many more sectors are taken; the one after them fails, and all later ones.</summary>
    public int Remaining { get; set; } = int.MaxValue;

    /// <summary>Whether reads fail.</summary>
    public bool IsBroken { get; set; }

    public SparseDisk Clone()
    {
        var clone = new SparseDisk(sizeBytes);
        foreach ((ulong number, byte[] sector) in _sectors)
        {
            clone._sectors.Add(number, [.. sector]);
        }

        return clone;
    }

    public void Read(ulong offset, Span<byte> destination)
    {
        Check(offset, destination.Length);
        if (IsBroken)
        {
            throw new IOException("The disk is broken.");
        }

        for (int at = 0; at < destination.Length; at += 512)
        {
            if (_sectors.TryGetValue((offset / 512) + (ulong)(at / 512), out byte[]? sector))
            {
                sector.CopyTo(destination[at..]);
            }
            else
            {
                destination.Slice(at, 512).Clear();
            }
        }
    }

    public void Write(ulong offset, ReadOnlySpan<byte> source)
    {
        Check(offset, source.Length);
        for (int at = 0; at < source.Length; at += 512)
        {
            if (Remaining == 0)
            {
                throw new IOException("The power is cut.");
            }

            Remaining--;
            Written++;
            _sectors[(offset / 512) + (ulong)(at / 512)] = source.Slice(at, 512).ToArray();
        }
    }

    public void Flush()
    {
    }

    /// <summary>Changes bytes past every check.</summary>
    public void Poke(ulong at, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            byte[] sector = _sectors.TryGetValue(at / 512, out byte[]? present) ? present : _sectors[at / 512] = new byte[512];
            sector[at % 512] = value;
            at++;
        }
    }

    public FatxVolume Mount(ulong offset = 0)
    {
        Assert.Equal(FatxStatus.Ok, FatxVolume.TryMount(this, offset, sizeBytes - offset, out FatxVolume? volume));
        return volume!;
    }

    /// <summary>A formatted disk.</summary>
    public static SparseDisk Formatted(ulong sizeBytes = 4 << 20, uint clusterBytes = 16384)
    {
        var disk = new SparseDisk(sizeBytes);
        Assert.Equal(FatxStatus.Ok, FatxFormatter.Format(disk, 0, sizeBytes, clusterBytes, 0x1234_5678));
        return disk;
    }

    private void Check(ulong offset, int length) =>
        Assert.True(offset % 512 == 0 && length % 512 == 0 && offset <= sizeBytes && (ulong)length <= sizeBytes - offset, $"{length} bytes at {offset} are not on the disk.");
}
