using System.Buffers.Binary;

namespace Xemu.Ide;

/// <content>What the rows of <see cref="DiskCommands"/> do.</content>
internal sealed partial class IdeDisk
{
    /// <summary>READ SECTORS, READ MULTIPLE.</summary>
    public void ReadSectors(bool isExtended, bool isMultiple) => StartRead(isExtended, isMultiple);

    /// <summary>WRITE SECTORS, WRITE MULTIPLE.</summary>
    public void WriteSectors(bool isExtended, bool isMultiple) => StartWrite(isExtended, isMultiple);

    /// <summary>READ DMA.</summary>
    public void ReadDma(bool isExtended) => StartReadDma(isExtended);

    /// <summary>WRITE DMA.</summary>
    public void WriteDma(bool isExtended) => StartWriteDma(isExtended);

    /// <summary>READ VERIFY SECTORS: the address is checked, and the sectors are read.</summary>
    public void Verify(bool isExtended)
    {
        if (!TryAddress(isExtended))
        {
            return;
        }

        while (_left > 0)
        {
            if (!TryRead(Math.Min(_left, DmaChunkSectors)))
            {
                return;
            }
        }

        Complete();
    }

    /// <summary>FLUSH CACHE.</summary>
    public void FlushCache()
    {
        if (TryFlush())
        {
            Complete();
        }
    }

    /// <summary>NOP: always aborted.</summary>
    public void Nop() => Fail(ErrorAbort);

    /// <summary>RECALIBRATE.</summary>
    public void Recalibrate() => Complete();

    /// <summary>SEEK.</summary>
    public void Seek()
    {
        if (TryAddress(isExtended: false))
        {
            _left = 0;
            Complete();
        }
    }

    /// <summary>INITIALIZE DEVICE PARAMETERS: sectors a track and heads of the CHS translation.</summary>
    public void InitializeParameters()
    {
        if (File.Count == 0)
        {
            Fail(ErrorAbort);
            return;
        }

        _sectorsPerTrack = File.Count;
        _heads = (File.Device & 0x0F) + 1;
        Complete();
    }

    /// <summary>SET MULTIPLE MODE.</summary>
    public void SetMultiple()
    {
        int count = File.Count;
        if (count > MaxMultiple || (count & (count - 1)) != 0)
        {
            _multiple = 0;
            Fail(ErrorAbort);
            return;
        }

        _multiple = count;
        Complete();
    }

    /// <summary>The power commands: the mode is kept for CHECK POWER MODE; any data command works in every mode.</summary>
    public void SetPower(byte mode)
    {
        _power = mode;
        FlushCache();
    }

    /// <summary>CHECK POWER MODE.</summary>
    public void CheckPower()
    {
        File.Count = _power;
        Complete();
    }

    /// <summary>READ NATIVE MAX ADDRESS.</summary>
    public void ReadNativeMax(bool isExtended)
    {
        _isExtended = isExtended;
        ShowAddress(isExtended ? _sectors - 1 : Math.Min(_sectors, 0x0FFF_FFFF) - 1);
        Complete();
    }

    /// <summary>SET FEATURES.</summary>
    public void SetFeatures()
    {
        switch (File.Features)
        {
            case 0x02 or 0x82:
                bool isOn = File.Features == 0x02;
                if (!isOn && !TryFlush())
                {
                    return;
                }

                _hasWriteCache = isOn;
                break;
            case 0x03 when IsTransferMode(File.Count):
                _transferMode = File.Count;
                break;
            case 0x55 or 0xAA:
                _hasLookAhead = File.Features == 0xAA;
                break;
            case 0x66 or 0xCC:
                _keepsSettings = File.Features == 0x66;
                break;
            case 0x05 or 0x85 or 0x42 or 0xC2:
                // Advanced power management and acoustics: accepted, no effect.
                break;
            default:
                Fail(ErrorAbort);
                return;
        }

        Complete();
    }

    /// <summary>SMART: enabled or not, a status that is always good, and data with a right checksum.</summary>
    public void Smart()
    {
        if (File.LbaMid != SmartMid || File.LbaHigh != SmartHigh || (!_hasSmart && File.Features != 0xD8))
        {
            Fail(ErrorAbort);
            return;
        }

        switch (File.Features)
        {
            case 0xD0 or 0xD1:
                OfferParameters(BuildSmartData());
                break;
            case 0xD2 or 0xD4 or 0xDA:
                Complete();
                break;
            case 0xD8 or 0xD9:
                _hasSmart = File.Features == 0xD8;
                Complete();
                break;
            default:
                Fail(ErrorAbort);
                break;
        }
    }

    /// <summary>IDENTIFY DEVICE.</summary>
    public void Identify() => OfferParameters(BuildIdentity());

    /// <summary>READ BUFFER: what the sector buffer holds.</summary>
    public void ReadBuffer() => OfferParameters(Buffer.AsSpan(0, SectorSize).ToArray());

    /// <summary>A command whose parameters are a sector of data.</summary>
    public void AskParameters()
    {
        _left = 0;
        AskDataOut(SectorSize, interrupts: false);
    }

    /// <summary>WRITE BUFFER.</summary>
    public void TakeBuffer() => Complete();

    /// <summary>SECURITY FREEZE LOCK.</summary>
    public void Freeze() => CompleteIf(_security.Freeze());

    /// <summary>SECURITY ERASE PREPARE.</summary>
    public void PrepareErase() => CompleteIf(_security.PrepareErase());

    /// <summary>SECURITY ERASE UNIT. Not modelled: the erasing, which would hold the machine for minutes; the password goes, the data stay.</summary>
    public void TakeErase() => CompleteIf(_security.TryErase(Buffer));

    /// <summary>A security command whose parameters have come.</summary>
    public void TakeSecurity(Func<DiskSecurity, byte[], bool> action) => CompleteIf(action(_security, Buffer));

    private static bool IsTransferMode(byte mode) => mode switch
    {
        0x00 or 0x01 => true,
        >= 0x08 and <= 0x0C => true,
        >= 0x20 and <= 0x22 => true,
        >= 0x40 and <= 0x45 => true,
        _ => false,
    };

    private static byte[] BuildSmartData()
    {
        // Revision 16, no attributes, off-line collection never started; the bytes of the sector sum to zero.
        byte[] data = new byte[SectorSize];
        data[0] = 0x10;
        data[511] = unchecked((byte)-0x10);
        return data;
    }

    private void CompleteIf(bool isAccepted)
    {
        if (isAccepted)
        {
            Complete();
        }
        else
        {
            Fail(ErrorAbort);
        }
    }

    private void OfferParameters(byte[] sector)
    {
        _left = 0;
        sector.CopyTo(Buffer, 0);
        OfferDataIn(SectorSize);
    }

    /// <summary>The identification data.</summary>
    /// <remarks>Source: ATA/ATAPI-5 (T13 1321D), 8.12; words 83, 86 and 100 to 103 for 48-bit addresses: ATA/ATAPI-6, 8.15.</remarks>
    private byte[] BuildIdentity()
    {
        byte[] data = new byte[SectorSize];
        void Set(int word, int value) => BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(word * 2), (ushort)value);
        void Set32(int word, ulong value) => BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(word * 2), (uint)value);

        ulong defaultCylinders = Math.Min(_sectors / (DefaultHeads * DefaultSectors), 16383);
        Set(0, 0x0040);
        Set(1, (int)defaultCylinders);
        Set(3, DefaultHeads);
        Set(6, DefaultSectors);
        AtaString.Write(_serial, data.AsSpan(20, 20));
        AtaString.Write(_firmware, data.AsSpan(46, 8));
        AtaString.Write(_model, data.AsSpan(54, 40));
        Set(47, 0x8000 | MaxMultiple);
        Set(49, 0x0B00);
        Set(50, 0x4000);
        Set(51, 0x0200);
        Set(53, 0x0007);
        Set(54, Cylinders);
        Set(55, _heads);
        Set(56, _sectorsPerTrack);
        Set32(57, (ulong)Cylinders * (ulong)_heads * (ulong)_sectorsPerTrack);
        Set(59, _multiple == 0 ? 0 : 0x0100 | _multiple);
        Set32(60, IsLba28 ? _sectors : 0x0FFF_FFFF);
        Set(63, 0x0007 | SelectedMode(0x20));
        Set(64, 0x0003);
        for (int word = 65; word <= 68; word++)
        {
            Set(word, 120);
        }

        Set(80, 0x007E);
        Set(82, 0x7069 | 0x0002);
        Set(83, 0x7400);
        Set(84, 0x4000);
        Set(85, 0x7008 | (_hasSmart ? 1 : 0) | (_security.IsEnabled ? 2 : 0) | (_hasWriteCache ? 0x20 : 0) | (_hasLookAhead ? 0x40 : 0));
        Set(86, 0x3400);
        Set(87, 0x4000);
        Set(88, 0x003F | SelectedMode(0x40));
        Set(92, _security.MasterRevision);
        Set(93, 0x4001);
        Set32(100, _sectors);
        Set32(102, _sectors >> 32);
        Set(128, _security.Word128);
        data[510] = 0xA5;
        byte sum = 0;
        foreach (byte b in data)
        {
            sum += b;
        }

        data[511] = (byte)-sum;
        return data;
    }

    private int SelectedMode(byte kind) => (_transferMode & 0xF8) == kind ? 0x0100 << (_transferMode & 7) : 0;
}
