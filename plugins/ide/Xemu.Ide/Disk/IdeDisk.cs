using Xemu.Abstractions;
using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;

namespace Xemu.Ide;

/// <summary>An ATA hard disk. Its commands are in <see cref="DiskCommands"/>.</summary>
/// <remarks>Sources: ATA/ATAPI-5 (T13 1321D), chapter 8; ATA/ATAPI-6 (T13 1410D) for the 48-bit commands.</remarks>
internal sealed partial class IdeDisk : IdeDevice
{
    /// <summary>Bytes of a sector.</summary>
    public const int SectorSize = 512;

    private const int MaxMultiple = 16;
    private const int DmaChunkSectors = BufferSize / SectorSize;
    private const int DefaultHeads = 16;
    private const int DefaultSectors = 63;
    private const byte SmartHigh = 0xC2;
    private const byte SmartMid = 0x4F;
    private readonly IBlockDevice _medium;
    private readonly ulong _sectors;
    private readonly DiskSecurity _security = new();
    private readonly byte[]? _password;
    private readonly bool _takesAnyPassword;
    private readonly string _model;
    private readonly string _serial;
    private readonly string _firmware;
    private readonly ITraceSource _trace;
    private int _multiple;
    private int _heads = DefaultHeads;
    private int _sectorsPerTrack = DefaultSectors;
    private byte _transferMode = 0x08;
    private bool _hasWriteCache = true;
    private bool _hasLookAhead = true;
    private bool _hasSmart = true;
    private bool _keepsSettings;
    private byte _power = 0xFF;
    private ulong _lba;
    private int _left;
    private int _block;
    private bool _isExtended;

    /// <summary>Makes the disk.</summary>
    public IdeDisk(IdeDiskOptions options, IComponentContext context)
        : base(context)
    {
        _medium = options.Medium ?? throw new ComponentException($"Disk '{context.Id}' has no medium; name a block component with 'medium'.");
        _sectors = _medium.SizeBytes / SectorSize;
        if (_sectors == 0 || _sectors > 1UL << 48)
        {
            throw new ComponentException($"Disk '{context.Id}' has a medium of {_medium.SizeBytes} bytes; it needs at least one sector of 512.");
        }

        _model = options.Model;
        _serial = options.Serial;
        _firmware = options.Firmware;
        _password = options.Password is null ? null : Convert.FromHexString(options.Password);
        _takesAnyPassword = options.LockedWithAnyPassword;
        _trace = context.AddTraceSource("COMMANDS", "Each command with its parameters.");
    }

    /// <inheritdoc/>
    protected override byte IdleStatus => StatusReady | StatusSeekDone;

    /// <inheritdoc/>
    protected override byte ResetStatus => StatusReady | StatusSeekDone;

    /// <inheritdoc/>
    protected override (byte Mid, byte High) Signature => (0, 0);

    /// <inheritdoc/>
    protected override bool TakesDeviceReset => false;

    private bool IsLba28 => _sectors <= 0x0FFF_FFFF;

    private int Cylinders => (int)Math.Min(_sectors / ((ulong)_heads * (ulong)_sectorsPerTrack), 16383);

    /// <inheritdoc/>
    public override void Dispose()
    {
        try
        {
            _medium.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The medium's own end reports what it could not keep; a disk that is being dropped has nobody to tell.
        }

        base.Dispose();
    }

    /// <inheritdoc/>
    protected override void Execute()
    {
        if (_trace.IsEnabled)
        {
            _trace.Write($"{Command:X2} features {File.Features:X2} count {File.Count48:X} lba {File.Lba48:X} device {File.Device:X2}");
        }

        if (!DiskCommands.TryFind(Command, out DiskCommand command) || (_security.IsLocked && !command.WorksLocked))
        {
            Fail(ErrorAbort);
            return;
        }

        if (!command.KeepsErasePrepared)
        {
            _security.CancelErase();
        }

        command.Run(this);
    }

    /// <inheritdoc/>
    protected override void OnDataInDrained()
    {
        if (_left > 0)
        {
            WaitForNextBlock();
            return;
        }

        // The last block was announced by its own interrupt: the end of the command has none (ATA-5, 9.5).
        EndQuietly();
    }

    /// <inheritdoc/>
    protected override void OnDataInNext() => ReadBlock();

    /// <inheritdoc/>
    protected override void OnDataOut()
    {
        if (DiskCommands.TryFind(Command, out DiskCommand command) && command.Take is { } take)
        {
            take(this);
        }
        else
        {
            WriteBlock();
        }
    }

    /// <inheritdoc/>
    protected override bool RefillDma()
    {
        if (Phase == IdePhase.DmaOut)
        {
            int sectors = Position / SectorSize;
            if (!TryWrite(sectors))
            {
                return false;
            }

            if (_left > 0)
            {
                OfferDma(Math.Min(_left, DmaChunkSectors) * SectorSize, isToHost: false);
            }

            return _left > 0;
        }

        return _left > 0 && LoadDma();
    }

    /// <inheritdoc/>
    protected override void OnFinished()
    {
        if (DiskCommands.TryFind(Command, out DiskCommand command) && command.IsWrite && !TryFlushThrough())
        {
            return;
        }

        Complete();
    }

    /// <inheritdoc/>
    protected override void OnReset(ResetKind? kind)
    {
        _left = 0;
        _block = 0;
        _lba = 0;
        _isExtended = false;
        _power = 0xFF;
        if (kind == ResetKind.Cold)
        {
            // Power stays on over the console's other resets, and an open disk stays open: unverified.
            _security.PowerOn(_password, _takesAnyPassword);
        }

        _keepsSettings &= kind is null;

        if (!_keepsSettings)
        {
            _multiple = 0;
            _heads = DefaultHeads;
            _sectorsPerTrack = DefaultSectors;
            _hasWriteCache = true;
            _hasLookAhead = true;
            _hasSmart = true;
        }

        if (kind is not null)
        {
            _transferMode = 0x08;
        }
    }

    /// <inheritdoc/>
    protected override void DescribeMore(IStateVisitor state)
    {
        state.Part("security", _security);
        state.Field("multiple", ref _multiple);
        state.Field("heads", ref _heads);
        state.Field("sectors-per-track", ref _sectorsPerTrack);
        state.Field("transfer-mode", ref _transferMode);
        state.Field("write-cache", ref _hasWriteCache);
        state.Field("look-ahead", ref _hasLookAhead);
        state.Field("smart", ref _hasSmart);
        state.Field("keeps-settings", ref _keepsSettings);
        state.Field("power", ref _power);
        state.Field("lba", ref _lba);
        state.Field("left", ref _left);
        state.Field("block", ref _block);
        state.Field("extended", ref _isExtended);
    }

    /// <inheritdoc/>
    protected override void CheckRestored()
    {
        if (_left is < 0 or > 65536 || _block is < 0 or > DmaChunkSectors || _multiple is < 0 or > MaxMultiple
            || _heads is < 1 or > 16 || _sectorsPerTrack is < 1 or > 255)
        {
            throw new StateException($"Fields 'left' {_left}, 'block' {_block}, 'multiple' {_multiple}, 'heads' {_heads} and 'sectors-per-track' {_sectorsPerTrack} of a disk cannot be; the snapshot is damaged.");
        }
    }

    /// <summary>Finds the address and number of sectors of a data command, or fails it.</summary>
    private bool TryAddress(bool isExtended)
    {
        _isExtended = isExtended;
        _left = isExtended ? File.Count48 : File.Count28;
        if (isExtended)
        {
            _lba = File.Lba48;
        }
        else if (File.IsLba)
        {
            _lba = File.Lba28;
        }
        else
        {
            (int cylinder, int head, int sector) = File.Chs;
            _lba = (((ulong)cylinder * (ulong)_heads) + (ulong)head) * (ulong)_sectorsPerTrack + (ulong)sector - 1;
            if (sector == 0 || sector > _sectorsPerTrack || head >= _heads)
            {
                _left = 0;
                Fail(ErrorNotFound);
                return false;
            }
        }

        if (_lba >= _sectors || (ulong)_left > _sectors - _lba)
        {
            // The address of the first sector that is not there.
            _lba = Math.Max(_lba, _sectors);
            FailAtSector(ErrorNotFound);
            return false;
        }

        return true;
    }

    private void FailAtSector(byte error)
    {
        ShowAddress(_lba);
        _left = 0;
        Fail(error);
    }

    private void ShowAddress(ulong lba)
    {
        if (_isExtended)
        {
            File.Lba48 = lba;
        }
        else if (File.IsLba)
        {
            File.Lba28 = lba;
        }
        else
        {
            ulong track = lba / (ulong)_sectorsPerTrack;
            File.Chs = ((int)(track / (ulong)_heads), (int)(track % (ulong)_heads), (int)(lba % (ulong)_sectorsPerTrack) + 1);
        }
    }

    private void StartRead(bool isExtended, bool isMultiple)
    {
        if (isMultiple && _multiple == 0)
        {
            Fail(ErrorAbort);
        }
        else if (TryAddress(isExtended))
        {
            _block = isMultiple ? _multiple : 1;
            ReadBlock();
        }
    }

    private void ReadBlock()
    {
        int sectors = Math.Min(_left, Math.Max(_block, 1));
        if (sectors > 0 && TryRead(sectors))
        {
            OfferDataIn(sectors * SectorSize);
        }
    }

    private void StartWrite(bool isExtended, bool isMultiple)
    {
        if (isMultiple && _multiple == 0)
        {
            Fail(ErrorAbort);
        }
        else if (_medium.IsReadOnly)
        {
            Fail(ErrorAbort);
        }
        else if (TryAddress(isExtended))
        {
            _block = isMultiple ? _multiple : 1;
            AskDataOut(Math.Min(_left, _block) * SectorSize, interrupts: false);
        }
    }

    private void WriteBlock()
    {
        if (!TryWrite(Math.Min(_left, Math.Max(_block, 1))))
        {
            return;
        }

        if (_left > 0)
        {
            AskDataOut(Math.Min(_left, Math.Max(_block, 1)) * SectorSize, interrupts: true);
        }
        else if (TryFlushThrough())
        {
            Complete();
        }
    }

    private void StartReadDma(bool isExtended)
    {
        if (TryAddress(isExtended))
        {
            LoadDma();
        }
    }

    private bool LoadDma()
    {
        int sectors = Math.Min(_left, DmaChunkSectors);
        if (!TryRead(sectors))
        {
            return false;
        }

        OfferDma(sectors * SectorSize, isToHost: true);
        return true;
    }

    private void StartWriteDma(bool isExtended)
    {
        if (_medium.IsReadOnly)
        {
            Fail(ErrorAbort);
        }
        else if (TryAddress(isExtended))
        {
            OfferDma(Math.Min(_left, DmaChunkSectors) * SectorSize, isToHost: false);
        }
    }

    /// <summary>Reads sectors into the buffer and goes on behind them, or fails the command at the first that cannot be read.</summary>
    private bool TryRead(int sectors)
    {
        try
        {
            _medium.Read(_lba * SectorSize, Buffer.AsSpan(0, sectors * SectorSize));
        }
        catch (IOException)
        {
            FailAtSector(ErrorUncorrectable);
            return false;
        }

        Advance(sectors);
        return true;
    }

    /// <summary>Writes sectors from the buffer and goes on behind them, or fails the command.</summary>
    private bool TryWrite(int sectors)
    {
        try
        {
            _medium.Write(_lba * SectorSize, Buffer.AsSpan(0, sectors * SectorSize));
        }
        catch (IOException)
        {
            ShowAddress(_lba);
            _left = 0;
            Fail(ErrorAbort, StatusFault);
            return false;
        }

        Advance(sectors);
        return true;
    }

    private void Advance(int sectors)
    {
        _lba += (ulong)sectors;
        _left -= sectors;
        ShowAddress(_lba - 1);
        File.Count = (byte)_left;
    }

    private bool TryFlushThrough() => _hasWriteCache || TryFlush();

    private bool TryFlush()
    {
        try
        {
            _medium.Flush();
            return true;
        }
        catch (IOException)
        {
            Fail(ErrorAbort, StatusFault);
            return false;
        }
    }
}
