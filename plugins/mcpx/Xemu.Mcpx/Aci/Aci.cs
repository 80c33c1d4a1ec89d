using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The AC'97 interface, function 6.0: mixer and bus-master registers, in ports and in memory, and channels that run without sound.</summary>
/// <remarks>
/// Sources: Intel ICH AC'97 data sheet (bus-master register layout, which this chip shares); xboxdevwiki "ACI" and nxdk lib/hal/audio.c (memory
/// window: mixer at 0x000, bus master at 0x100, a fourth channel for S/PDIF at 0x70; software waits for the primary codec's ready bit); Linux'
/// intel8x0 driver (the S/PDIF channel's interrupt is bit 4 of the global status). Not modelled: sound; samples are never read, and
/// recording writes none. The codec is ready as soon as its reset is over.
/// </remarks>
internal sealed class Aci : PciComponent
{
    private const int BusMasterBytes = 0x80;
    private const int ChannelBytes = 0x10;
    private const int GlobalControl = 0x2C;
    private const int GlobalStatus = 0x30;
    private const int CodecSemaphore = 0x34;

    /// <summary>Bit 1 of the global control: 0 holds the codecs in cold reset. Bit 2, warm reset, falls at once.</summary>
    private const byte ColdResetOver = 0x02;

    private const byte WarmReset = 0x04;
    private const uint SixChannels = 0x0030_0000;

    private readonly AccessCounter _counter;
    private readonly AciCodec _codec = new();
    private readonly AciChannel[] _channels;
    private readonly byte[] _globalControl = new byte[4];
    private bool _semaphore;

    public Aci(IComponentContext context)
    {
        _counter = new AccessCounter(context);
        _channels =
        [
            new AciChannel(context, "pcm-in", 0x00, 0x0000_0020, () => Slot?.Dma, UpdateInterrupt),
            new AciChannel(context, "pcm-out", 0x10, 0x0000_0040, () => Slot?.Dma, UpdateInterrupt),
            new AciChannel(context, "microphone", 0x20, 0x0000_0080, () => Slot?.Dma, UpdateInterrupt),
            new AciChannel(context, "spdif-out", 0x70, 0x0000_0010, () => Slot?.Dma, UpdateInterrupt),
        ];
        Definition = new PciFunctionDefinition(McpxIds.Nvidia, McpxIds.Aci, 0x040100, 0xD2)
        {
            InterruptPin = 1,
            Bars =
            [
                new PciBar(0, PciBarKind.Io, AciCodec.WindowBytes, "aci-mixer") { Handler = new ByteIo(ReadMixer, WriteMixer) },
                new PciBar(1, PciBarKind.Io, BusMasterBytes, "aci-bus-master") { Handler = new ByteIo(ReadBusMaster, WriteBusMaster) },
                new PciBar(2, PciBarKind.Memory, 0x1000, "aci") { Handler = new ByteIo(ReadWindow, WriteWindow) },
            ],
        };
    }

    public override PciFunctionDefinition Definition { get; }

    private bool CodecRuns => (_globalControl[0] & ColdResetOver) != 0;

    public override void Reset(ResetKind kind)
    {
        base.Reset(kind);
        _codec.Reset();
        Array.Clear(_globalControl);
        _semaphore = false;
        foreach (AciChannel channel in _channels)
        {
            channel.Reset();
        }

        UpdateRates();
        UpdateInterrupt();
    }

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        state.Part("codec", _codec);
        state.Bytes("global-control", _globalControl);
        state.Field("semaphore", ref _semaphore);
        foreach (AciChannel channel in _channels)
        {
            state.Part(channel.Name, channel);
        }
    }

    public override void AfterRestore()
    {
        foreach (AciChannel channel in _channels)
        {
            channel.AfterRestore();
        }
    }

    public override void Dispose()
    {
        foreach (AciChannel channel in _channels)
        {
            channel.Dispose();
        }

        base.Dispose();
    }

    private AciChannel? ChannelAt(int offset)
    {
        foreach (AciChannel channel in _channels)
        {
            if (offset >= channel.Offset && offset < channel.Offset + AciChannel.SizeBytes)
            {
                return channel;
            }
        }

        return null;
    }

    private byte ReadMixer(int offset)
    {
        _semaphore = false;
        return CodecRuns ? _codec.Read(offset) : (byte)0xFF;
    }

    private void WriteMixer(int offset, byte value)
    {
        _semaphore = false;
        if (CodecRuns)
        {
            _codec.Write(offset, value);
        }
    }

    private byte ReadBusMaster(int offset)
    {
        if (ChannelAt(offset) is { } channel)
        {
            return channel.Read(offset % ChannelBytes);
        }

        return offset switch
        {
            >= GlobalControl and < GlobalControl + 4 => _globalControl[offset - GlobalControl],
            >= GlobalStatus and < GlobalStatus + 4 => (byte)(ReadGlobalStatus() >> (8 * (offset - GlobalStatus))),
            CodecSemaphore => TakeSemaphore(),
            _ => Unhandled(offset, isWrite: false),
        };
    }

    private void WriteBusMaster(int offset, byte value)
    {
        if (ChannelAt(offset) is { } channel)
        {
            channel.Write(offset % ChannelBytes, value);
            return;
        }

        switch (offset)
        {
            case >= GlobalControl and < GlobalControl + 4:
                WriteGlobalControl(offset - GlobalControl, value);
                break;
            case (>= GlobalStatus and < GlobalStatus + 4) or CodecSemaphore:
                // Status bits follow the channels; nothing else is ever set here, and software only reads the semaphore.
                break;
            default:
                Unhandled(offset, isWrite: true);
                break;
        }
    }

    private uint ReadGlobalStatus()
    {
        uint status = CodecRuns ? 0x0000_0100u : 0;
        foreach (AciChannel channel in _channels)
        {
            status |= channel.IsInterrupting ? channel.StatusBit : 0;
        }

        return status;
    }

    /// <summary>Reads whether another access to the codec goes on, and claims it; the access itself gives it back.</summary>
    private byte TakeSemaphore()
    {
        byte taken = _semaphore ? (byte)1 : (byte)0;
        _semaphore = true;
        return taken;
    }

    private void WriteGlobalControl(int index, byte value)
    {
        bool ran = CodecRuns;
        _globalControl[index] = index == 0 ? (byte)(value & ~WarmReset) : value;
        if (ran && !CodecRuns)
        {
            _codec.Reset();
        }

        UpdateRates();
    }

    /// <summary>Samples a second in each channel: 48 kHz, in stereo but for the microphone; PCM out can have four or six channels (bits 20 and 21).</summary>
    private void UpdateRates()
    {
        uint channels = (BitConverter.ToUInt32(_globalControl) & SixChannels) >> 20;
        foreach (AciChannel channel in _channels)
        {
            uint count = channel.Offset switch
            {
                0x10 => channels switch { 1 => 4, 2 => 6, _ => 2 },
                0x20 => 1,
                _ => 2u,
            };
            channel.SetRate(count * 48_000);
        }
    }

    private void UpdateInterrupt() => Slot?.Interrupt.SetLevel(Array.Exists(_channels, static c => c.IsInterrupting));

    private byte ReadWindow(int offset) => offset switch
    {
        < AciCodec.WindowBytes => ReadMixer(offset),
        < AciCodec.WindowBytes + BusMasterBytes => ReadBusMaster(offset - AciCodec.WindowBytes),
        _ => Unhandled(offset, isWrite: false),
    };

    private void WriteWindow(int offset, byte value)
    {
        switch (offset)
        {
            case < AciCodec.WindowBytes:
                WriteMixer(offset, value);
                break;
            case < AciCodec.WindowBytes + BusMasterBytes:
                WriteBusMaster(offset - AciCodec.WindowBytes, value);
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
