using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>One 8237A: its registers. No transfer ever starts, since nothing on this console requests one.</summary>
/// <remarks>Source: Intel 8237A data sheet (231466-005).</remarks>
internal sealed class Dma8237 : IStateful
{
    /// <summary>Address and count of each channel in turn: what the guest wrote is also what it reads back.</summary>
    private readonly byte[] _addressesAndCounts = new byte[16];

    private readonly byte[] _modes = new byte[4];
    private bool _highNext;
    private byte _command;
    private byte _request;
    private byte _mask = 0x0F;

    public void Reset()
    {
        Array.Clear(_addressesAndCounts);
        Array.Clear(_modes);
        MasterClear();
    }

    public byte Read(int register)
    {
        switch (register)
        {
            case < 8:
                return _addressesAndCounts[NextByte(register)];
            case 0x8:
                // Status: requests in bits 4 to 7, terminal counts in bits 0 to 3.
                return (byte)(_request << 4);
            case 0xF:
                return (byte)(0xF0 | _mask);
            default:
                // The temporary register (0xD) is 0 without memory-to-memory transfers; the others are write-only.
                return 0;
        }
    }

    public void Write(int register, byte value)
    {
        var bit = (byte)(1 << (value & 3));
        switch (register)
        {
            case < 8:
                _addressesAndCounts[NextByte(register)] = value;
                break;
            case 0x8:
                _command = value;
                break;
            case 0x9:
                _request = (byte)((value & 4) != 0 ? _request | bit : _request & ~bit);
                break;
            case 0xA:
                _mask = (byte)((value & 4) != 0 ? _mask | bit : _mask & ~bit);
                break;
            case 0xB:
                _modes[value & 3] = value;
                break;
            case 0xC:
                _highNext = false;
                break;
            case 0xD:
                MasterClear();
                break;
            case 0xE:
                _mask = 0;
                break;
            default:
                _mask = (byte)(value & 0x0F);
                break;
        }
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Bytes("addresses-and-counts", _addressesAndCounts);
        state.Bytes("modes", _modes);
        state.Field("high-next", ref _highNext);
        state.Field("command", ref _command);
        state.Field("request", ref _request);
        state.Field("mask", ref _mask);
    }

    private void MasterClear()
    {
        _highNext = false;
        _command = _request = 0;
        _mask = 0x0F;
    }

    private int NextByte(int register)
    {
        int index = (register * 2) + (_highNext ? 1 : 0);
        _highNext = !_highNext;
        return index;
    }
}
