namespace Xemu.Gpu.Texels;

/// <summary>Addresses in swizzled surfaces and textures: the bits of x, y and z interleave from the lowest on, as long as each has any.</summary>
internal readonly struct Swizzle
{
    private readonly uint _maskX;
    private readonly uint _maskY;
    private readonly uint _maskZ;

    /// <summary>For a size.</summary>
    /// <param name="widthLog2">Base-two logarithm of the width.</param>
    /// <param name="heightLog2">Of the height.</param>
    /// <param name="depthLog2">Of the depth.</param>
    public Swizzle(int widthLog2, int heightLog2, int depthLog2 = 0)
    {
        uint bit = 1;
        for (int i = 0; i < 16; i++)
        {
            _maskX |= Take(i < widthLog2, ref bit);
            _maskY |= Take(i < heightLog2, ref bit);
            _maskZ |= Take(i < depthLog2, ref bit);
        }
    }

    /// <summary>The number of a texel in memory.</summary>
    public uint IndexOf(uint x, uint y, uint z = 0) => Deposit(x, _maskX) | Deposit(y, _maskY) | Deposit(z, _maskZ);

    /// <summary>The number of the texel to the right of one; behind the last of a row comes its first.</summary>
    /// <param name="index">From <see cref="IndexOf"/>.</param>
    public uint RightOf(uint index) => (((index | ~_maskX) + 1) & _maskX) | (index & ~_maskX);

    private static uint Take(bool has, ref uint bit)
    {
        uint taken = has ? bit : 0;
        bit <<= has ? 1 : 0;
        return taken;
    }

    private static uint Deposit(uint value, uint mask)
    {
        if (System.Runtime.Intrinsics.X86.Bmi2.IsSupported)
        {
            return System.Runtime.Intrinsics.X86.Bmi2.ParallelBitDeposit(value, mask);
        }

        uint result = 0;
        for (uint bit = 1; mask != 0; bit <<= 1)
        {
            uint lowest = mask & (~mask + 1);
            result |= (value & bit) != 0 ? lowest : 0;
            mask &= mask - 1;
        }

        return result;
    }
}
