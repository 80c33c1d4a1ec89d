using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The SMBus controller, function 1.1; the console uses the one whose registers are at port 0xC000.</summary>
/// <remarks>
/// Sources: xboxdevwiki "SMBus" and the free60 page "SMBus Controller" (status, control and cycle types, which are those of the AMD-756);
/// Cromwell's I2C code (registers and use); its start-up code (BARs). A cycle completes at once. Block transfers take their length from the
/// data register: unverified. The other two BARs (0x1000 and 0xC200) are storage.
/// </remarks>
internal sealed class Smbus : PciComponent, ISmbusController, IIoHandler
{
    private const int Status = 0x00;
    private const int Control = 0x02;
    private const int Address = 0x04;
    private const int Data = 0x06;
    private const int Command = 0x08;
    private const int BlockData = 0x09;
    private const int BlockBytes = 32;

    private const ushort ProtocolError = 0x0004;
    private const ushort CycleComplete = 0x0010;
    private const ushort ErrorsAndComplete = 0x0037;
    private const byte StartBit = 0x08;
    private const byte InterruptBit = 0x10;

    [Derived("fixed once wired")]
    private readonly Dictionary<byte, ISmbusDevice> _devices = [];
    private readonly AccessCounter _counter;
    private readonly PortStorage _first = new(0x10);
    private readonly PortStorage _third = new(0x20);
    private readonly byte[] _block = new byte[BlockBytes];
    private ushort _status;
    private byte _control;
    private byte _address;
    private ushort _data;
    private byte _command;
    private int _blockIndex;

    public Smbus(IComponentContext context)
    {
        _counter = new AccessCounter(context);
        Definition = new PciFunctionDefinition(McpxIds.Nvidia, McpxIds.Smbus, 0x0C0500, 0xD1)
        {
            InterruptPin = 1,
            CommandMask = 0x0001,
            Bars =
            [
                new PciBar(0, PciBarKind.Io, 0x10, "smbus-0") { Handler = _first },
                new PciBar(1, PciBarKind.Io, 0x10, "smbus-1") { Handler = this },
                new PciBar(2, PciBarKind.Io, 0x20, "smbus-2") { Handler = _third },
            ],
        };
    }

    public override PciFunctionDefinition Definition { get; }

    public IoWidths Widths => IoWidths.ByteOrWord;

    public void Attach(string id, ISmbusDevice device, SmbusAddress address)
    {
        if (!_devices.TryAdd(address.Value, device))
        {
            throw new ComponentException($"SMBus address {address} of '{id}' is taken; give it another one.");
        }
    }

    public override void Reset(ResetKind kind)
    {
        base.Reset(kind);
        _first.Reset();
        _third.Reset();
        Array.Clear(_block);
        _status = _data = 0;
        _control = _address = _command = 0;
        _blockIndex = 0;
        UpdateInterrupt();
    }

    public ulong Read(ulong offset, int width)
    {
        if (width == 2)
        {
            // Only the two 16-bit registers are read as words; elsewhere a word is two bytes.
            return offset switch
            {
                Status => _status,
                Data => _data,
                _ => Read(offset, 1) | (Read(offset + 1, 1) << 8),
            };
        }

        switch ((int)offset)
        {
            case Status:
                return (byte)_status;
            case Status + 1:
                return (byte)(_status >> 8);
            case Control:
                return _control;
            case Address:
                return _address;
            case Data:
                return (byte)_data;
            case Data + 1:
                return (byte)(_data >> 8);
            case Command:
                return _command;
            case BlockData:
                return _block[NextBlockIndex()];
            default:
                _counter.Unhandled(offset, isWrite: false);
                return 0;
        }
    }

    public void Write(ulong offset, int width, ulong value)
    {
        if (width == 2)
        {
            Write(offset, 1, (byte)value);

            // A word written to an 8-bit register goes no further (guests write 16 bits to them).
            if (offset is Status or Data)
            {
                Write(offset + 1, 1, value >> 8);
            }

            return;
        }

        WriteRegister((int)offset, (byte)value);
        UpdateInterrupt();
    }

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        state.Part("first", _first);
        state.Part("third", _third);
        state.Bytes("block", _block);
        state.Field("status", ref _status);
        state.Field("control", ref _control);
        state.Field("address", ref _address);
        state.Field("data", ref _data);
        state.Field("command", ref _command);
        state.Field("block-index", ref _blockIndex);
    }

    public override void AfterRestore() => _blockIndex &= BlockBytes - 1;

    private void WriteRegister(int register, byte value)
    {
        switch (register)
        {
            case Status:
                _status &= (ushort)~(value & ErrorsAndComplete);
                break;
            case Status + 1:
                // Slave and alert events: none ever happens.
                break;
            case Control:
                _control = (byte)(value & 0x17);
                if ((value & StartBit) != 0)
                {
                    RunCycle();
                }

                break;
            case Address:
                _address = value;
                break;
            case Data:
                _data = (ushort)((_data & 0xFF00) | value);
                break;
            case Data + 1:
                _data = (ushort)((_data & 0x00FF) | (value << 8));
                break;
            case Command:
                _command = value;
                _blockIndex = 0;
                break;
            case BlockData:
                _block[NextBlockIndex()] = value;
                break;
            default:
                _counter.Unhandled((ulong)register, isWrite: true);
                break;
        }
    }

    private int NextBlockIndex()
    {
        int index = _blockIndex;
        _blockIndex = (index + 1) & (BlockBytes - 1);
        return index;
    }

    private void RunCycle()
    {
        _blockIndex = 0;
        bool isRead = (_address & 1) != 0;
        bool acknowledged = _devices.TryGetValue((byte)(_address >> 1), out ISmbusDevice? device)
            && (_control & 7) switch
            {
                0 => true,
                1 => isRead ? ReadByte(device, _command) : true,
                2 => isRead ? ReadByte(device, _command) : device.TryWrite(_command, (byte)_data),
                3 => isRead ? ReadWord(device) : device.TryWriteWord(_command, _data),
                5 => Block(device, isRead),
                _ => Unimplemented(),
            };
        _status |= acknowledged ? CycleComplete : ProtocolError;
    }

    private bool ReadByte(ISmbusDevice device, byte command)
    {
        bool acknowledged = device.TryRead(command, out byte value);
        _data = acknowledged ? value : _data;
        return acknowledged;
    }

    private bool ReadWord(ISmbusDevice device)
    {
        bool acknowledged = device.TryReadWord(_command, out ushort value);
        _data = acknowledged ? value : _data;
        return acknowledged;
    }

    private bool Block(ISmbusDevice device, bool isRead)
    {
        int length = _data & 0x3F;
        length = length is 0 or > BlockBytes ? BlockBytes : length;
        bool acknowledged = true;
        for (int i = 0; i < length && acknowledged; i++)
        {
            var command = (byte)(_command + i);
            acknowledged = isRead ? device.TryRead(command, out _block[i]) : device.TryWrite(command, _block[i]);
        }

        return acknowledged;
    }

    private bool Unimplemented()
    {
        _counter.Unimplemented(Control, "SMBus process call");
        return false;
    }

    private void UpdateInterrupt() =>
        Slot?.Interrupt.SetLevel((_control & InterruptBit) != 0 && (_status & ErrorsAndComplete) != 0);
}
