namespace Xemu.Boot.Linux;

/// <summary>Where in RAM everything goes. All addresses are below 4 GiB.</summary>
/// <param name="KernelAddress">First byte of the 32-bit kernel, its entry point.</param>
/// <param name="InitrdAddress">First byte of the initrd, 0 without one.</param>
/// <param name="RamEnd">End of the RAM that the kernel is told of.</param>
internal sealed record LinuxLayout(ulong KernelAddress, ulong InitrdAddress, ulong RamEnd)
{
    /// <summary>Where a bzImage loads that cannot be moved (boot.rst, "Loading the rest of the kernel").</summary>
    public const ulong HighLoadAddress = 0x10_0000;

    /// <summary>The descriptor table.</summary>
    public const uint GdtAddress = 0x1000;

    /// <summary>The kernel's boot_params, the "zero page".</summary>
    public const uint BootParamsAddress = 0x1_0000;

    /// <summary>The command line.</summary>
    public const uint CommandLineAddress = 0x2_0000;

    /// <summary>Longest command line that the layout has room for.</summary>
    public const int CommandLineRoom = 0x1_0000 - 1;

    /// <summary>End of the conventional memory that the kernel may use: below the place of a PC's extended BIOS data area.</summary>
    public const uint LowRamEnd = 0x9_FC00;

    /// <summary>The NV2A's memory window starts here (xboxdevwiki: Memory); RAM beyond it cannot be reached.</summary>
    public const ulong DeviceStart = 0xF000_0000;

    /// <summary>The flash's window, the last one (xboxdevwiki: Memory).</summary>
    public const uint FlashStart = 0xFF00_0000;

    private const ulong PageBytes = 4096;

    /// <summary>Finds places.</summary>
    /// <param name="header">The kernel's header.</param>
    /// <param name="initrdBytes">Size of the initrd, 0 for none.</param>
    /// <param name="ramBytes">Size of RAM.</param>
    /// <param name="layout">The places, if there are.</param>
    /// <returns>What does not fit, as the end of a sentence; null if everything does.</returns>
    public static string? TryPlace(SetupHeader header, long initrdBytes, ulong ramBytes, out LinuxLayout? layout)
    {
        layout = null;
        ulong ramEnd = Math.Min(ramBytes, DeviceStart);
        ulong kernelBytes = (ulong)header.SystemBytes;
        ulong need = Math.Max(header.InitBytes, kernelBytes);
        if (FindKernelPlace(header, need, ramEnd) is not { } load)
        {
            return $"the kernel needs {ToMiB(Math.Max(header.IsRelocatable ? HighLoadAddress : RunAddress(header, HighLoadAddress), HighLoadAddress) + need)} MiB of RAM and the machine has {ramBytes >> 20}";
        }

        // Until it has read the memory map the kernel uses what it stands in, and from where it runs as much as it asks for.
        ulong kernelEnd = Math.Max(load + kernelBytes, RunAddress(header, load) + need);
        ulong initrd = 0;
        if (initrdBytes > 0)
        {
            ulong top = Math.Min(ramEnd, header.InitrdAddressMax + 1UL);
            ulong room = top > kernelEnd ? top - kernelEnd : 0;
            initrd = (top - Math.Min((ulong)initrdBytes, top)) & ~(PageBytes - 1);
            if ((ulong)initrdBytes > room || initrd < kernelEnd)
            {
                return $"its {ToMiB((ulong)initrdBytes)} MiB do not fit between the kernel's end at 0x{kernelEnd:X8} and 0x{top:X8}";
            }
        }

        layout = new LinuxLayout(load, initrd, ramEnd);
        return null;
    }

    private static ulong? FindKernelPlace(SetupHeader header, ulong need, ulong ramEnd)
    {
        if (!header.IsRelocatable)
        {
            // The kernel moves itself to its preferred address.
            return Fits(HighLoadAddress, (ulong)header.SystemBytes, ramEnd) && Fits(RunAddress(header, HighLoadAddress), need, ramEnd) ? HighLoadAddress : null;
        }

        ulong preferred = header.PreferredAddress;
        if (preferred >= HighLoadAddress && preferred % header.Alignment == 0 && Fits(preferred, need, ramEnd))
        {
            return preferred;
        }

        foreach (uint alignment in (ReadOnlySpan<uint>)[header.Alignment, header.MinimumAlignment])
        {
            ulong lowest = AlignUp(HighLoadAddress, alignment);
            if (Fits(lowest, need, ramEnd))
            {
                return lowest;
            }
        }

        return null;
    }

    private static ulong RunAddress(SetupHeader header, ulong load) => header.IsRelocatable ? load : header.PreferredAddress;

    private static bool Fits(ulong address, ulong length, ulong end) => address <= end && length <= end - address;

    private static ulong AlignUp(ulong address, ulong alignment) => (address + alignment - 1) & ~(alignment - 1);

    private static ulong ToMiB(ulong bytes) => (bytes >> 20) + ((bytes & 0xF_FFFF) == 0 ? 0UL : 1UL);
}
