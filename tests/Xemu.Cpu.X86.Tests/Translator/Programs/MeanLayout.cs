namespace Xemu.Cpu.X86.Tests;

/// <summary>Where everything lies in the guest of <see cref="MeanProgram"/>; physical addresses unless they say more.</summary>
internal static class MeanLayout
{
    public const uint PageBytes = 4096;
    public const uint RamBytes = 0x4_0000;
    public const uint Gdt = 0x1000;
    public const uint Idt = 0x2000;
    public const uint Tss = 0x3000;
    public const uint Directory = 0x4000;
    public const uint LowTable = 0x5000;
    public const uint AliasTable = 0x6000;
    public const uint TopTable = 0x7000;
    public const uint Handlers = 0x8000;
    public const uint Log = 0x9000;
    public const uint Variables = 0xA000;
    public const uint KernelStackTop = 0xC000;
    public const uint WindowTable = 0xE000;
    public const uint Code = 0x1_0000;
    public const uint CodeBytes = 0x4000;
    public const uint Data = 0x2_0000;
    public const uint DataBytes = 0x1_0000;
    public const uint Stack = 0x3_0000;
    public const uint StackBytes = 0x4000;
    public const uint Device = 0x10_0000;
    public const uint DeviceBytes = 0x2000;
    public const uint Rom = 0x11_0000;
    public const uint RomBytes = 0x2000;

    /// <summary>Linear: RAM once more.</summary>
    public const uint Alias = 0x80_0000;

    /// <summary>Linear: the directory and the tables, writable.</summary>
    public const uint Window = 0xC0_0000;

    /// <summary>Linear: the last two code pages, at the end of the address space.</summary>
    public const uint Top = 0xFFFF_E000;

    /// <summary>A slot of code, at the beginning of which the handlers go on.</summary>
    public const int SlotBytes = 32;

    /// <summary>A small function in each of the first pages of data: ADD EAX, imm32; RET.</summary>
    public const uint Stubs = Data + 0x900;
    public const int StubCount = 8;

    /// <summary>How often a place is passed before something happens there.</summary>
    public const uint Counters = Data + 0xA00;
    public const int CounterCount = 8;

    public const uint LogPointer = Variables;
    public const uint Bias = Variables + 4;
    public const uint CodeStart = Variables + 8;
    public const uint CodeLength = Variables + 12;
    public const uint Next = Variables + 16;
    public const uint Faults = Variables + 20;

    public const byte InterruptVector = 0x40;
    public const byte CallVector = 0x80;

    /// <summary>Selectors that a program may load, with those that it must not.</summary>
    public static readonly ushort[] Selectors = [0, 0x08, 0x10, 0x1B, 0x23, 0x30, 0x33, 0x38, 0x3B, 0x40, 0x48, 0x50, 0x5B, 0x60, 0x63, 0x68, 0x73, 0x78, 0x28, 0xFFFC, 0x13];

    /// <summary>From 8: code, data, user code, user data, the TSS, and odd ones.</summary>
    public static readonly ulong[] Descriptors =
    [
        0x00CF_9B00_0000_FFFF, 0x00CF_9300_0000_FFFF, 0x00CF_FB00_0000_FFFF, 0x00CF_F300_0000_FFFF,
        0x0000_8B00_3000_2067, // TSS at 0x3000, whose I/O map lies beyond its end
        0x0040_F302_0000_0FFF, // 0x30: data, base 0x20000, limit 0xFFF
        0x00CF_F300_1234_FFFF, // 0x38: data, base 0x1234, 4 GiB
        0x0000_9303_0000_3FFF, // 0x40: 16-bit stack, base 0x30000
        0x0040_F702_0000_0FFF, // 0x48: expand-down above 0xFFF, base 0x20000
        0x0000_9B01_0000_FFFF, // 0x50: 16-bit code, base 0x10000
        0x0000_FB01_0000_FFFF, // 0x58: 16-bit user code, base 0x10000
        0x00CF_F100_0000_FFFF, // 0x60: read-only data
        0x00CF_7300_0000_FFFF, // 0x68: not present
        0x0040_FB01_0000_3FFF, // 0x70: user code, base 0x10000, limit 0x3FFF
        0x00CF_F3FF_F000_FFFF, // 0x78: data, base 0x00FFF000
    ];
}
