namespace Xemu.Mcpx;

/// <summary>An endpoint descriptor as it was read from memory.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Control">Function, endpoint, direction (bits 11 and 12), skip (14), format (15), packet size.</param>
/// <param name="Tail">The transfer behind the last one.</param>
/// <param name="Head">The first transfer, halted (bit 0), toggle carry (bit 1).</param>
/// <param name="Next">The next endpoint of the list, or 0.</param>
/// <remarks>Source: OpenHCI 1.0a, 4.2.1.</remarks>
internal readonly record struct OhciEndpoint(uint Address, uint Control, uint Tail, uint Head, uint Next)
{
    private const uint Skip = 0x4000;
    private const uint Format = 0x8000;
    private const uint Input = 2;
    private const uint Halted = 1;

    public bool IsIsochronous => (Control & Format) != 0;

    public bool IsInput => ((Control >> 11) & 3) == Input;

    public bool HasWork => (Control & Skip) == 0 && (Head & Halted) == 0 && ((Head ^ Tail) & ~0xFu) != 0;

    public uint Transfer => Head & ~0xFu;

    public uint ToggleCarry => Head & 2;
}
