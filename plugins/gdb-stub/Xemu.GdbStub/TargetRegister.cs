namespace Xemu.GdbStub;

/// <summary>A register as gdb is told of it.</summary>
/// <param name="Name">gdb's name, which is the CPU's own.</param>
/// <param name="Bits">Width in packets; the CPU's may be less.</param>
/// <param name="Type">gdb's type.</param>
/// <param name="Feature">The feature that it belongs to.</param>
internal sealed record TargetRegister(string Name, int Bits, string Type, string Feature)
{
    /// <summary>The group of <c>info registers GROUP</c>, or null for gdb's own choice.</summary>
    public string? Group { get; init; }

    public int Bytes => Bits / 8;
}
