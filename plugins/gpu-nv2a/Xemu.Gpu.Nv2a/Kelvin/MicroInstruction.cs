using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>The fields of one instruction in the transform program memory; its first word is not used.</summary>
/// <param name="First">The second word.</param>
/// <param name="Second">The third word.</param>
/// <param name="Third">The fourth word.</param>
internal readonly record struct MicroInstruction(uint First, uint Second, uint Third)
{
    public int ScalarOperation => (int)(First >> 25) & 7;

    public int VectorOperation => (int)(First >> 21) & 15;

    public VertexSource A => Source((First >> 8) & 1, First & 0xFF, (Second >> 28) & 15, (Second >> 26) & 3);

    public VertexSource B => Source((Second >> 25) & 1, (Second >> 17) & 0xFF, (Second >> 13) & 15, (Second >> 11) & 3);

    public VertexSource C => Source((Second >> 10) & 1, (Second >> 2) & 0xFF, ((Second & 3) << 2) | (Third >> 30), (Third >> 28) & 3);

    public byte VectorMask => Mask(Third >> 24);

    public short TemporaryIndex => (short)((Third >> 20) & 15);

    public byte ScalarMask => Mask(Third >> 16);

    public byte OutputMask => Mask(Third >> 12);

    public bool IsConstantOutput => (Third & (1 << 11)) == 0;

    public short OutputIndex => IsConstantOutput ? (short)((Third >> 3) & 0xFF) : (short)((Third >> 3) & 15);

    public bool IsScalarOutput => (Third & 4) != 0;

    public bool IsLast => (Third & 1) != 0;

    private bool IsRelative => (Third & 2) != 0;

    /// <summary>The memory has x in the highest bit; the contract in the lowest.</summary>
    private static byte Mask(uint bits) => (byte)(((bits & 8) >> 3) | ((bits & 4) >> 1) | ((bits & 2) << 1) | ((bits & 1) << 3));

    /// <summary>The memory has the component for x in the highest bits; the contract in the lowest.</summary>
    private static byte Swizzle(uint bits) =>
        (byte)(((bits >> 6) & 3) | (((bits >> 4) & 3) << 2) | (((bits >> 2) & 3) << 4) | ((bits & 3) << 6));

    private short ConstantIndex => (short)((First >> 13) & 0xFF);

    /// <summary>A source; constants behind the last read as zeros, as those do that are addressed relatively (unverified).</summary>
    private VertexSource Source(uint negate, uint swizzle, uint temporary, uint mux) => mux switch
    {
        2 => new(VertexRegister.Input, (short)((First >> 9) & 15), Swizzle(swizzle), negate != 0),
        3 when ConstantIndex >= DrawCall.AddressableConstantCount && !IsRelative => VertexCode.Splat(VertexCode.Constant(FixedConstants.Numbers), 0) with { IsNegated = negate != 0 },
        3 => new(VertexRegister.Constant, ConstantIndex, Swizzle(swizzle), negate != 0, IsRelative),
        _ when temporary == 12 => new(VertexRegister.Output, 0, Swizzle(swizzle), negate != 0),
        _ => new(VertexRegister.Temporary, (short)Math.Min(temporary, 11), Swizzle(swizzle), negate != 0),
    };
}
