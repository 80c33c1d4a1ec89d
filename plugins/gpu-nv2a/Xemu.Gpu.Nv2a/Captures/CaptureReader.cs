using System.IO.Compression;
using System.Runtime.InteropServices;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Reads a capture, record by record. What it gives out is within bounds, whatever the file says.</summary>
internal sealed class CaptureReader : IDisposable
{
    private const int MaxMethods = 1 << 20;

    private readonly BinaryReader _reader;
    private readonly byte[] _page = new byte[4096];
    private uint[] _data = new uint[64];

    /// <summary>Opens a file.</summary>
    /// <exception cref="CaptureException">It is no capture.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public CaptureReader(Stream file)
    {
        using (var front = new BinaryReader(file, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            Header = Guarded(front, CaptureHeader.Read);
        }

        _reader = new BinaryReader(new ZLibStream(file, CompressionMode.Decompress));
    }

    /// <summary>What stands at its front.</summary>
    public CaptureHeader Header { get; }

    /// <summary>The first operand of the record that was read: a page, the first method, or an offset.</summary>
    public uint Offset { get; private set; }

    /// <summary>Its value, where there is one.</summary>
    public uint Value { get; private set; }

    /// <summary>Bytes of an access.</summary>
    public int Width { get; private set; }

    /// <summary>The channel of methods.</summary>
    public uint Channel { get; private set; }

    /// <summary>The subchannel of methods.</summary>
    public uint Subchannel { get; private set; }

    /// <summary>Whether methods increase.</summary>
    public bool IsIncreasing { get; private set; }

    /// <summary>How many methods there are.</summary>
    public int Count { get; private set; }

    /// <summary>The words of methods.</summary>
    public ReadOnlySpan<uint> Data => _data.AsSpan(0, Count);

    /// <summary>The content of a page.</summary>
    public ReadOnlySpan<byte> Page => _page;

    /// <summary>Guest time at the end of a frame.</summary>
    public ulong GuestNs { get; private set; }

    /// <summary>Reads the state at the start: once, first.</summary>
    /// <param name="graph">The graphics engine, after a reset.</param>
    /// <param name="instances">All of instance memory.</param>
    public void ReadStart(IStateful graph, Span<byte> instances)
    {
        _ = Guarded(_reader, reader =>
        {
            FieldBag.Load(reader, graph);
            return true;
        });
        Fill(instances);
    }

    /// <summary>Reads the next record.</summary>
    /// <returns>What it is; <see cref="CaptureRecord.End"/> at the end, again and again.</returns>
    /// <exception cref="CaptureException">The file is damaged.</exception>
    public CaptureRecord Next() => Guarded(_reader, _ => ReadRecord());

    public void Dispose() => _reader.Dispose();

    private static T Guarded<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        try
        {
            return read(reader);
        }
        catch (EndOfStreamException)
        {
            throw new CaptureException("It ends too early; the file is cut short.");
        }
        catch (Exception e) when (e is InvalidDataException or StateException or FormatException)
        {
            throw new CaptureException($"It is damaged: {e.Message}");
        }
    }

    private CaptureRecord ReadRecord()
    {
        var record = (CaptureRecord)_reader.ReadByte();
        switch (record)
        {
            case CaptureRecord.Page:
                Offset = Bounded(_reader.ReadUInt32(), (uint)(Header.RamBytes / 4096), "page");
                Fill(_page);
                break;
            case CaptureRecord.Methods:
                ReadMethods();
                break;
            case CaptureRecord.RegisterWrite:
                Offset = Bounded(_reader.ReadUInt32(), 0x2000, "register") & ~3u;
                Value = _reader.ReadUInt32();
                break;
            case CaptureRecord.RegisterRead:
                Offset = Bounded(_reader.ReadUInt32(), 0x2000, "register") & ~3u;
                break;
            case CaptureRecord.InstanceWrite:
                Offset = Bounded(_reader.ReadUInt32(), PraminBlock.Size, "instance");
                Width = _reader.ReadByte() is var width and (1 or 2) ? width : 4;
                Offset &= ~(uint)(Width - 1);
                Value = _reader.ReadUInt32();
                break;
            case CaptureRecord.FrameEnd:
                GuestNs = _reader.ReadUInt64();
                break;
            case CaptureRecord.End:
                break;
            default:
                throw new CaptureException($"It has a record of kind {(byte)record}, which is none; the file is damaged or newer.");
        }

        return record;
    }

    private void ReadMethods()
    {
        Channel = Bounded(_reader.ReadByte(), 32, "channel");
        Subchannel = Bounded(_reader.ReadByte(), 8, "subchannel");
        IsIncreasing = _reader.ReadBoolean();
        Offset = Bounded(_reader.ReadUInt32(), 0x2000, "method") & ~3u;
        Count = (int)Bounded(_reader.ReadUInt32(), MaxMethods, "method count");
        if (Count == 0)
        {
            throw new CaptureException("It has a run of no methods; the file is damaged.");
        }

        if (_data.Length < Count)
        {
            _data = new uint[Count];
        }

        Fill(MemoryMarshal.AsBytes(_data.AsSpan(0, Count)));
    }

    private static uint Bounded(uint value, uint limit, string what) =>
        value < limit ? value : throw new CaptureException($"It names {what} 0x{value:X}, and there are 0x{limit:X}; the file is damaged.");

    private void Fill(Span<byte> target)
    {
        while (target.Length > 0)
        {
            int count = _reader.Read(target);
            target = count > 0 ? target[count..] : throw new CaptureException("It ends too early; the file is cut short.");
        }
    }
}
