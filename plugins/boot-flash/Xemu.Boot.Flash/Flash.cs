using System.Reflection;
using Xemu.Abstractions;
using Xemu.Abstractions.Memory;

namespace Xemu.Boot.Flash;

/// <summary>The flash ROM, seen again and again through the window 0xFF000000 to 0xFFFFFFFF.</summary>
/// <remarks>
/// Source: xboxdevwiki "Flash ROM" and "Memory": 1 MiB on early consoles, 256 KiB on later ones, mirrored.
/// Not modelled: programming it, and the boot ROM of the MCPX that covers the last 512 bytes of the window on a console.
/// It has no state of its own: its block is saved with the machine.
/// </remarks>
internal sealed class Flash : IComponent
{
    private const ulong WindowStart = 0xFF00_0000;
    private const ulong WindowBytes = 0x0100_0000;
    private const ulong MinimumBytes = 256 << 10;

    /// <summary>Maps the image.</summary>
    /// <exception cref="ComponentException">The image is absent, unreadable, or of no size that flash has.</exception>
    public Flash(FlashOptions options, IComponentContext context)
    {
        byte[] content = options.Image is { } image ? ReadImage(image.FullPath) : ReadOpenImage();
        IRamBlock block = context.CreateRamBlock("rom", (ulong)content.Length);
        using (RamLease lease = block.Lease(0, content.Length, RamAccess.Write))
        {
            content.CopyTo(lease.Span);
        }

        for (ulong offset = 0; offset < WindowBytes; offset += block.SizeBytes)
        {
            _ = context.Memory.MapRam($"{context.Id}-{offset / block.SizeBytes}", WindowStart + offset, block, 0, block.SizeBytes, readOnly: true);
        }

        FlashLog.Mapped(context.Log, options.Image?.FullPath ?? "the open boot image", content.Length >> 10);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static byte[] ReadOpenImage()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("open-boot-image.bin")!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static byte[] ReadImage(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var length = (ulong)file.Length;
            if (length is < MinimumBytes or > WindowBytes || !ulong.IsPow2(length))
            {
                throw new ComponentException($"Flash image '{path}' has {length} bytes; give one of 256 KiB, 512 KiB, 1 MiB or another power of two up to 16 MiB in 'image', or leave 'image' out for the open boot image.");
            }

            byte[] content = new byte[length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ComponentException($"Flash image '{path}' cannot be read ({problem.Message.TrimEnd('.')}); correct 'image', or leave it out for the open boot image.", problem);
        }
    }
}
