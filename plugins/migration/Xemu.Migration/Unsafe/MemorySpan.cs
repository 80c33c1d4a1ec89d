namespace Xemu.Migration;

/// <summary>Native memory as a span.</summary>
internal static unsafe class MemorySpan
{
    // SAFETY: the callers' addresses are pages of a RAM block or of a NativeBuffer, and the lengths lie within them.
    public static Span<byte> Of(nint address, int lengthBytes) => new((void*)address, lengthBytes);
}
