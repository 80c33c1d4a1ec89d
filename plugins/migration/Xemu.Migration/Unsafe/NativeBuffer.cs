using System.Runtime.InteropServices;

namespace Xemu.Migration;

/// <summary>Memory at a page boundary, for channels that need alignment.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private void* _memory;

    public NativeBuffer(int lengthBytes)
    {
        LengthBytes = lengthBytes;
        _memory = NativeMemory.AlignedAlloc((nuint)lengthBytes, 4096);
    }

    public int LengthBytes { get; }

    public nint Address => (nint)_memory;

    // SAFETY: allocated with exactly this length, freed by Dispose alone.
    public Span<byte> Span => new(_memory, _memory is null ? 0 : LengthBytes);

    /// <summary>A buffer that a thread may still be using when its owner gives up is left to the collector.</summary>
    ~NativeBuffer() => Dispose();

    public void Dispose()
    {
        void* memory = _memory;
        _memory = null;
        NativeMemory.AlignedFree(memory);
        GC.SuppressFinalize(this);
    }
}
