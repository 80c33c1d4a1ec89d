namespace Xemu.Kernel.Hle;

/// <summary>Where the kernel's own things lie in the guest's memory.</summary>
/// <remarks>
/// The console's map (xboxdevwiki "Memory"): programs from 0x00010000, all of RAM at 0x80000000 with the kernel at 0x80010000, the page
/// tables at 0xC0000000, pool and system memory from 0xD0000000, RAM once more through the GPU's window at 0xF0000000. The page directory
/// is page 0x0F. Within the kernel's own 128 KiB the order is ours.
/// </remarks>
internal static class KernelLayout
{
    /// <summary>Where RAM is seen one to one.</summary>
    public const uint IdentityBase = 0x8000_0000;

    /// <summary>Physical address of the page directory.</summary>
    public const uint PageDirectory = 0xF000;

    /// <summary>Where the page tables are seen as one array.</summary>
    public const uint PageTableBase = 0xC000_0000;

    /// <summary>System page table entries: pool, stacks, system memory.</summary>
    public const uint SystemBase = 0xD000_0000;

    /// <summary>End of the system page table entries.</summary>
    public const uint SystemEnd = 0xE000_0000;

    /// <summary>Memory of the debugger on machines with 128 MiB.</summary>
    public const uint DebugBase = 0xB000_0000;

    /// <summary>End of the debugger's memory.</summary>
    public const uint DebugEnd = 0xB800_0000;

    /// <summary>First address of a program.</summary>
    public const uint UserBase = 0x0001_0000;

    /// <summary>One past the last address of a program.</summary>
    public const uint UserEnd = 0x7FFE_0000;

    /// <summary>The kernel's image.</summary>
    public const uint Image = 0x8001_0000;

    /// <summary>Code: traps, stubs, exports.</summary>
    public const uint Code = 0x8001_1000;

    /// <summary>Bytes for the code.</summary>
    public const uint CodeBytes = 0x5000;

    /// <summary>Exported variables.</summary>
    public const uint Data = 0x8001_6000;

    /// <summary>Bytes for the exported variables.</summary>
    public const uint DataBytes = 0x1000;

    /// <summary>Descriptor table.</summary>
    public const uint Gdt = 0x8001_7000;

    /// <summary>Task state segments: the usual one, and the double fault's.</summary>
    public const uint Tss = 0x8001_7100;

    /// <summary>Task state segment of the double fault.</summary>
    public const uint DoubleFaultTss = 0x8001_7180;

    /// <summary>Interrupt descriptor table, 256 gates.</summary>
    public const uint Idt = 0x8001_7800;

    /// <summary>Processor control region, at FS.</summary>
    public const uint Pcr = 0x8001_8000;

    /// <summary>What the trap code reads after a call of the platform: see <see cref="ResumeSlot"/>.</summary>
    public const uint Resume = 0x8001_8400;

    /// <summary>The idle thread and the kernel's process.</summary>
    public const uint IdleThread = 0x8001_8500;

    /// <summary>KPROCESS of the system.</summary>
    public const uint SystemProcess = 0x8001_8700;

    /// <summary>KPROCESS of the idle thread.</summary>
    public const uint IdleProcess = 0x8001_8740;

    /// <summary>Top of the double fault's stack.</summary>
    public const uint DoubleFaultStackTop = 0x8001_A000;

    /// <summary>Lowest address of the idle thread's stack.</summary>
    public const uint IdleStackLimit = 0x8001_A000;

    /// <summary>Top of the idle thread's stack.</summary>
    public const uint IdleStackTop = 0x8001_C000;

    /// <summary>Lowest address of the stack of deferred procedure calls.</summary>
    public const uint DpcStackLimit = 0x8001_C000;

    /// <summary>Top of the stack of deferred procedure calls.</summary>
    public const uint DpcStackTop = 0x8002_0000;

    /// <summary>End of the kernel's image.</summary>
    public const uint ImageEnd = 0x8002_0000;

    /// <summary>Page size in bytes.</summary>
    public const uint PageBytes = 4096;

    /// <summary>Code segment.</summary>
    public const ushort CodeSelector = 0x08;

    /// <summary>Data segment.</summary>
    public const ushort DataSelector = 0x10;

    /// <summary>Processor control region.</summary>
    public const ushort PcrSelector = 0x20;

    /// <summary>Task state segment.</summary>
    public const ushort TssSelector = 0x28;

    /// <summary>Task of the double fault.</summary>
    public const ushort DoubleFaultSelector = 0x50;

    /// <summary>Interrupt requests start at this vector.</summary>
    public const int InterruptVector = 0x30;

    /// <summary>Converts an address in the kernel's image to a physical one.</summary>
    public static uint Physical(uint address) => address - IdentityBase;
}
