using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>Native memory for blocks and ops, handed out in order and taken back all at once.</summary>
internal sealed unsafe class Arena : IDisposable
{
    private readonly byte* _memory;
    private readonly nuint _size;
    private nuint _used;

    public Arena(nuint sizeBytes)
    {
        _size = sizeBytes;
        _memory = (byte*)NativeMemory.AlignedAlloc(sizeBytes, 64);
    }

    /// <summary>Whether so much can be taken, whatever its alignment.</summary>
    public bool HasRoom(nuint bytes) => _size - _used >= bytes + 64;

    /// <summary>Bytes taken.</summary>
    public long Used => (long)_used;

    public void Reset() => _used = 0;

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    /// <summary>Zeroed memory, aligned to 64 bytes. The caller has made sure that there is room.</summary>
    public void* Take(nuint bytes) => Take(bytes, alignment: 64);

    /// <summary>The same with another alignment: a power of two up to 64.</summary>
    public void* Take(nuint bytes, nuint alignment)
    {
        _used = (_used + alignment - 1) & ~(alignment - 1);
        byte* p = _memory + _used;
        _used += bytes;
        NativeMemory.Clear(p, bytes);
        return p;
    }
}
