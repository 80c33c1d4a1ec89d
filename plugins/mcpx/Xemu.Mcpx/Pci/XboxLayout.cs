using Xemu.Abstractions.Devices;

namespace Xemu.Mcpx;

/// <summary>Where the console's firmware puts things, and which system interrupt each function has.</summary>
/// <remarks>
/// Sources: xboxdevwiki "Memory" (memory and port map); Cromwell's PCI set-up (BARs, interrupt lines, bridge windows);
/// xboxdevwiki "PCI". The routing is fixed here; on the chip it seems to be held by registers 0x64, 0x6A and 0x6C of the LPC bridge,
/// whose values under Cromwell spell the same numbers, one a nibble: unverified.
/// </remarks>
internal static class XboxLayout
{
    /// <summary>Interrupt of everything behind the AGP bridge.</summary>
    public const int AgpInterrupt = 3;

    /// <summary>Bus number of the AGP bus.</summary>
    public const byte AgpBus = 1;

    private static readonly Dictionary<PciAddress, int> RootInterrupts = new()
    {
        [new(0x01, 0)] = 12,
        [new(0x01, 1)] = 11,
        [new(0x02, 0)] = 1,
        [new(0x03, 0)] = 9,
        [new(0x04, 0)] = 4,
        [new(0x05, 0)] = 5,
        [new(0x06, 0)] = 6,
        [new(0x09, 0)] = 14,
        [new(0x1E, 0)] = AgpInterrupt,
    };

    private static readonly Dictionary<(PciAddress Address, int Bar), uint> RootBars = new()
    {
        [(new(0x01, 0), 0)] = 0x8000,
        [(new(0x01, 1), 0)] = 0x1000,
        [(new(0x01, 1), 1)] = 0xC000,
        [(new(0x01, 1), 2)] = 0xC200,
        [(new(0x02, 0), 0)] = 0xFED0_0000,
        [(new(0x03, 0), 0)] = 0xFED0_8000,
        [(new(0x04, 0), 0)] = 0xFEF0_0000,
        [(new(0x04, 0), 1)] = 0xE000,
        [(new(0x05, 0), 0)] = 0xFE80_0000,
        [(new(0x06, 0), 0)] = 0xD000,
        [(new(0x06, 0), 1)] = 0xD200,
        [(new(0x06, 0), 2)] = 0xFEC0_0000,
        [(new(0x09, 0), 4)] = 0xFF60,
    };

    private static readonly Dictionary<(PciAddress Address, int Bar), uint> AgpBars = new()
    {
        [(new(0, 0), 0)] = 0xFD00_0000,
        [(new(0, 0), 1)] = 0xF000_0000,
    };

    /// <summary>The system interrupt of a function on bus 0, or null.</summary>
    public static int? RootInterrupt(PciAddress address) => RootInterrupts.TryGetValue(address, out int number) ? number : null;

    /// <summary>Writes a function's usual settings into its reset values.</summary>
    /// <param name="function">The function.</param>
    /// <param name="isRoot">Whether it is on bus 0, or on the AGP bus.</param>
    /// <param name="interrupt">Its system interrupt, or null.</param>
    public static void Preset(PciFunction function, bool isRoot, int? interrupt)
    {
        bool complete = true;
        foreach (PciBar bar in function.Definition.Bars.Where(static b => b.Index < 6))
        {
            if ((isRoot ? RootBars : AgpBars).TryGetValue((function.Address, bar.Index), out uint address))
            {
                function.Preset(0x10 + (4 * bar.Index), address, 4);
            }
            else
            {
                complete &= bar.ResetAddress != 0;
            }
        }

        // Firmware enables what it has placed; the rest is the operating system's.
        if (complete)
        {
            function.PresetEnabled();
        }

        if (interrupt is { } number && function.Definition.InterruptPin != 0)
        {
            function.Preset(0x3C, (uint)number, 1);
        }
    }

    /// <summary>Bus numbers and windows of the AGP bridge.</summary>
    public static void PresetAgpBridge(PciFunction function)
    {
        function.Preset(0x18, (uint)((AgpBus << 16) | (AgpBus << 8)), 4);
        function.Preset(0x1C, 0x00F0, 2);
        function.Preset(0x20, 0xFDF0_FD00, 4);
        function.Preset(0x24, 0xF7F0_F000, 4);
    }
}
