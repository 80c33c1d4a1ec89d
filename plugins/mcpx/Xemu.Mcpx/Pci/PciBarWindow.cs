using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>A BAR's mapping, which follows the configuration registers.</summary>
internal sealed class PciBarWindow
{
    private readonly IAddressSpace _space;
    private readonly IMapping _mapping;

    [Derived("follows the configuration registers")]
    private ulong? _address;

    /// <summary>Makes the mapping at a place that nothing else uses, and turns it off.</summary>
    /// <param name="bar">The BAR.</param>
    /// <param name="space">Memory or ports.</param>
    /// <param name="parkingAddress">Where the mapping is made.</param>
    public PciBarWindow(PciBar bar, IAddressSpace space, ulong parkingAddress)
    {
        // Below everything that is fixed: a guest that moves a BAR over RAM, flash or a legacy port sees those.
        const int priority = -1;
        Bar = bar;
        _space = space;
        ulong visible = bar.Block is null || bar.BlockLength == 0 ? bar.SizeBytes : Math.Min(bar.BlockLength, bar.SizeBytes);
        _mapping = bar.Block is not null
            ? space.MapRam(bar.Name, parkingAddress, bar.Block, bar.BlockOffset, visible, priority)
            : space.MapIo(bar.Name, parkingAddress, visible, bar.Handler ?? NoHandler.Instance, priority);
        _mapping.Enabled = false;
    }

    public PciBar Bar { get; }

    public bool IsIo => Bar.Kind == PciBarKind.Io;

    /// <summary>Offset of the register in the header.</summary>
    /// <param name="headerType">0 ordinary, 1 bridge.</param>
    public int ConfigOffset(int headerType) => Bar.Index < 6 ? 0x10 + (4 * Bar.Index) : headerType == 1 ? 0x38 : 0x30;

    public ulong? Address => _address;

    /// <summary>Moves the window.</summary>
    /// <param name="address">The new address, or null to turn it off.</param>
    public void Update(ulong? address)
    {
        if (address > _space.SizeBytes - _mapping.SizeBytes)
        {
            address = null;
        }

        if (address != _address)
        {
            _address = address;
            _mapping.Move(address ?? _mapping.Address, address is not null);
        }
    }

    /// <summary>A BAR without a handler: its registers do not exist.</summary>
    private sealed class NoHandler : IIoHandler
    {
        public static readonly NoHandler Instance = new();

        public IoWidths Widths => IoWidths.Any;

        public ulong Read(ulong offset, int width) => ulong.MaxValue >> (64 - (8 * width));

        public void Write(ulong offset, int width, ulong value)
        {
        }
    }
}
