using System.Reflection;
using Xemu.Abstractions;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Boot.Flash;

/// <summary>The flash ROM, seen again and again through the window 0xFF000000 to 0xFFFFFFFF, and the boot ROM over its end.</summary>
/// <remarks>
/// Source: xboxdevwiki "Flash ROM" and "Memory": 1 MiB on early consoles, 256 KiB on later ones, mirrored. Not modelled: programming it.
/// It has no state of its own: its blocks are saved with the machine, and whether the boot ROM is seen with the chip that switches it.
/// </remarks>
internal sealed class Flash : IComponent, IStateful
{
    private const ulong WindowStart = 0xFF00_0000;
    private const ulong WindowBytes = 0x0100_0000;
    private const ulong MinimumBytes = 256 << 10;

    private readonly BootRomCover? _cover;

    /// <summary>Maps the image.</summary>
    /// <exception cref="ComponentException">The image or the boot ROM is absent, unreadable, or of no size that it has; or nobody hides the boot ROM.</exception>
    public Flash(FlashOptions options, IComponentContext context)
    {
        byte[] content = options.Image is { } image ? ReadImage(image.FullPath) : ReadResource("open-boot-image.bin");
        byte[]? rom = ChooseRom(options, content, context);
        Map(content, context);
        FlashLog.Mapped(context.Log, options.Image?.FullPath ?? "the open boot image", content.Length >> 10);
        if (rom is not null)
        {
            _cover = new BootRomCover(rom, content, options.BootRomSwitch!, context);
        }
    }

    /// <inheritdoc/>
    public void Wire() => _cover?.Connect();

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
    }

    /// <inheritdoc/>
    public void AfterRestore() => _cover?.Follow();

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static void Map(byte[] content, IComponentContext context)
    {
        IRamBlock block = context.CreateRamBlock("rom", (ulong)content.Length);
        using (RamLease lease = block.Lease(0, content.Length, RamAccess.Write))
        {
            content.CopyTo(lease.Span);
        }

        for (ulong offset = 0; offset < WindowBytes; offset += block.SizeBytes)
        {
            _ = context.Memory.MapRam($"{context.Id}-{offset / block.SizeBytes}", WindowStart + offset, block, 0, block.SizeBytes, readOnly: true);
        }
    }

    /// <summary>The ROM that covers the end of the flash, if one does; then there is a switch.</summary>
    private static byte[]? ChooseRom(FlashOptions options, byte[] content, IComponentContext context)
    {
        var known = new FlashContent(content);
        bool isOpen = options.BootRom == BootRomChoice.Open
            || (options.BootRom == BootRomChoice.Auto && options.BootRomSwitch is not null && known.HasXCodes);
        if (options.Mcpx is null && !isOpen)
        {
            return null;
        }

        if (options.BootRomSwitch is null)
        {
            throw new ComponentException($"The boot ROM of '{context.Id}' would cover the flash for ever; name the LPC bridge in 'boot-rom-switch'.");
        }

        if (options.Mcpx is { } file)
        {
            return options.BootRom == BootRomChoice.Auto
                ? ReadRom(file.FullPath)
                : throw new ComponentException($"Both 'mcpx' and 'boot-rom' of '{context.Id}' say what covers the flash; leave one of them out.");
        }

        FlashLog.OpenBootRom(context.Log);
        if (!known.HasOpenEntry)
        {
            FlashLog.NoOpenEntry(context.Log);
        }

        return ReadResource("open-boot-rom.bin");
    }

    private static byte[] ReadResource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static byte[] ReadImage(string path) => ReadFile(path, "Flash image", "correct 'image', or leave it out for the open boot image", static (path, length) =>
    {
        if (length is < MinimumBytes or > WindowBytes || !ulong.IsPow2(length))
        {
            throw new ComponentException($"Flash image '{path}' has {length} bytes; give one of 256 KiB, 512 KiB, 1 MiB or another power of two up to 16 MiB in 'image', or leave 'image' out for the open boot image.");
        }
    });

    private static byte[] ReadRom(string path) => ReadFile(path, "Boot ROM", "correct 'mcpx', or leave it out", static (path, length) =>
    {
        if (length != BootRomCover.RomBytes)
        {
            throw new ComponentException($"Boot ROM '{path}' has {length} bytes and must have {BootRomCover.RomBytes}; correct 'mcpx', or leave it out.");
        }
    });

    private static byte[] ReadFile(string path, string what, string advice, Action<string, ulong> checkLength)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            checkLength(path, (ulong)file.Length);
            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ComponentException($"{what} '{path}' cannot be read ({problem.Message.TrimEnd('.')}); {advice}.", problem);
        }
    }
}
