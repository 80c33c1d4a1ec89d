using Xemu.Abstractions;
using Xemu.Abstractions.Memory;

namespace Xemu.Bare;

/// <summary>ROM images over RAM, below 1 MiB or up to the reset vector. Writes to them are dropped.</summary>
internal sealed class BareRom : IComponent
{
    private const int MaxImageBytes = 16 << 20;
    private const ulong AddressLimit = 1UL << 32;

    /// <summary>Above RAM, which has priority 0.</summary>
    private const int Priority = 1;

    /// <summary>Reads and maps the images.</summary>
    /// <exception cref="ComponentException">An image is absent, empty, too large, or does not fit where it is to be.</exception>
    public BareRom(BareRomOptions options, IComponentContext context)
    {
        if (options.Images.Length == 0)
        {
            throw new ComponentException($"Component '{context.Id}' has no images; give at least one, images = [{{ file = \"test.bin\", address = 0xF0000 }}].");
        }

        var blocks = new Dictionary<string, IRamBlock>(StringComparer.Ordinal);
        var placed = new List<(ulong Start, ulong End, string File)>();
        foreach (RomImage image in options.Images)
        {
            if (!blocks.TryGetValue(image.File.FullPath, out IRamBlock? block))
            {
                byte[] content = ReadImage(image.File.FullPath);
                block = context.CreateRamBlock($"image{blocks.Count}", RoundUp(content.Length));
                Fill(block, content);
                blocks.Add(image.File.FullPath, block);
            }

            ulong start = CheckPlace(image, block, placed);
            _ = context.Memory.MapRam($"{context.Id}-{Path.GetFileName(image.File.FullPath)}", start, block, 0, block.SizeBytes, Priority, readOnly: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static ulong RoundUp(int length) => ((ulong)length + IRamBlock.PageSize - 1) & ~(ulong)(IRamBlock.PageSize - 1);

    private static void Fill(IRamBlock block, byte[] content)
    {
        using RamLease lease = block.Lease(0, (int)block.SizeBytes, RamAccess.Write);
        lease.Span.Fill(0xFF);
        content.CopyTo(lease.Span);
    }

    private static ulong CheckPlace(RomImage image, IRamBlock block, List<(ulong Start, ulong End, string File)> placed)
    {
        var start = (ulong)image.Address;
        ulong end = start + block.SizeBytes;
        if (image.Address < 0 || start % IRamBlock.PageSize != 0)
        {
            throw new ComponentException($"Image '{image.File}' cannot stand at 0x{image.Address:X8}: use a multiple of 0x1000.");
        }

        if (end > AddressLimit)
        {
            throw new ComponentException($"Image '{image.File}' of 0x{block.SizeBytes:X} bytes at 0x{start:X8} ends past 4 GiB; the last place for it is 0x{AddressLimit - block.SizeBytes:X8}.");
        }

        foreach ((ulong otherStart, ulong otherEnd, string file) in placed)
        {
            if (start < otherEnd && otherStart < end)
            {
                throw new ComponentException($"Image '{image.File}' 0x{start:X8}+0x{block.SizeBytes:X} overlaps image '{file}' at 0x{otherStart:X8}; move one of them.");
            }
        }

        placed.Add((start, end, image.File.FullPath));
        return start;
    }

    private static byte[] ReadImage(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length is 0 or > MaxImageBytes)
            {
                throw new ComponentException($"Image '{path}' has {file.Length} bytes; a ROM image has 1 to {MaxImageBytes}.");
            }

            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ComponentException($"Image '{path}' cannot be read ({problem.Message.TrimEnd('.')}); correct the file name in 'images'.", problem);
        }
    }
}
