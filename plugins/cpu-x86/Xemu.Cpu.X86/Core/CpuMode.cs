namespace Xemu.Cpu.X86;

/// <summary>What a block's decoding and permissions depend on, besides its code segment's base and limit.</summary>
internal static class CpuMode
{
    /// <summary>CS.D: 32-bit code.</summary>
    public const uint Code32 = 1;

    /// <summary>CPL is 3.</summary>
    public const uint User = 2;

    /// <summary>CR0.PE is set.</summary>
    public const uint Protected = 4;

    /// <summary>EFLAGS.VM is set.</summary>
    public const uint V86 = 8;
}
