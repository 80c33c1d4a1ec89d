using System.Buffers.Binary;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Ide;

/// <summary>The bus master: walks a table of memory regions and moves the device's data.</summary>
/// <remarks>
/// Source: SFF-8038i revision 1.0. The table may not cross 64 KiB, so its pointer wraps there. A transfer goes in slices of guest time, 100 MB/s:
/// a table without an end only moves what the device has, and a guest never waits on the host.
/// <code>
/// 0 command   bit 0 start, bit 3 to memory
/// 2 status    bit 0 active, bit 1 error (write one to clear), bit 2 interrupt (write one to clear), bits 5, 6 storage
/// 4 to 7      table address
/// 8 to 15     the same for the secondary channel, which is not wired: storage
/// </code>
/// </remarks>
internal sealed class BusMaster : IIoHandler, IStateful, IDisposable
{
    private const byte CommandStart = 0x01;
    private const byte CommandToMemory = 0x08;
    private const byte StatusActive = 0x01;
    private const byte StatusError = 0x02;
    private const byte StatusInterrupt = 0x04;
    private const byte StatusStorage = 0x60;
    private const uint EndOfTable = 0x8000_0000;
    private const int SliceBytes = 32 << 10;
    private const int SliceRegions = 256;
    private const ulong SetUpNs = 2_000;
    private const ulong NsPerByte = 10;
    private readonly IdeChannel _channel;
    private readonly IClock _clock;
    private readonly IGuestTimer _timer;
    private readonly byte[] _secondary = new byte[8];

    [Derived("scratch of one slice")]
    private readonly byte[] _slice = new byte[SliceBytes];

    [Derived("wired when the function is attached")]
    private IAddressSpace? _memory;

    private byte _command;
    private byte _status;
    private uint _table;
    private uint _next;
    private uint _address;
    private uint _left;
    private bool _isLast;

    /// <summary>Makes the bus master.</summary>
    public BusMaster(IdeChannel channel, IClock clock, string id)
    {
        _channel = channel;
        _clock = clock;
        _timer = clock.CreateTimer($"{id}/bus-master", Run);
    }

    /// <inheritdoc/>
    public IoWidths Widths => IoWidths.Byte;

    private bool IsActive => (_status & StatusActive) != 0;

    /// <summary>Says how memory is reached.</summary>
    public void Connect(IAddressSpace memory) => _memory = memory;

    /// <summary>Stops and clears every register.</summary>
    public void Reset()
    {
        _timer.Cancel();
        _command = 0;
        _status = 0;
        _table = 0;
        _next = 0;
        _address = 0;
        _left = 0;
        _isLast = false;
        Array.Clear(_secondary);
    }

    /// <summary>The device's interrupt rose.</summary>
    public void OnInterrupt() => _status |= StatusInterrupt;

    /// <summary>The device's DMA request changed.</summary>
    public void OnDmaRequest(bool level)
    {
        if (level && IsActive)
        {
            _timer.Arm(_clock.NowNs + SetUpNs);
        }
    }

    /// <inheritdoc/>
    public ulong Read(ulong offset, int width) => offset switch
    {
        0 => _command,
        2 => _status,
        >= 4 and < 8 => (byte)(_table >> (int)(8 * (offset - 4))),
        >= 8 => _secondary[offset - 8],
        _ => 0,
    };

    /// <inheritdoc/>
    public void Write(ulong offset, int width, ulong value)
    {
        switch (offset)
        {
            case 0:
                WriteCommand((byte)value);
                break;
            case 2:
                _status &= (byte)~(value & (StatusError | StatusInterrupt));
                _status = (byte)((_status & ~StatusStorage) | ((byte)value & StatusStorage));
                break;
            case >= 4 and < 8:
                int shift = (int)(8 * (offset - 4));
                _table = ((_table & ~(0xFFu << shift)) | ((uint)(value & 0xFF) << shift)) & ~3u;
                break;
            case >= 8:
                WriteSecondary((int)offset - 8, (byte)value);
                break;
        }
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Field("command", ref _command);
        state.Field("status", ref _status);
        state.Field("table", ref _table);
        state.Field("next", ref _next);
        state.Field("address", ref _address);
        state.Field("left", ref _left);
        state.Field("is-last", ref _isLast);
        state.Bytes("secondary", _secondary);
        state.Timer("timer", _timer);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void WriteCommand(byte value)
    {
        bool wasStarted = (_command & CommandStart) != 0;
        _command = (byte)(value & (CommandStart | CommandToMemory));
        bool isStarted = (_command & CommandStart) != 0;
        if (isStarted && !wasStarted)
        {
            _status |= StatusActive;
            _next = _table;
            _left = 0;
            _isLast = false;
            _timer.Arm(_clock.NowNs + SetUpNs);
        }
        else if (!isStarted)
        {
            _status &= unchecked((byte)~StatusActive);
            _timer.Cancel();
        }
    }

    private void WriteSecondary(int offset, byte value) => _secondary[offset] = offset switch
    {
        0 => (byte)(value & CommandToMemory),
        2 => (byte)(value & StatusStorage),
        4 => (byte)(value & 0xFC),
        >= 5 => value,
        _ => 0,
    };

    /// <summary>Moves one slice.</summary>
    private void Run()
    {
        int moved = 0;
        for (int regions = 0; regions < SliceRegions && moved < SliceBytes && IsActive; regions++)
        {
            if (_channel.DmaDevice is not { } device)
            {
                break;
            }

            if (_left == 0 && !NextRegion())
            {
                _status &= unchecked((byte)~StatusActive);
                return;
            }

            int now = Move(device, (int)Math.Min(_left, (uint)(SliceBytes - moved)));
            if (now == 0)
            {
                // The directions of command and device differ, or the device has just given up.
                return;
            }

            moved += now;
        }

        if (IsActive && _left == 0 && _isLast)
        {
            _status &= unchecked((byte)~StatusActive);
        }

        if (IsActive && _channel.DmaDevice is not null)
        {
            _timer.Arm(_clock.NowNs + SetUpNs + ((ulong)moved * NsPerByte));
        }
    }

    private bool NextRegion()
    {
        if (_isLast || _memory is null)
        {
            return false;
        }

        Span<byte> entry = stackalloc byte[8];
        _memory.Read(_next, entry);
        _next = (_next & 0xFFFF_0000) | ((_next + 8) & 0xFFFF);
        _address = BinaryPrimitives.ReadUInt32LittleEndian(entry) & ~1u;
        uint control = BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]);
        _left = control & 0xFFFE;
        _left = _left == 0 ? 0x10000 : _left;
        _isLast = (control & EndOfTable) != 0;
        return true;
    }

    private int Move(IIdeDevice device, int length)
    {
        // A region does not go past 4 GiB: the rest of it starts at 0.
        length = (int)Math.Min((ulong)length, 0x1_0000_0000UL - _address);
        Span<byte> data = _slice.AsSpan(0, length);
        int moved;
        if ((_command & CommandToMemory) != 0)
        {
            moved = device.DmaRead(data);
            _memory!.Write(_address, data[..moved]);
        }
        else
        {
            _memory!.Read(_address, data);
            moved = device.DmaWrite(data);
        }

        _address += (uint)moved;
        _left -= (uint)moved;
        return moved;
    }
}
