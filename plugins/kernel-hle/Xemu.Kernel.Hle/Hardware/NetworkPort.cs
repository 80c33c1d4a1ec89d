using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>What the kernel does with the network controller: its Ethernet address, and the PHY's link by the management bus.</summary>
/// <remarks>
/// Sources: nxdk lib/net/nvnetdrv/nvnetdrv_regs.h (registers; the PHY is number 1), nvnetdrv.c (order of the address' bytes); nxdk xboxkrnl.h (link bits); IEEE 802.3 clause 22.2.4 (registers of a PHY).
/// That the console's kernel, and not only programs and other firmware, writes the address: unverified.
/// </remarks>
internal sealed class NetworkPort(Kernel kernel) : IStateful
{
    private const ulong Registers = 0xFEF0_0000;
    private const ulong MacAddressLow = Registers + 0xA8;
    private const ulong MacAddressHigh = Registers + 0xAC;
    private const ulong ManagementControl = Registers + 0x190;
    private const ulong ManagementData = Registers + 0x194;

    private const uint ManagementInUse = 0x8000;
    private const uint ManagementWrite = 0x0400;
    private const uint PhyAddress = 1 << 5;

    /// <summary>A controller that never answers is waited for no longer than this many reads.</summary>
    private const int MostPolls = 1000;

    private const uint BasicControl = 0;
    private const uint BasicStatus = 1;
    private const uint Advertisement = 4;
    private const uint PartnerAbility = 5;
    private const uint ControlReset = 0x8000;
    private const uint ControlNegotiate = 0x1200;
    private const uint StatusLink = 0x0004;
    private const uint Nobody = 0xFFFF;

    /// <summary>Abilities in <see cref="Advertisement"/> and <see cref="PartnerAbility"/>.</summary>
    private const uint Full100 = 0x0100;
    private const uint Half100 = 0x0080;
    private const uint Full10 = 0x0040;

    private const uint LinkActive = 0x01;
    private const uint Link100 = 0x02;
    private const uint Link10 = 0x04;
    private const uint LinkFullDuplex = 0x08;
    private const uint LinkHalfDuplex = 0x10;

    private uint _linkState;

    /// <summary>Gives the controller the console's address.</summary>
    public void Reset()
    {
        _linkState = 0;
        Span<byte> address = stackalloc byte[8];
        address.Clear();
        kernel.Eeprom.EthernetAddress.CopyTo(address);
        kernel.Bus.WriteValue(MacAddressLow, 4, BitConverter.ToUInt32(address));
        kernel.Bus.WriteValue(MacAddressHigh, 4, BitConverter.ToUInt32(address[4..]));
    }

    /// <summary>Serves PhyInitialize: has the PHY negotiate anew.</summary>
    /// <param name="resets">Whether it is reset first.</param>
    public uint Initialize(bool resets)
    {
        if (resets)
        {
            Write(BasicControl, ControlReset);
        }

        if (Read(BasicStatus) == Nobody)
        {
            return NtStatus.IoDeviceError;
        }

        if (resets)
        {
            Write(BasicControl, ControlNegotiate);
        }

        _linkState = ReadLinkState();
        return NtStatus.Success;
    }

    /// <summary>Serves PhyGetLinkState.</summary>
    /// <param name="updates">Whether the PHY is asked; what it said last is told otherwise.</param>
    public uint LinkState(bool updates)
    {
        _linkState = updates ? ReadLinkState() : _linkState;
        return _linkState;
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state) => state.Field("link-state", ref _linkState);

    /// <summary>The link as the PHY tells it now, and its speed by what both ends can do.</summary>
    private uint ReadLinkState()
    {
        // The link bit stays clear until it is read once: what it is now, the second read says.
        _ = Read(BasicStatus);
        uint status = Read(BasicStatus);
        if (status == Nobody || (status & StatusLink) == 0)
        {
            return 0;
        }

        uint common = Read(Advertisement) & Read(PartnerAbility);
        return LinkActive
            | ((common & (Full100 | Half100)) != 0 ? Link100 : Link10)
            | ((common & Full100) != 0 || (common & (Half100 | Full10)) == Full10 ? LinkFullDuplex : LinkHalfDuplex);
    }

    private uint Read(uint register)
    {
        kernel.Bus.WriteValue(ManagementControl, 4, PhyAddress | register);
        WaitUntilIdle();
        return (uint)kernel.Bus.ReadValue(ManagementData, 4) & 0xFFFF;
    }

    private void Write(uint register, uint value)
    {
        kernel.Bus.WriteValue(ManagementData, 4, value);
        kernel.Bus.WriteValue(ManagementControl, 4, PhyAddress | ManagementWrite | register);
        WaitUntilIdle();
    }

    private void WaitUntilIdle()
    {
        for (int i = 0; i < MostPolls && (kernel.Bus.ReadValue(ManagementControl, 4) & ManagementInUse) != 0; i++)
        {
        }
    }
}
