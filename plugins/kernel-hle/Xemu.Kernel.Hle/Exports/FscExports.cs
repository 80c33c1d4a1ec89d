namespace Xemu.Kernel.Hle;

/// <summary>Fsc: the cache of the file systems. The platform's file systems keep a cache of their own: its size is told as it was set, and takes no memory of the program's.</summary>
internal static class FscExports
{
    /// <summary>Bytes at the end of the kernel's code, before the routines of <see cref="XcExports"/>, that hold the size.</summary>
    public const uint StateBytes = 16;

    /// <summary>Pages at the start, and at most. Source: Cxbx-Reloaded.</summary>
    private const uint DefaultPages = 16;
    private const uint MostPages = 2048;

    /// <summary>The size, with <see cref="DefaultPages"/> flipped: memory is zero after a reset.</summary>
    private static uint Size => KernelLayout.Code + KernelLayout.CodeBytes - XcExports.RomBytes - StateBytes;

    public static void Register(ExportTable exports)
    {
        exports.Serve("FscGetCacheSize", static call => call.Memory.Read32(Size) ^ DefaultPages);
        exports.Serve("FscSetCacheSize", SetSize);
        exports.Serve("FscInvalidateIdleBlocks", static _ => 0);
    }

    private static uint SetSize(KernelCall call)
    {
        if (call[0] > MostPages)
        {
            return NtStatus.InvalidParameter;
        }

        call.Memory.Write32(Size, call[0] ^ DefaultPages);
        return NtStatus.Success;
    }
}
