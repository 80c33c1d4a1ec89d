using System.Buffers.Binary;
using System.Text;

namespace Xemu.Ide;

/// <content>What the rows of <see cref="DvdCommands"/> do.</content>
internal sealed partial class IdeDvd
{
    private const int LeadOutTrack = 0xAA;
    private const ushort ProfileCdRom = 0x0008;
    private const ushort ProfileDvdRom = 0x0010;

    /// <summary>Ends the packet command well; also the whole of commands without data.</summary>
    public void Done()
    {
        File.Count = ReasonCommand | ReasonToHost;
        _isReading = false;
        Complete();
    }

    /// <summary>REQUEST SENSE.</summary>
    public void RequestSense()
    {
        if (_attentionCode != 0 && _senseKey == 0)
        {
            SetSense(new Sense(0x06, _attentionCode, 0));
            _attentionCode = 0;
        }

        Span<byte> answer = Clear(18);
        answer[0] = 0x70;
        answer[2] = _senseKey;
        answer[7] = 10;
        answer[12] = _senseCode;
        answer[13] = _senseQualifier;
        SetSense(Sense.None);
        Answer(18, _packet[4]);
    }

    /// <summary>INQUIRY.</summary>
    public void Inquiry()
    {
        if ((_packet[1] & 1) != 0 || _packet[2] != 0)
        {
            Check(Sense.InvalidField);
            return;
        }

        Span<byte> answer = Clear(36);
        answer[0] = 0x05;
        answer[1] = 0x80;
        answer[3] = 0x21;
        answer[4] = 31;
        WriteText(_vendor, answer.Slice(8, 8));
        WriteText(_product, answer.Slice(16, 16));
        WriteText(_firmware, answer.Slice(32, 4));
        Answer(36, _packet[4]);
    }

    /// <summary>START STOP UNIT.</summary>
    public void StartStop()
    {
        bool loadsOrEjects = (_packet[4] & 2) != 0;
        bool starts = (_packet[4] & 1) != 0;
        if (loadsOrEjects && !starts && _tray.IsLocked)
        {
            Check(Sense.RemovalPrevented);
            return;
        }

        if (loadsOrEjects && !starts)
        {
            _tray.Open();
        }
        else if (loadsOrEjects)
        {
            CloseTray();
        }

        Done();
    }

    /// <summary>PREVENT ALLOW MEDIUM REMOVAL.</summary>
    public void PreventRemoval()
    {
        _tray.IsLocked = (_packet[4] & 1) != 0;
        Done();
    }

    /// <summary>READ CAPACITY.</summary>
    public void ReadCapacity()
    {
        Span<byte> answer = Clear(8);
        BinaryPrimitives.WriteUInt32BigEndian(answer, Math.Max(DiscSectors, 1) - 1);
        BinaryPrimitives.WriteUInt32BigEndian(answer[4..], SectorSize);
        Answer(8, 8);
    }

    /// <summary>READ (10) and READ (12).</summary>
    public void Read(bool isLong)
    {
        uint lba = U32(2);
        uint count = isLong ? U32(6) : U16(7);
        if (lba > DiscSectors || count > DiscSectors - lba)
        {
            Check(Sense.OutOfRange);
            return;
        }

        if (count == 0)
        {
            Done();
            return;
        }

        _lba = lba;
        _left = (int)Math.Min(count, int.MaxValue);
        _isReading = true;
        if (!_usesDma)
        {
            GoOn();
        }
        else if (LoadSectors())
        {
            File.Count = ReasonToHost;
            OfferDma(_bufferEnd, isToHost: true);
        }
    }

    /// <summary>SEEK (10).</summary>
    public void Seek()
    {
        if (U32(2) >= DiscSectors)
        {
            Check(Sense.OutOfRange);
            return;
        }

        Done();
    }

    /// <summary>READ TOC: one data track.</summary>
    public void ReadToc()
    {
        bool isMsf = (_packet[1] & 2) != 0;
        int format = _packet[2] & 0x0F;
        format = format == 0 ? _packet[9] >> 6 : format;
        switch (format)
        {
            case 0:
                AnswerTracks(isMsf);
                break;
            case 1:
                Span<byte> sessions = Clear(12);
                BinaryPrimitives.WriteUInt16BigEndian(sessions, 10);
                sessions[2] = 1;
                sessions[3] = 1;
                WriteTrack(sessions[4..], 1, 0, isMsf);
                Answer(12, U16(7));
                break;
            default:
                Check(Sense.InvalidField);
                break;
        }
    }

    /// <summary>GET CONFIGURATION: the profile list, and the features that a reader has.</summary>
    public void GetConfiguration()
    {
        int type = _packet[1] & 3;
        ushort first = U16(2);
        if (type == 3)
        {
            Check(Sense.InvalidField);
            return;
        }

        ushort profile = _tray.Disc is null ? (ushort)0 : IsDvd ? ProfileDvdRom : ProfileCdRom;
        Span<byte> answer = Clear(128);
        BinaryPrimitives.WriteUInt16BigEndian(answer[6..], profile);
        int length = 8;
        foreach ((ushort code, bool isCurrent, byte[] data) in Features(profile))
        {
            if (code < first || (type == 2 && code != first) || (type == 1 && !isCurrent))
            {
                continue;
            }

            BinaryPrimitives.WriteUInt16BigEndian(answer[length..], code);
            answer[length + 2] = (byte)(isCurrent ? 0x03 : 0x02);
            answer[length + 3] = (byte)data.Length;
            data.CopyTo(answer[(length + 4)..]);
            length += 4 + data.Length;
        }

        BinaryPrimitives.WriteUInt32BigEndian(answer, (uint)length - 4);
        Answer(length, U16(7));
    }

    /// <summary>GET EVENT STATUS NOTIFICATION, polled: media events.</summary>
    public void GetEvent()
    {
        if ((_packet[1] & 1) == 0)
        {
            Check(Sense.InvalidField);
            return;
        }

        Span<byte> answer = Clear(8);
        answer[3] = 0x10;
        if ((_packet[4] & 0x10) == 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(answer, 2);
            answer[2] = 0x80;
            Answer(4, U16(7));
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(answer, 6);
        answer[2] = 0x04;
        answer[4] = U16(7) > 4 ? _tray.TakeEvent() : DvdTray.EventNone;
        answer[5] = (byte)((_tray.IsOpen ? 1 : 0) | (_tray.Disc is null ? 0 : 2));
        Answer(8, U16(7));
    }

    /// <summary>READ DISC INFORMATION: one complete session with one track.</summary>
    public void ReadDiscInformation()
    {
        Span<byte> answer = Clear(34);
        BinaryPrimitives.WriteUInt16BigEndian(answer, 32);
        answer[2] = 0x0E;
        answer[3] = 1;
        answer[4] = 1;
        answer[5] = 1;
        answer[6] = 1;
        answer[7] = 0x20;
        answer[16..24].Fill(0xFF);
        Answer(34, U16(7));
    }

    /// <summary>MODE SENSE (10).</summary>
    public void ModeSense()
    {
        int control = _packet[2] >> 6;
        if (control == 3)
        {
            Check(Sense.SavingNotSupported);
            return;
        }

        byte mediumType = (byte)(_tray.IsOpen ? 0x71 : _tray.Disc is null ? 0x70 : 0x01);
        int length = _pages.Sense(_packet[2] & 0x3F, control, _tray.IsLocked, mediumType, Clear(128));
        if (length == 0)
        {
            Check(Sense.InvalidField);
            return;
        }

        Answer(length, U16(7));
    }

    /// <summary>MODE SELECT (10): asks for its parameters.</summary>
    public void ModeSelect()
    {
        int length = U16(7);
        if (length > 4096 || (length & 1) != 0)
        {
            Check(Sense.ParameterLength);
        }
        else if (length == 0)
        {
            Done();
        }
        else if (_usesDma)
        {
            File.Count = 0;
            _bufferEnd = length;
            OfferDma(length, isToHost: false);
        }
        else
        {
            File.Count = 0;
            File.ByteCount = length;
            _bufferEnd = length;
            AskDataOut(length, interrupts: true);
        }
    }

    /// <summary>READ DVD STRUCTURE: physical format and copyright.</summary>
    public void ReadDvdStructure()
    {
        if (!IsDvd)
        {
            Check(Sense.WrongFormat);
            return;
        }

        switch (_packet[7])
        {
            case 0x00:
                AnswerPhysicalFormat();
                break;
            case 0x01:
                BinaryPrimitives.WriteUInt16BigEndian(Clear(8), 6);
                Answer(8, U16(8));
                break;
            default:
                Check(Sense.InvalidField);
                break;
        }
    }

    /// <summary>MECHANISM STATUS: no changer.</summary>
    public void MechanismStatus()
    {
        Span<byte> answer = Clear(8);
        answer[1] = (byte)(_tray.IsOpen ? 0x10 : 0);
        BinaryPrimitives.WriteUInt16BigEndian(answer[6..], 0);
        Answer(8, U16(8));
    }

    private static void WriteText(string text, Span<byte> destination)
    {
        destination.Fill((byte)' ');
        Encoding.ASCII.GetBytes(text.AsSpan(0, Math.Min(text.Length, destination.Length)), destination);
    }

    /// <summary>The features: profile list, core, removable medium, random readable, CD read or DVD read.</summary>
    /// <remarks>Source: MMC-3 (T10 1363D), 5.3.</remarks>
    private static IEnumerable<(ushort Code, bool IsCurrent, byte[] Data)> Features(ushort profile)
    {
        yield return (0x0000, true, [0x00, 0x10, (byte)(profile == ProfileDvdRom ? 1 : 0), 0, 0x00, 0x08, (byte)(profile == ProfileCdRom ? 1 : 0), 0]);
        yield return (0x0001, true, [0, 0, 0, 2]);
        yield return (0x0003, true, [0x29, 0, 0, 0]);
        yield return (0x0010, profile != 0, [0, 0, 0x08, 0, 0, 16, 0, 0]);
        yield return (0x001E, profile == ProfileCdRom, []);
        yield return (0x001F, profile == ProfileDvdRom, []);
    }

    private Span<byte> Clear(int length)
    {
        Buffer.AsSpan(0, length).Clear();
        return Buffer.AsSpan(0, length);
    }

    private void FinishModeSelect()
    {
        Sense sense = _pages.Select(Buffer.AsSpan(0, Math.Min(_bufferEnd, 4096)));
        if (sense != Sense.None)
        {
            Check(sense);
            return;
        }

        Done();
    }

    private void AnswerTracks(bool isMsf)
    {
        int start = _packet[6];
        if (start > 1 && start != LeadOutTrack)
        {
            Check(Sense.InvalidField);
            return;
        }

        Span<byte> answer = Clear(20);
        answer[2] = 1;
        answer[3] = 1;
        int length = 4;
        if (start <= 1)
        {
            WriteTrack(answer[length..], 1, 0, isMsf);
            length += 8;
        }

        WriteTrack(answer[length..], LeadOutTrack, DiscSectors, isMsf);
        length += 8;
        BinaryPrimitives.WriteUInt16BigEndian(answer, (ushort)(length - 2));
        Answer(length, U16(7));
    }

    private static void WriteTrack(Span<byte> entry, int track, uint lba, bool isMsf)
    {
        entry[1] = 0x14;
        entry[2] = (byte)track;
        if (!isMsf)
        {
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], lba);
            return;
        }

        uint frame = lba + 150;
        entry[5] = (byte)Math.Min(frame / (75 * 60), 255);
        entry[6] = (byte)(frame / 75 % 60);
        entry[7] = (byte)(frame % 75);
    }

    private void AnswerPhysicalFormat()
    {
        // Book type DVD-ROM 1, 12 cm, one layer, embossed; data from sector 0x30000 (MMC-3, table 275).
        Span<byte> answer = Clear(2048 + 4);
        BinaryPrimitives.WriteUInt16BigEndian(answer, 2048 + 2);
        answer[4] = 0x01;
        answer[5] = 0x02;
        answer[6] = 0x01;
        answer[9] = 0x03;
        uint last = 0x3_0000 + Math.Max(DiscSectors, 1) - 1;
        answer[13] = (byte)(last >> 16);
        answer[14] = (byte)(last >> 8);
        answer[15] = (byte)last;
        Answer(2048 + 4, U16(8));
    }

    /// <summary>The data of IDENTIFY PACKET DEVICE.</summary>
    /// <remarks>Source: ATA/ATAPI-5 (T13 1321D), 8.13.</remarks>
    private byte[] BuildIdentity()
    {
        byte[] data = new byte[512];
        void Set(int word, int value) => BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(word * 2), (ushort)value);

        Set(0, 0x85C0);
        AtaString.Write(_serial, data.AsSpan(20, 20));
        AtaString.Write(_firmware, data.AsSpan(46, 8));
        AtaString.Write($"{_vendor} {_product}", data.AsSpan(54, 40));
        Set(49, 0x0B00);
        Set(51, 0x0200);
        Set(53, 0x0006);
        Set(63, 0x0007 | SelectedMode(0x20));
        Set(64, 0x0003);
        for (int word = 65; word <= 68; word++)
        {
            Set(word, 120);
        }

        Set(80, 0x0030);
        Set(82, 0x0210);
        Set(83, 0x4000);
        Set(84, 0x4000);
        Set(85, 0x0210);
        Set(87, 0x4000);
        Set(88, 0x0007 | SelectedMode(0x40));
        Set(93, 0x4001);
        return data;
    }

    private int SelectedMode(byte kind) => (_transferMode & 0xF8) == kind ? 0x0100 << (_transferMode & 7) : 0;
}
