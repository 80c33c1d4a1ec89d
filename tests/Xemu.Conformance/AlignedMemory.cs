using System.Runtime.InteropServices;
using Xemu.Abstractions.Migration;

namespace Xemu.Conformance;

/// <summary>Native memory on a page's boundary, as RAM blocks have it.</summary>
public sealed class AlignedMemory : IDisposable
{
    private nint _address;

    /// <summary>Allocates zeros.</summary>
    public unsafe AlignedMemory(int lengthBytes)
    {
        LengthBytes = lengthBytes;
        _address = (nint)NativeMemory.AlignedAlloc((nuint)Math.Max(lengthBytes, 1), 4096);
        Span.Clear();
    }

    /// <summary>How much there is.</summary>
    public int LengthBytes { get; }

    /// <summary>The memory.</summary>
    // SAFETY: allocated with that length, freed by Dispose alone.
    public unsafe Span<byte> Span => new((void*)_address, LengthBytes);

    /// <summary>A piece of it.</summary>
    public IoSlice Slice(int start, int length) => new(_address + start, length);

    /// <summary>Frees it.</summary>
    public unsafe void Dispose()
    {
        NativeMemory.AlignedFree((void*)_address);
        _address = 0;
    }
}
