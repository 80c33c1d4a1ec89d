using System.Text;
using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>The machine's blocks by the names that a stream uses.</summary>
internal sealed class BlockTable(IReadOnlyList<RamRegion> regions)
{
    private readonly byte[][] _names = [.. regions.Select(static region => Encoding.ASCII.GetBytes(region.Name))];

    /// <summary>Refuses a stream of a machine with other RAM.</summary>
    public void Match(string uri, IReadOnlyList<RamBlockShape> sent)
    {
        string[] saved = [.. sent.Select(static block => $"{block.Name} ({block.SizeBytes} bytes)")];
        string[] present = [.. regions.Select(static region => $"{region.Name} ({region.Block.SizeBytes} bytes)")];
        if (!saved.Order(StringComparer.Ordinal).SequenceEqual(present.Order(StringComparer.Ordinal)))
        {
            throw new MigrationException(
                $"'{uri}' is of another machine: its RAM blocks are {Show(saved)}; this machine has {Show(present)}. Start the machine that was saved, or give this one the same RAM.");
        }
    }

    /// <summary>Finds a block.</summary>
    /// <exception cref="SnapshotFormatException">There is none of the name.</exception>
    public RamRegion Find(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < _names.Length; i++)
        {
            if (name.SequenceEqual(_names[i]))
            {
                return regions[i];
            }
        }

        throw new SnapshotFormatException($"A page belongs to a RAM block '{new string([.. name.ToArray().Select(static b => b is >= 0x20 and < 0x7F ? (char)b : '.')])}' that is not listed.");
    }

    /// <summary>Checks the offset of a page.</summary>
    /// <exception cref="SnapshotFormatException">It lies outside the block.</exception>
    public static ulong PageOf(RamRegion region, ulong offset) => offset < region.Block.SizeBytes
        ? offset / Abstractions.Memory.IRamBlock.PageSize
        : throw new SnapshotFormatException($"A page has the offset 0x{offset:X} in '{region.Name}' of {region.Block.SizeBytes} bytes.");

    private static string Show(string[] blocks) => string.Join(", ", blocks.Take(20));
}
