using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The PHY on the network controller's management bus, with no cable in its socket.</summary>
/// <remarks>
/// Sources: IEEE 802.3 clause 22.2.4 (registers 0 to 6); the identity is that of the ICS1893 as Linux' drivers know it (0x0015, 0xF44x); its revision,
/// and which consoles have it, are unverified. Negotiation never ends, since nobody is there. Registers from 8 on read 0.
/// </remarks>
internal sealed class NicPhy : IStateful
{
    private const int Control = 0;
    private const int Status = 1;
    private const int IdentityHigh = 2;
    private const int IdentityLow = 3;
    private const int Advertisement = 4;
    private const int Expansion = 6;

    private const ushort ControlReset = 0x8000;

    /// <summary>Reset and restart of negotiation end at once; the last seven bits are reserved.</summary>
    private const ushort ControlStored = 0x7D80;

    /// <summary>Negotiation on, 100 Mbit/s.</summary>
    private const ushort ControlDefault = 0x3000;

    /// <summary>10 and 100 Mbit/s in both duplex modes, negotiation, extended registers; no link.</summary>
    private const ushort NoLink = 0x7809;

    /// <summary>All four modes, IEEE 802.3.</summary>
    private const ushort AdvertisementDefault = 0x01E1;

    /// <summary>Next pages are known.</summary>
    private const ushort ExpansionValue = 0x0004;

    private ushort _control = ControlDefault;
    private ushort _advertisement = AdvertisementDefault;

    public void Reset()
    {
        _control = ControlDefault;
        _advertisement = AdvertisementDefault;
    }

    public ushort Read(int register) => register switch
    {
        Control => _control,
        Status => NoLink,
        IdentityHigh => 0x0015,
        IdentityLow => 0xF441,
        Advertisement => _advertisement,
        Expansion => ExpansionValue,
        _ => 0,
    };

    public void Write(int register, ushort value)
    {
        switch (register)
        {
            case Control when (value & ControlReset) != 0:
                Reset();
                break;
            case Control:
                _control = (ushort)(value & ControlStored);
                break;
            case Advertisement:
                _advertisement = value;
                break;
            default:
                // Read-only, or reserved.
                break;
        }
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Field("control", ref _control);
        state.Field("advertisement", ref _advertisement);
    }
}
