using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Boot.Flash;

/// <summary>A boot ROM over the last 512 bytes of memory, until the guest hides it.</summary>
/// <remarks>
/// Source: xboxdevwiki "MCPX" and "Boot Process": 0xFFFFFE00 to 0xFFFFFFFF. Mappings have whole pages, so the cover is the last page of the window, with the
/// flash's own bytes before the ROM. Whether it is seen is the switch's state.
/// </remarks>
[Derived("follows the switch")]
internal sealed class BootRomCover
{
    public const int RomBytes = 512;

    private const int PageBytes = 4096;
    private const ulong PageStart = 0xFFFF_F000;

    /// <summary>Over the flash, which has priority 0.</summary>
    private const int Priority = 1;

    private readonly IMapping _mapping;
    private readonly IBootRomSwitch _switch;

    public BootRomCover(byte[] rom, ReadOnlySpan<byte> flash, IBootRomSwitch romSwitch, IComponentContext context)
    {
        _switch = romSwitch;
        IRamBlock block = context.CreateRamBlock("boot-rom", PageBytes);
        using (RamLease lease = block.Lease(0, PageBytes, RamAccess.Write))
        {
            flash[^PageBytes..].CopyTo(lease.Span);
            rom.CopyTo(lease.Span[^RomBytes..]);
        }

        _mapping = context.Memory.MapRam($"{context.Id}-boot-rom", PageStart, block, 0, PageBytes, Priority, readOnly: true);
    }

    public void Connect()
    {
        _switch.ConnectBootRom(Follow);
        Follow();
    }

    public void Follow() => _mapping.Enabled = _switch.IsBootRomVisible;
}
