using System.Buffers.Binary;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The transmitter: takes descriptors from their ring and gives them back, with their frames sent to nobody.</summary>
/// <remarks>
/// Source: nxdk lib/net/nvnetdrv: a descriptor is address, length less one, flags; the valid bit is the controller's until it has sent. A port without a
/// cable has no carrier, which the flags tell as carrier lost and error: unverified, as is that frames are taken at all then.
/// </remarks>
internal sealed class NicTransmitRing(Nic nic) : IStateful
{
    private const int DescriptorBytes = 8;
    private const int FlagsOffset = 6;
    private const ushort Valid = 0x8000;
    private const ushort LastOfFrame = 0x0001;
    private const ushort CarrierLostAndError = 0x4800;
    private const uint TransmitError = 0x08;
    private const uint TransmitDone = 0x10;

    /// <summary>Descriptors taken at one kick, so that a ring in memory that cannot be written ends; no driver's ring is longer (forcedeth has up to 1024).</summary>
    private const int MostAtOnce = 1024;

    /// <summary>The next descriptor, counted from the ring's start.</summary>
    private uint _index;

    public uint CurrentAddress => nic.Value(NicRegisters.TxRingPhysAddr) + (_index * DescriptorBytes);

    /// <summary>The register holds the count less one.</summary>
    private uint Count => (nic.Value(NicRegisters.RingSizes) & 0xFFFF) + 1;

    public void Reset() => _index = 0;

    public void DescribeState(IStateVisitor state) => state.Field("index", ref _index);

    public void AfterRestore()
    {
        if (_index > 0xFFFF)
        {
            throw new StateException($"Field 'index' of a transmit ring holds {_index}, and a ring has at most 65536 descriptors; the snapshot is damaged.");
        }
    }

    /// <summary>Takes every valid descriptor from the current one on.</summary>
    public void Run()
    {
        bool any = false;
        for (int i = 0; i < MostAtOnce && TakeOne(); i++)
        {
            any = true;
        }

        if (any)
        {
            nic.Raise(TransmitDone | TransmitError);
        }
    }

    private bool TakeOne()
    {
        ulong flagsAddress = CurrentAddress + (ulong)FlagsOffset;
        Span<byte> bytes = stackalloc byte[2];
        nic.Dma?.Read(flagsAddress, bytes);
        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        if ((flags & Valid) == 0)
        {
            return false;
        }

        var done = (ushort)(flags & ~Valid);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (flags & LastOfFrame) != 0 ? (ushort)(done | CarrierLostAndError) : done);
        nic.Dma?.Write(flagsAddress, bytes);
        _index = _index + 1 < Count ? _index + 1 : 0;
        return true;
    }
}
