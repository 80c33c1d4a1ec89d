using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The AC'97 interface, function 6.0: mixer and bus-master registers, in ports and in memory.</summary>
/// <remarks>
/// Sources: Intel ICH AC'97 data sheet (bus-master register layout, which this chip shares); xboxdevwiki "ACI" and nxdk lib/hal/audio.c (memory
/// window: mixer at 0x000, bus master at 0x100; software waits for the primary codec's ready bit). Unimplemented: sound; a channel that is
/// started stays halted. The codec's identity is unverified and reads 0.
/// </remarks>
internal sealed class Aci : PciComponent
{
    private const int MixerBytes = 0x100;
    private const int BusMasterBytes = 0x80;
    private const int ChannelBytes = 0x10;
    private const int ChannelCount = 3;
    private const int GlobalControl = 0x2C;
    private const int GlobalStatus = 0x30;
    private const int SpdifChannel = 0x70;
    private const int ChannelStatus = 0x06;
    private const int ChannelControl = 0x0B;
    private const byte ChannelHalted = 0x01;
    private const byte ChannelReset = 0x02;

    /// <summary>Bit 8 of the global status: the primary codec is ready.</summary>
    private const byte PrimaryReady = 0x01;

    private readonly AccessCounter _counter;
    private readonly byte[] _mixer = new byte[MixerBytes];
    private readonly byte[] _busMaster = new byte[BusMasterBytes];

    public Aci(IComponentContext context)
    {
        _counter = new AccessCounter(context);
        Definition = new PciFunctionDefinition(McpxIds.Nvidia, McpxIds.Aci, 0x040100, 0xD2)
        {
            InterruptPin = 1,
            Bars =
            [
                new PciBar(0, PciBarKind.Io, MixerBytes, "aci-mixer") { Handler = new ByteIo(ReadMixer, WriteMixer) },
                new PciBar(1, PciBarKind.Io, BusMasterBytes, "aci-bus-master") { Handler = new ByteIo(ReadBusMaster, WriteBusMaster) },
                new PciBar(2, PciBarKind.Memory, 0x1000, "aci") { Handler = new ByteIo(ReadWindow, WriteWindow) },
            ],
        };
    }

    public override PciFunctionDefinition Definition { get; }

    public override void Reset(ResetKind kind)
    {
        base.Reset(kind);
        Array.Clear(_mixer);
        Array.Clear(_busMaster);
        for (int channel = 0; channel < ChannelCount; channel++)
        {
            ResetChannel(channel * ChannelBytes);
        }

        ResetChannel(SpdifChannel);
    }

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        state.Bytes("mixer", _mixer);
        state.Bytes("bus-master", _busMaster);
    }

    private static bool IsChannelRegister(int offset) => offset < ChannelCount * ChannelBytes - 4 || offset >= SpdifChannel;

    private byte ReadMixer(int offset) => _mixer[offset];

    private void WriteMixer(int offset, byte value) => _mixer[offset] = value;

    private byte ReadBusMaster(int offset) =>
        (byte)(_busMaster[offset] | (offset == GlobalStatus + 1 ? PrimaryReady : 0));

    private void WriteBusMaster(int offset, byte value)
    {
        int register = offset % ChannelBytes;
        if (IsChannelRegister(offset) && register == ChannelControl)
        {
            WriteChannelControl(offset - ChannelControl, value);
        }
        else if (IsChannelRegister(offset) && register == ChannelStatus)
        {
            // Completion bits fall by writing one; halted and at-the-end are the channel's.
            _busMaster[offset] &= (byte)~(value & 0x1C);
        }
        else if (offset is >= GlobalStatus and < GlobalStatus + 4)
        {
            _busMaster[offset] &= (byte)~value;
        }
        else
        {
            // A cold or warm codec reset ends at once.
            _busMaster[offset] = offset == GlobalControl ? (byte)(value & ~0x04) : value;
        }
    }

    private void WriteChannelControl(int channel, byte value)
    {
        if ((value & ChannelReset) != 0)
        {
            ResetChannel(channel);
            return;
        }

        if ((value & 0x01) != 0)
        {
            _counter.Unimplemented((ulong)(channel + ChannelControl), "AC'97 playback and recording");
        }

        _busMaster[channel + ChannelControl] = value;
    }

    private void ResetChannel(int channel)
    {
        _busMaster.AsSpan(channel, 0x0C).Clear();
        _busMaster[channel + ChannelStatus] = ChannelHalted;
    }

    private byte ReadWindow(int offset) => offset switch
    {
        < MixerBytes => ReadMixer(offset),
        < MixerBytes + BusMasterBytes => ReadBusMaster(offset - MixerBytes),
        _ => Unhandled(offset, isWrite: false),
    };

    private void WriteWindow(int offset, byte value)
    {
        switch (offset)
        {
            case < MixerBytes:
                WriteMixer(offset, value);
                break;
            case < MixerBytes + BusMasterBytes:
                WriteBusMaster(offset - MixerBytes, value);
                break;
            default:
                Unhandled(offset, isWrite: true);
                break;
        }
    }

    private byte Unhandled(int offset, bool isWrite)
    {
        _counter.Unhandled((ulong)offset, isWrite);
        return 0;
    }
}
