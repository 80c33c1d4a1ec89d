using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>A known part that only stores what is written: <i>unimplemented</i>, counted.</summary>
internal sealed class StorageBlock(string name, uint baseOffset, uint sizeBytes) : INvBlock
{
    private readonly uint[] _words = new uint[sizeBytes / 4];

    public string Name { get; } = name;

    public uint Base { get; } = baseOffset;

    public uint SizeBytes { get; } = sizeBytes;

    public NvAccess Read(uint offset, int width, out uint value)
    {
        value = _words[offset / 4] >> (int)((offset & 3) * 8);
        if (width < 4)
        {
            value &= (1u << (width * 8)) - 1;
        }

        return NvAccess.Unimplemented;
    }

    public NvAccess Write(uint offset, int width, uint value)
    {
        ref uint word = ref _words[offset / 4];
        int shift = (int)((offset & 3) * 8);
        uint mask = width < 4 ? ((1u << (width * 8)) - 1) << shift : uint.MaxValue;
        word = (word & ~mask) | ((value << shift) & mask);
        return NvAccess.Unimplemented;
    }

    public void Reset() => Array.Clear(_words);

    public void DescribeState(IStateVisitor state) => state.Words("words", _words);
}
