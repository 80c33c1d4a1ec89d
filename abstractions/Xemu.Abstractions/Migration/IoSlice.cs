using System.Diagnostics.CodeAnalysis;

namespace Xemu.Abstractions.Migration;

/// <summary>A piece of native memory that stays where it is during a call, such as pages of a RAM block. Laid out as <c>struct iovec</c>.</summary>
/// <param name="Address">Host address of the first byte.</param>
/// <param name="LengthBytes">Bytes, 0 to 2 GiB less one.</param>
[Experimental("XEMU0006")]
public readonly record struct IoSlice(nint Address, nint LengthBytes)
{
    /// <summary>The memory as a span.</summary>
    // SAFETY: whoever makes a slice answers for the memory during the call, as the type says.
    public unsafe Span<byte> AsSpan() => new((void*)Address, checked((int)LengthBytes));
}
