using Xemu.Abstractions.Memory;

namespace Xemu.Mcpx;

/// <summary>Memory as a bus master reaches it: closed while the command register forbids mastering.</summary>
internal sealed class BusMasterSpace(IAddressSpace memory, Func<bool> isOpen) : IAddressSpace
{
    public string Name => memory.Name;

    public ulong SizeBytes => memory.SizeBytes;

    public ulong Generation => memory.Generation;

    public IReadOnlyList<FlatRange> FlatView => memory.FlatView;

    public IMapping MapRam(string name, ulong address, IRamBlock block, ulong blockOffset, ulong sizeBytes, int priority, bool readOnly) =>
        memory.MapRam(name, address, block, blockOffset, sizeBytes, priority, readOnly);

    public IMapping MapIo(string name, ulong address, ulong sizeBytes, IIoHandler handler, int priority) =>
        memory.MapIo(name, address, sizeBytes, handler, priority);

    public FlatRange Find(ulong address) => memory.Find(address);

    public void Read(ulong address, Span<byte> destination)
    {
        if (isOpen())
        {
            memory.Read(address, destination);
        }
        else
        {
            destination.Fill(0xFF);
        }
    }

    public void Write(ulong address, ReadOnlySpan<byte> source)
    {
        if (isOpen())
        {
            memory.Write(address, source);
        }
    }

    public ulong ReadValue(ulong address, int width) =>
        isOpen() ? memory.ReadValue(address, width) : ulong.MaxValue >> (64 - (8 * width));

    public void WriteValue(ulong address, int width, ulong value)
    {
        if (isOpen())
        {
            memory.WriteValue(address, width, value);
        }
    }
}
