using Xemu.Abstractions.Media;
using Xemu.Block.Fatx;

namespace Xemu.Kernel.Io.Tests;

/// <summary>A hard disk in memory with the console's partitions, which stops taking sectors on request: what a power cut leaves.</summary>
internal sealed class TestDisk : IBlockDevice
{
    private readonly Dictionary<ulong, byte[]> _sectors;

    private TestDisk(Dictionary<ulong, byte[]> sectors) => _sectors = sectors;

    public ulong SizeBytes => XboxDisk.MinimumBytes;

    public bool IsReadOnly { get; set; }

    /// <summary>How many more sectors are taken; the one after them fails, and all later ones.</summary>
    public int Remaining { get; set; } = int.MaxValue;

    /// <summary>Sectors written so far.</summary>
    public int Written { get; private set; }

    /// <summary>Bytes read and written so far.</summary>
    public long Moved { get; private set; }

    /// <summary>Whether reads fail.</summary>
    public bool IsBroken { get; set; }

    /// <summary>A disk as it leaves the factory.</summary>
    public static TestDisk Create()
    {
        var disk = new TestDisk([]);
        Assert.Equal(FatxStatus.Ok, XboxDisk.CreateStandard(disk, 0x1234_5678));
        return disk;
    }

    public TestDisk Clone() => new(_sectors.ToDictionary(static s => s.Key, static s => s.Value.ToArray()));

    /// <summary>Whether two disks hold the same.</summary>
    public bool HasContentOf(TestDisk other) =>
        _sectors.Count == other._sectors.Count && _sectors.All(s => other._sectors.TryGetValue(s.Key, out byte[]? sector) && sector.AsSpan().SequenceEqual(s.Value));

    public FatxVolume Mount(int number)
    {
        Assert.Equal(FatxStatus.Ok, XboxDisk.Open(this, out XboxDisk? disk));
        Assert.Equal(FatxStatus.Ok, disk!.TryMount(number, out FatxVolume? volume));
        return volume!;
    }

    public void Read(ulong offset, Span<byte> destination)
    {
        Check(offset, destination.Length);
        if (IsBroken)
        {
            throw new IOException("The disk is broken.");
        }

        Moved += destination.Length;

        for (int at = 0; at < destination.Length; at += 512)
        {
            Span<byte> to = destination.Slice(at, 512);
            if (_sectors.TryGetValue((offset + (ulong)at) / 512, out byte[]? sector))
            {
                sector.CopyTo(to);
            }
            else
            {
                to.Clear();
            }
        }
    }

    public void Write(ulong offset, ReadOnlySpan<byte> source)
    {
        Check(offset, source.Length);
        Moved += source.Length;
        for (int at = 0; at < source.Length; at += 512)
        {
            if (Remaining-- <= 0)
            {
                Remaining = 0;
                throw new IOException("The power is cut.");
            }

            Written++;
            ReadOnlySpan<byte> sector = source.Slice(at, 512);
            ulong number = (offset + (ulong)at) / 512;
            if (sector.ContainsAnyExcept((byte)0))
            {
                _sectors[number] = sector.ToArray();
            }
            else
            {
                _sectors.Remove(number);
            }
        }
    }

    public void Flush()
    {
    }

    private void Check(ulong offset, int length) =>
        Assert.True(offset % 512 == 0 && length % 512 == 0 && offset <= SizeBytes && (ulong)length <= SizeBytes - offset, $"{length} bytes at {offset} are not on the disk.");
}
