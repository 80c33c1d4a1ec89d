using System.Buffers.Binary;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Ide;

/// <summary>An ATAPI DVD-ROM drive. Its packet commands are in <see cref="DvdCommands"/>.</summary>
/// <remarks>Sources: ATA/ATAPI-5 (T13 1321D), 8.23, 9.8 and 9.9 for the PACKET protocol; MMC-3 (T10 1363D) for the commands.</remarks>
internal sealed partial class IdeDvd : IdeDevice, IMediumChanger
{
    /// <summary>Bytes of a sector.</summary>
    public const int SectorSize = 2048;

    /// <summary>Input of the tray's channel: the button, or a hand, opens the tray.</summary>
    public const byte TrayOpens = 1;

    /// <summary>Input of the tray's channel: the tray closes over what lies on it.</summary>
    public const byte TrayCloses = 2;

    /// <summary>Input of the tray's channel: the tray opens, locked or not, and the disc is taken out.</summary>
    public const byte DiscTakenOut = 3;

    /// <summary>Input of the tray's channel, with a ticket of 4 bytes and a <see cref="DiscRecord"/>: a disc is put in, and the tray closes.</summary>
    public const byte DiscPutIn = 4;

    private const int PacketBytes = 12;
    private const int ChunkSectors = BufferSize / SectorSize;
    private const byte ReasonCommand = 0x01;
    private const byte ReasonToHost = 0x02;
    private const byte CommandPacket = 0xA0;
    private readonly string _vendor;
    private readonly string _product;
    private readonly string _serial;
    private readonly string _firmware;
    private readonly DvdTray _tray;
    private readonly DvdModePages _pages = new();
    private readonly byte[] _packet = new byte[PacketBytes];
    private readonly IInputChannel _trayInput;
    private readonly ILogger _log;

    /// <summary>Discs that were offered by an input which has not been delivered yet, by ticket.</summary>
    [Derived("host-side: inputs that wait are no state")]
    private readonly ConcurrentDictionary<uint, IBlockDevice> _offered = new();

    [Derived("host-side: numbers the offers")]
    private uint _lastTicket;
    private readonly ITraceSource _trace;
    private byte _senseKey;
    private byte _senseCode;
    private byte _senseQualifier;
    private byte _attentionCode;
    private bool _isAwaitingPacket;
    private bool _isReading;
    private uint _lba;
    private int _left;
    private int _bufferEnd;
    private int _bufferAt;
    private int _byteLimit;
    private bool _usesDma;
    private byte _transferMode = 0x08;

    /// <summary>Makes the drive.</summary>
    public IdeDvd(IdeDvdOptions options, IComponentContext context)
        : base(context)
    {
        _vendor = options.Vendor;
        _product = options.Product;
        _serial = options.Serial;
        _firmware = options.Firmware;
        _log = context.Log;
        _tray = new DvdTray(options.Medium, new DiscOpener(context.Id, context.Factory));
        _trace = context.AddTraceSource("COMMANDS", "Each packet.");
        _trayInput = context.Inputs.OpenChannel($"{context.Id}/tray", OnTrayInput);
    }

    /// <inheritdoc/>
    public IBlockDevice? Medium => _tray.Disc;

    /// <inheritdoc/>
    public bool IsTrayOpen => _tray.IsOpen;

    /// <inheritdoc/>
    public bool IsTrayLocked => _tray.IsLocked;

    /// <inheritdoc/>
    protected override byte IdleStatus => StatusReady | StatusSeekDone;

    /// <summary>Zero: a packet device shows ready only after its first command (ATA-5, 9.12).</summary>
    protected override byte ResetStatus => 0;

    /// <inheritdoc/>
    protected override (byte Mid, byte High) Signature => (0x14, 0xEB);

    /// <inheritdoc/>
    protected override bool TakesDeviceReset => true;

    private uint DiscSectors => (uint)Math.Min((_tray.Disc?.SizeBytes ?? 0) / SectorSize, uint.MaxValue);

    /// <summary>A disc with more than 900 MB is a DVD.</summary>
    private bool IsDvd => DiscSectors > 460_000;

    /// <summary>Posts a movement of the tray; any thread.</summary>
    public void PostTray(byte movement) => _trayInput.Post([movement]);

    /// <inheritdoc/>
    public void Eject()
    {
        _tray.Open();
        _tray.TakeOut();
    }

    /// <inheritdoc/>
    public void Insert(IBlockDevice medium)
    {
        _tray.Insert(medium, DiscRecord.Of(medium));
        _attentionCode = Sense.MediumChanged.Code;
    }

    /// <inheritdoc/>
    public void OpenTray() => _tray.Open();

    /// <inheritdoc/>
    public void CloseTray()
    {
        if (_tray.Close())
        {
            _attentionCode = Sense.MediumChanged.Code;
        }
    }

    /// <inheritdoc/>
    public void PostEject() => _trayInput.Post([DiscTakenOut]);

    /// <inheritdoc/>
    public void PostClose() => _trayInput.Post([TrayCloses]);

    /// <inheritdoc/>
    public void PostInsert(IBlockDevice medium)
    {
        uint ticket = Interlocked.Increment(ref _lastTicket);
        byte[] payload = [DiscPutIn, .. BitConverter.GetBytes(ticket), .. DiscRecord.Of(medium).ToBytes()];
        _offered[ticket] = medium;
        _trayInput.Post(payload);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _trayInput.Dispose();
        _tray.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override void Execute()
    {
        switch (Command)
        {
            case CommandPacket:
                _usesDma = (File.Features & 1) != 0;
                _byteLimit = File.ByteCount;
                _isAwaitingPacket = true;
                File.Count = ReasonCommand;
                AskDataOut(PacketBytes, interrupts: false);
                break;
            case 0xA1:
                BuildIdentity().CopyTo(Buffer, 0);
                _isReading = false;
                _bufferEnd = 0;
                OfferDataIn(512);
                break;
            case 0xEC or 0x20 or 0x21:
                // So a host tells a packet device from a disk (ATA-5, 8.12.5.2).
                SetSignature(keepsSelection: true);
                Fail(ErrorAbort);
                break;
            case 0xEF when File.Features == 0x03:
                _transferMode = File.Count;
                Complete();
                break;
            case 0xEF when File.Features is 0x02 or 0x82 or 0x55 or 0xAA or 0x66 or 0xCC:
            case 0xE0 or 0xE1 or 0xE2 or 0xE3 or 0xE6 or 0xE7:
                Complete();
                break;
            case 0xE5:
                File.Count = 0xFF;
                Complete();
                break;
            default:
                Fail(ErrorAbort);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnDataInDrained()
    {
        if (Command == CommandPacket)
        {
            WaitForNextBlock();
        }
        else
        {
            EndQuietly();
        }
    }

    /// <inheritdoc/>
    protected override void OnDataInNext() => GoOn();

    /// <inheritdoc/>
    protected override void OnDataOut()
    {
        if (!_isAwaitingPacket)
        {
            FinishModeSelect();
            return;
        }

        _isAwaitingPacket = false;
        Buffer.AsSpan(0, PacketBytes).CopyTo(_packet);
        _isReading = false;
        _bufferAt = 0;
        _bufferEnd = 0;
        _left = 0;
        RunPacket();
    }

    /// <inheritdoc/>
    protected override bool RefillDma()
    {
        if (Phase == IdePhase.DmaOut || !_isReading || _left == 0)
        {
            return false;
        }

        if (!LoadSectors())
        {
            return false;
        }

        OfferDma(_bufferEnd, isToHost: true);
        return true;
    }

    /// <inheritdoc/>
    protected override void OnFinished()
    {
        if (_packet[0] == 0x55)
        {
            FinishModeSelect();
            return;
        }

        Done();
    }

    /// <inheritdoc/>
    protected override void OnReset(ResetKind? kind)
    {
        _isAwaitingPacket = false;
        _isReading = false;
        _usesDma = false;
        _lba = 0;
        _left = 0;
        _bufferAt = 0;
        _bufferEnd = 0;
        _byteLimit = 0;
        SetSense(Sense.None);
        if (kind == ResetKind.Cold)
        {
            _tray.PowerOn();
        }

        if (kind is not null)
        {
            Array.Clear(_packet);
            _tray.IsLocked = false;
            _pages.Reset();
            _transferMode = 0x08;
            _attentionCode = Sense.WasReset.Code;
        }
    }

    /// <inheritdoc/>
    protected override void DescribeMore(IStateVisitor state)
    {
        state.Part("tray", _tray);
        state.Part("pages", _pages);
        state.Bytes("packet", _packet);
        state.Field("sense-key", ref _senseKey);
        state.Field("sense-code", ref _senseCode);
        state.Field("sense-qualifier", ref _senseQualifier);
        state.Field("attention-code", ref _attentionCode);
        state.Field("awaiting-packet", ref _isAwaitingPacket);
        state.Field("reading", ref _isReading);
        state.Field("lba", ref _lba);
        state.Field("left", ref _left);
        state.Field("buffer-end", ref _bufferEnd);
        state.Field("buffer-at", ref _bufferAt);
        state.Field("byte-limit", ref _byteLimit);
        state.Field("dma", ref _usesDma);
        state.Field("transfer-mode", ref _transferMode);
    }

    /// <inheritdoc/>
    protected override void CheckRestored()
    {
        _tray.AfterRestore();
        if (_left < 0 || _bufferAt < 0 || _bufferEnd < _bufferAt || _bufferEnd > BufferSize || _byteLimit is < 0 or > 0xFFFF)
        {
            throw new StateException($"Fields 'left' {_left}, 'buffer-at' {_bufferAt}, 'buffer-end' {_bufferEnd} and 'byte-limit' {_byteLimit} of a DVD drive cannot be; the snapshot is damaged.");
        }
    }

    private void OnTrayInput(ReadOnlySpan<byte> payload)
    {
        switch (payload.Length > 0 ? payload[0] : (byte)0)
        {
            case TrayOpens when _tray.IsLocked:
                _tray.RequestEject();
                break;
            case TrayOpens:
                _tray.Open();
                break;
            case TrayCloses:
                CloseTray();
                break;
            case DiscTakenOut:
                Eject();
                break;
            case DiscPutIn when payload.Length > 5 && DiscRecord.FromBytes(payload[5..]) is { } record:
                PutIn(BinaryPrimitives.ReadUInt32LittleEndian(payload[1..]), record);
                break;
            default:
                break;
        }
    }

    /// <summary>Puts in the disc that was offered, or, when a recording is replayed and nobody offers one, opens the disc that it names.</summary>
    private void PutIn(uint ticket, DiscRecord record)
    {
        try
        {
            if (_offered.TryRemove(ticket, out IBlockDevice? offered) && record.HasContentOf(offered))
            {
                _tray.Insert(offered, record);
            }
            else
            {
                _tray.InsertAgain(record);
            }

            _attentionCode = Sense.MediumChanged.Code;
        }
        catch (StateException e)
        {
            _log.InsertNotRepeated(e.Message);
        }
    }

    private void RunPacket()
    {
        if (_trace.IsEnabled)
        {
            _trace.Write(Convert.ToHexString(_packet));
        }

        if (!DvdCommands.TryFind(_packet[0], out DvdCommand command))
        {
            Check(Sense.InvalidCommand);
        }
        else if (_attentionCode != 0 && !command.PassesAttention)
        {
            byte code = _attentionCode;
            _attentionCode = 0;
            Check(new Sense(0x06, code, 0));
        }
        else if (command.NeedsDisc && _tray.Disc is null)
        {
            Check(_tray.IsOpen ? Sense.TrayOpen : Sense.NoMedium);
        }
        else
        {
            if (_packet[0] != 0x03)
            {
                SetSense(Sense.None);
            }

            command.Run(this);
        }
    }

    private void SetSense(Sense sense) => (_senseKey, _senseCode, _senseQualifier) = sense;

    /// <summary>Ends the packet command with CHECK CONDITION.</summary>
    private void Check(Sense sense)
    {
        SetSense(sense);
        _isReading = false;
        _left = 0;
        File.Count = ReasonCommand | ReasonToHost;
        Fail((byte)(sense.Key << 4));
    }

    /// <summary>Gives an answer that lies in the buffer, cut to what the host allocated.</summary>
    private void Answer(int length, int allocated)
    {
        _bufferAt = 0;
        _bufferEnd = Math.Min(length, allocated);
        if (_bufferEnd == 0)
        {
            Done();
        }
        else if (_usesDma)
        {
            File.Count = ReasonToHost;
            OfferDma(_bufferEnd, isToHost: true);
        }
        else
        {
            GoOn();
        }
    }

    /// <summary>Offers the next piece to the data register, or ends the command.</summary>
    private void GoOn()
    {
        if (_bufferAt >= _bufferEnd)
        {
            if (!_isReading || _left == 0)
            {
                Done();
                return;
            }

            if (!LoadSectors())
            {
                return;
            }
        }

        int limit = _byteLimit is 0 or 0xFFFF ? 0xFFFE : Math.Max(2, _byteLimit & ~1);
        int piece = Math.Min(_bufferEnd - _bufferAt, limit);
        int start = _bufferAt;
        File.Count = ReasonToHost;
        File.ByteCount = piece;
        _bufferAt += piece;

        // An odd number of bytes is padded to whole words.
        OfferDataIn((piece + 1) & ~1, start);
    }

    private bool LoadSectors()
    {
        int sectors = Math.Min(_left, ChunkSectors);
        try
        {
            IBlockDevice disc = _tray.Disc ?? throw new IOException("The disc was taken out while it was read.");
            disc.Read((ulong)_lba * SectorSize, Buffer.AsSpan(0, sectors * SectorSize));
        }
        catch (IOException)
        {
            Check(_tray.Disc is null ? Sense.TrayOpen : Sense.ReadError);
            return false;
        }

        _lba += (uint)sectors;
        _left -= sectors;
        _bufferAt = 0;
        _bufferEnd = sectors * SectorSize;
        return true;
    }

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_packet.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(_packet.AsSpan(at));
}
