using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>Goes once through a sequential stream. Every length is checked before it is used; what is not RAM is kept, and put together to a snapshot without pages at the end.</summary>
internal sealed class StreamReader(MainReader main) : IDisposable
{
    private const byte Eof = 0x00;
    private const byte SectionStart = 0x01;
    private const byte SectionPart = 0x02;
    private const byte SectionEnd = 0x03;
    private const byte SectionFull = 0x04;
    private const byte Subsection = 0x05;
    private const byte Description = 0x06;
    private const byte Configuration = 0x07;
    private const byte Command = 0x08;
    private const byte Footer = 0x7E;

    private const uint Magic = 0x5145_564D;
    private const uint Version = 3;
    private const uint RamVersion = 4;
    private const int MostCommands = 1000;

    private ChannelReaders? _channels;
    private uint _ramId;
    private int _commands;

    /// <summary>Whether the stream says that its pages have fixed places: it is a file for another reader.</summary>
    public bool IsMappedRam { get; private set; }

    /// <summary>Whether the source wants answers.</summary>
    public bool HasReturnPath { get; private set; }

    /// <summary>How many page channels the source announced, or null.</summary>
    public int? Channels { get; private set; }

    /// <summary>Whether the machine itself comes, with its media.</summary>
    public bool IsHandover { get; private set; }

    /// <summary>What went wrong on a page channel, if anything: it is the cause of what fails after it.</summary>
    public Exception? ChannelFailure => _channels?.Failure;

    /// <summary>Ends the page channels; before that the stream was aborted, unless all went well.</summary>
    public void Dispose() => _channels?.Dispose();

    /// <summary>Reads header and configuration.</summary>
    public void ReadHeader()
    {
        uint magic = main.KeepUInt32();
        if (magic != Magic)
        {
            throw new SnapshotFormatException($"It begins with 0x{magic:X8}, not with QEVM (0x{Magic:X8}): it is no migration stream, or its writer did not finish.");
        }

        uint version = main.KeepUInt32();
        if (version != Version)
        {
            throw new SnapshotFormatException($"It is of QEMU's format {version}; version {Version} is read.");
        }

        byte kind = main.KeepByte();
        uint length = kind == Configuration ? main.KeepUInt32() : 0;
        if (length is 0 or > 255)
        {
            throw new SnapshotFormatException($"No configuration with the machine's name follows the header (kind 0x{kind:X2}, {length} bytes).");
        }

        _ = main.KeepBytes((int)length);
    }

    /// <summary>Reads up to the list of RAM blocks, which it gives; nothing of a page was read then.</summary>
    public IReadOnlyList<RamBlockShape> ReadBlocks()
    {
        byte kind;
        while ((kind = main.Byte()) is Subsection or Command)
        {
            if (kind == Command)
            {
                Obey();
            }
            else
            {
                main.Keep([kind]);
                ReadConfigurationSubsection();
                if (IsMappedRam)
                {
                    return [];
                }
            }
        }

        main.Keep([kind]);
        _ramId = main.KeepUInt32();
        string name = main.KeepName("a section");
        uint instance = main.KeepUInt32();
        uint version = main.KeepUInt32();
        return kind == SectionStart && name == "ram" && instance == 0 && version == RamVersion
            ? ReadBlockList()
            : throw new SnapshotFormatException($"It has section '{name}' {instance} (kind {kind}, version {version}) where RAM is expected; it comes from another program.");
    }

    /// <summary>Reads the pages: the rest of the first <c>ram</c> section and all others, up to the last.</summary>
    /// <param name="blocks">The blocks, which were compared with the list.</param>
    /// <param name="sink">Where pages go.</param>
    /// <param name="openChannels">Opens page channels; called when the stream has some, before any page.</param>
    /// <param name="cancellation">Ends it between two records.</param>
    public void ReadRam(BlockTable blocks, IPageSink sink, Func<ChannelReaders> openChannels, CancellationToken cancellation)
    {
        using var records = new RecordReader(main, blocks, sink, () => (_channels ??= openChannels()).Meet());
        records.Read(cancellation);
        ReadFooter(keeps: false);
        KeepEndOfPrefix(_channels is not null);
        for (bool isLast = false; !isLast;)
        {
            isLast = ReadPart(records, cancellation);
        }

        if (_channels is not null && !records.EndedWithMeeting)
        {
            throw new SnapshotFormatException("The last 'ram' section ends with pages on their way: channels do not meet at its end.");
        }

        // All of them stand at the meeting.
        _channels?.Dispose();
        _channels = null;
    }

    /// <summary>Reads device sections and the description, which is the end.</summary>
    /// <returns>The snapshot without its pages; its checksums were compared.</returns>
    public SnapshotFile ReadTail()
    {
        long bytes = 0;
        int sections = 0;
        byte kind;
        while ((kind = main.Byte()) is SectionFull or Command)
        {
            if (kind == Command)
            {
                Obey();
                continue;
            }

            main.Keep([kind]);
            if (++sections > FormatLimits.Sections)
            {
                throw new SnapshotFormatException($"It has more than {FormatLimits.Sections} device sections.");
            }

            bytes += ReadDevice();
            if (bytes > FormatLimits.AllSectionsBytes)
            {
                throw new SnapshotFormatException($"Its device sections have more than {FormatLimits.AllSectionsBytes} bytes.");
            }
        }

        main.Keep([kind]);
        byte mark = kind == Eof ? main.KeepByte() : kind;
        uint length = mark == Description ? main.KeepUInt32() : 0;
        if (kind != Eof || mark != Description || length is < 2 or > FormatLimits.DescriptionBytes)
        {
            throw new SnapshotFormatException($"At 0x{main.Position:X} stands 0x{kind:X2} 0x{mark:X2} with {length} bytes, where device sections or the end with its description are expected.");
        }

        _ = main.KeepBytes((int)length);
        SnapshotFile file = SnapshotFile.Open(new MemorySnapshotSource(main.Kept));
        file.CheckState();
        return file;
    }

    private void ReadConfigurationSubsection()
    {
        string name = main.KeepName("a configuration subsection");
        uint version = main.KeepUInt32();
        uint count;
        switch (name)
        {
            case "configuration/capabilities" when version == 1 && (count = main.KeepUInt32()) <= FormatLimits.Capabilities:
                for (uint i = 0; i < count; i++)
                {
                    IsMappedRam |= main.KeepName("a capability") == "mapped-ram";
                }

                break;
            case "configuration/target-page-bits" when version == 1:
                _ = main.KeepUInt32();
                break;
            case "configuration/uuid" when version == 1:
                _ = main.KeepBytes(16);
                break;
            default:
                throw new SnapshotFormatException($"The configuration has a part '{name}' of version {version}, which is not read here.");
        }
    }

    private List<RamBlockShape> ReadBlockList()
    {
        ulong word = main.KeepUInt64();
        const ulong FlagBits = 4095;
        ulong total = word & ~FlagBits;
        if ((word & FlagBits) != (ulong)RamStreamFlags.MemorySize || total > FormatLimits.RamBytes)
        {
            throw new SnapshotFormatException($"The 'ram' section begins with 0x{word:X16}, no list of blocks of at most {FormatLimits.RamBytes} bytes.");
        }

        var blocks = new List<RamBlockShape>();
        for (ulong left = total; left > 0;)
        {
            string name = main.KeepName("a RAM block");
            ulong size = main.KeepUInt64();
            if (size == 0 || size > left || blocks.Count >= FormatLimits.RamBlocks)
            {
                throw new SnapshotFormatException($"RAM block '{name}' has {size} bytes; {left} are left, and {FormatLimits.RamBlocks} blocks can be.");
            }

            blocks.Add(new RamBlockShape(name, size));
            left -= size;
        }

        return blocks;
    }

    /// <summary>The first section's end as <see cref="StreamPrefix"/> has it: the checksum of our streams covers it.</summary>
    private void KeepEndOfPrefix(bool isMultifd)
    {
        Span<byte> marks = stackalloc byte[32];
        int length = isMultifd ? RamStream.WriteMark(marks, RamStreamFlags.MultifdFlush) : 0;
        length += RamStream.WriteMark(marks[length..], RamStreamFlags.EndOfSection);
        marks[length++] = Footer;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(marks[length..], _ramId);
        main.Keep(marks[..(length + 4)]);
    }

    private bool ReadPart(RecordReader records, CancellationToken cancellation)
    {
        byte kind;
        while ((kind = main.Byte()) == Command)
        {
            Obey();
        }

        uint id = main.UInt32();
        if (kind is not (SectionPart or SectionEnd) || id != _ramId)
        {
            throw new SnapshotFormatException($"Section {id} of kind 0x{kind:X2} stands before 0x{main.Position:X}, where RAM has not ended.");
        }

        _channels?.GoOn();
        records.Read(cancellation);
        ReadFooter(keeps: false);
        return kind == SectionEnd;
    }

    private int ReadDevice()
    {
        uint id = main.KeepUInt32();
        string name = main.KeepName("a section");
        _ = main.KeepUInt32();
        _ = main.KeepUInt32();
        uint length = main.KeepUInt32();
        if (length > FormatLimits.SectionBytes - 4)
        {
            throw new SnapshotFormatException($"Section '{name}' does not say how long it is ({length} bytes; {FormatLimits.SectionBytes} can be): it comes from another program, or is damaged.");
        }

        _ = main.KeepBytes((int)length);
        uint found = ReadFooter(keeps: true);
        return found == id
            ? (int)length
            : throw new SnapshotFormatException($"The footer of section '{name}' is that of {found}, not of {id}: it comes from another program, or is damaged.");
    }

    private uint ReadFooter(bool keeps)
    {
        byte mark = keeps ? main.KeepByte() : main.Byte();
        uint id = keeps ? main.KeepUInt32() : main.UInt32();
        return mark == Footer && (keeps || id == _ramId)
            ? id
            : throw new SnapshotFormatException($"The footer before 0x{main.Position:X} is 0x{mark:X2} {id}, not that of its section: it comes from another program, or is damaged.");
    }

    /// <summary>Does what a command asks, of which the mark was read.</summary>
    private void Obey()
    {
        Span<byte> bytes = stackalloc byte[MigrationCommand.MaxBytes];
        bytes[0] = Command;
        main.Read(bytes[1..5]);
        int have = 5;
        MigrationCommand command;
        while (!MigrationCommand.TryRead(bytes[..have], out command, out _))
        {
            main.Read(bytes[5..]);
            have = bytes.Length;
        }

        HasReturnPath |= command.Kind == MigrationCommandKind.OpenReturnPath;
        if (++_commands > MostCommands || (command.Kind == MigrationCommandKind.Ping && !HasReturnPath))
        {
            throw new SnapshotFormatException("It has pings without a return path, or no end of commands.");
        }

        if (command.Kind != MigrationCommandKind.Ping)
        {
            return;
        }

        if (Talk.TryUnderstand(command.Value, out int channels, out bool isHandover))
        {
            (Channels, IsHandover) = (channels, isHandover);
        }

        Talk.Say(main.Channel, ReturnPathKind.Pong, command.Value);
    }
}
