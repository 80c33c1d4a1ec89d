using Xemu.Abstractions.Memory;

namespace Xemu.Mcpx;

/// <summary>Memory as a bus master reaches it: closed while the command register forbids mastering.</summary>
internal sealed class BusMasterSpace : IAddressSpace
{
    private readonly IAddressSpace _memory;
    private readonly Func<bool> _isOpen;

    public BusMasterSpace(IAddressSpace memory, Func<bool> isOpen)
    {
        _memory = memory;
        _isOpen = isOpen;
    }

    public string Name => _memory.Name;

    public ulong SizeBytes => _memory.SizeBytes;

    public ulong Generation => _memory.Generation;

    public IReadOnlyList<FlatRange> FlatView => _memory.FlatView;

    public IMapping MapRam(string name, ulong address, IRamBlock block, ulong blockOffset, ulong sizeBytes, int priority, bool readOnly) =>
        _memory.MapRam(name, address, block, blockOffset, sizeBytes, priority, readOnly);

    public IMapping MapIo(string name, ulong address, ulong sizeBytes, IIoHandler handler, int priority) =>
        _memory.MapIo(name, address, sizeBytes, handler, priority);

    public FlatRange Find(ulong address) => _memory.Find(address);

    public void Read(ulong address, Span<byte> destination)
    {
        if (_isOpen())
        {
            _memory.Read(address, destination);
        }
        else
        {
            destination.Fill(0xFF);
        }
    }

    public void Write(ulong address, ReadOnlySpan<byte> source)
    {
        if (_isOpen())
        {
            _memory.Write(address, source);
        }
    }

    public ulong ReadValue(ulong address, int width) =>
        _isOpen() ? _memory.ReadValue(address, width) : ulong.MaxValue >> (64 - (8 * width));

    public void WriteValue(ulong address, int width, ulong value)
    {
        if (_isOpen())
        {
            _memory.WriteValue(address, width, value);
        }
    }
}
