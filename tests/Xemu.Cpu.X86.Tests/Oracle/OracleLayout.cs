namespace Xemu.Cpu.X86.Tests;

/// <summary>Linear addresses that both processors have; everything else below 4 GiB is unmapped in both.</summary>
internal static class OracleLayout
{
    /// <summary>Stubs and context of the host side; not mapped in the guest.</summary>
    public const uint StubPage = 0x3000_0000;
    public const uint ContextPage = 0x3000_1000;

    /// <summary>A page of INT3 with the instruction under test in its middle, between unmapped pages.</summary>
    public const uint CodePage = 0x3001_0000;
    public const uint Slot = CodePage + 0x800;

    public const uint DataBytes = 0x2000;
    public const uint LowData = 0x8000;
    public const uint HighData = 0x4_0000;

    public const uint PageBytes = 0x1000;

    /// <summary>Linux's flat selectors: 32-bit code and data of user programs.</summary>
    public const ushort UserCode32 = 0x23;
    public const ushort UserData = 0x2B;
    public const ushort UserCode64 = 0x33;

    /// <summary>Two pages of data between unmapped pages: below 64 KiB where the kernel lets this user map them, so that 16-bit addresses reach them.</summary>
    public static uint Data { get; private set; } = LowData;

    public static bool HasLowData => Data == LowData;

    public static void UseHighData() => Data = HighData;
}
