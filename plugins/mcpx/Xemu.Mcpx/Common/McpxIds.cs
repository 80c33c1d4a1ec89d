namespace Xemu.Mcpx;

/// <summary>PCI device numbers of the chipset.</summary>
/// <remarks>Source: xboxdevwiki "Porting an Operating System to the Xbox", the console's <c>lspci</c>, with its revisions where it shows them; other revisions are unverified.</remarks>
internal static class McpxIds
{
    public const ushort Nvidia = 0x10DE;
    public const ushort HostBridge = 0x02A5;
    public const ushort MemoryController = 0x02A6;
    public const ushort Lpc = 0x01B2;
    public const ushort Smbus = 0x01B4;
    public const ushort Ohci = 0x01C2;
    public const ushort Nic = 0x01C3;
    public const ushort Apu = 0x01B0;
    public const ushort Aci = 0x01B1;
    public const ushort PciBridge = 0x01B8;
    public const ushort AgpBridge = 0x01B7;
}
