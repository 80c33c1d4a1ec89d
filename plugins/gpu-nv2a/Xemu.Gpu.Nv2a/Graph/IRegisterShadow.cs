namespace Xemu.Gpu.Nv2a;

/// <summary>State of a class that registers of PGRAPH hold as well.</summary>
internal interface IRegisterShadow
{
    /// <summary>What a register holds.</summary>
    /// <param name="register">Its offset, a multiple of 4 below 0x2000.</param>
    /// <param name="stored">What was written to it: for the bits that no state is known of.</param>
    uint Read(uint register, uint stored);

    /// <summary>A register was written.</summary>
    /// <param name="register">Its offset, a multiple of 4 below 0x2000.</param>
    /// <param name="value">The word.</param>
    void Write(uint register, uint value);
}
