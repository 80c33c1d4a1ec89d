using System.Buffers.Binary;

namespace Xemu.Kernel.Hle;

/// <summary>Descriptor tables and page tables that the kernel starts with.</summary>
/// <remarks>Source: Intel SDM vol. 3, 3.4.5 (descriptors), 3.7 (paging), 6.11 (gates), 7.2 (task state).</remarks>
internal static class BootTables
{
    /// <summary>What LGDT and LIDT read.</summary>
    public const uint GdtPointer = KernelLayout.Gdt + 0xE0;
    public const uint IdtPointer = KernelLayout.Gdt + 0xE8;

    /// <summary>Limit of the descriptor table.</summary>
    public const ushort GdtLimit = 0x57;
    private const uint IdtLimit = 0x7FF;
    private const uint TssBytes = 0x68;

    /// <summary>Physical address of the page directory of the first instructions; the stack of deferred calls takes the page over.</summary>
    public const uint StartDirectory = KernelLayout.DpcStackLimit - KernelLayout.IdentityBase;

    private const ulong FlatCode = 0x00CF_9B00_0000_FFFF;
    private const ulong FlatData = 0x00CF_9300_0000_FFFF;

    private const uint PresentWritable = 0x003;
    private const uint PageGlobalBits = 0x063;
    private const uint LargeBits = 0x0E3;
    private const uint UncachedLargeBits = 0x0FB;
    private const uint LargeBytes = 0x0040_0000;
    private const byte DoubleFaultVector = 8;

    /// <summary>Physical address of the page tables of the identity map, which lie behind the kernel's image.</summary>
    public const uint IdentityTables = KernelLayout.ImageEnd - KernelLayout.IdentityBase;

    /// <summary>Bytes of the page tables of the identity map.</summary>
    public static uint IdentityTablesBytes(uint ramBytes) => ramBytes / KernelLayout.PageBytes * 4;

    /// <summary>Writes all tables.</summary>
    public static void Write(GuestRam ram, GuestCode code)
    {
        WriteDescriptors(ram, code);
        WriteGates(ram, code);
        WritePages(ram);
        WriteStartDirectory(ram);
    }

    private static void WriteDescriptors(GuestRam ram, GuestCode code)
    {
        Span<byte> gdt = stackalloc byte[(int)GdtLimit + 1];
        gdt.Clear();
        Put(gdt, KernelLayout.CodeSelector, FlatCode);
        Put(gdt, KernelLayout.DataSelector, FlatData);
        Put(gdt, KernelLayout.PcrSelector, Segment(KernelLayout.Pcr, 0xFFF, 0x93, granularity: 0x4));
        Put(gdt, KernelLayout.TssSelector, Segment(KernelLayout.Tss, TssBytes - 1, 0x89, granularity: 0));
        Put(gdt, KernelLayout.DoubleFaultSelector, Segment(KernelLayout.DoubleFaultTss, TssBytes - 1, 0x89, granularity: 0));
        ram.Write(KernelLayout.Physical(KernelLayout.Gdt), gdt);
        WritePointer(ram, GdtPointer, GdtLimit, KernelLayout.Gdt);
        WritePointer(ram, IdtPointer, IdtLimit, KernelLayout.Idt);
        WriteDoubleFaultTask(ram, code);
    }

    /// <summary>A task of its own, since a double fault mostly means that the stack is gone.</summary>
    private static void WriteDoubleFaultTask(GuestRam ram, GuestCode code)
    {
        uint task = KernelLayout.Physical(KernelLayout.DoubleFaultTss);
        ram.Write32(task + 0x1C, KernelLayout.PageDirectory);
        ram.Write32(task + 0x20, code.DoubleFault);
        ram.Write32(task + 0x24, 2);
        ram.Write32(task + 0x38, KernelLayout.DoubleFaultStackTop);
        ram.Write32(task + 0x48, KernelLayout.DataSelector);
        ram.Write32(task + 0x4C, KernelLayout.CodeSelector);
        ram.Write32(task + 0x50, KernelLayout.DataSelector);
        ram.Write32(task + 0x54, KernelLayout.DataSelector);
        ram.Write32(task + 0x58, KernelLayout.PcrSelector);
    }

    private static void WriteGates(GuestRam ram, GuestCode code)
    {
        for (int vector = 0; vector < 256; vector++)
        {
            uint place = KernelLayout.Physical(KernelLayout.Idt) + (uint)(vector * 8);
            uint handler = code.Vectors[vector];
            bool isTask = vector == DoubleFaultVector;
            ram.Write32(place, isTask ? (uint)KernelLayout.DoubleFaultSelector << 16 : ((uint)KernelLayout.CodeSelector << 16) | (handler & 0xFFFF));
            ram.Write32(place + 4, isTask ? 0x0000_8500 : (handler & 0xFFFF_0000) | 0x8E00);
        }
    }

    private static void WritePages(GuestRam ram)
    {
        SetDirectory(ram, KernelLayout.PageTableBase, KernelLayout.PageDirectory | PresentWritable);
        for (uint page = 0; page < ram.SizeBytes / KernelLayout.PageBytes; page++)
        {
            ram.Write32(IdentityTables + (page * 4), (page * KernelLayout.PageBytes) | PageGlobalBits);
        }

        for (uint address = 0; address < ram.SizeBytes; address += LargeBytes)
        {
            SetDirectory(ram, KernelLayout.IdentityBase + address, (IdentityTables + (address / 1024)) | PageGlobalBits);
            SetDirectory(ram, 0xF000_0000 + address, (0xF000_0000 + address) | UncachedLargeBits);
        }

        // Registers of GPU, audio, USB and network, and the flash.
        for (uint address = 0xFD00_0000; address != 0; address += LargeBytes)
        {
            SetDirectory(ram, address, address | UncachedLargeBits);
        }
    }

    /// <summary>The first instructions run at their physical address, until they jump to the kernel's: low memory is the program's afterwards.</summary>
    private static void WriteStartDirectory(GuestRam ram)
    {
        ram.Write32(StartDirectory, LargeBits);
        ram.Write32(StartDirectory + ((KernelLayout.IdentityBase >> 22) * 4), IdentityTables | PageGlobalBits);
    }

    private static void SetDirectory(GuestRam ram, uint address, uint entry) => ram.Write32(KernelLayout.PageDirectory + ((address >> 22) * 4), entry);

    private static ulong Segment(uint start, uint limit, byte access, byte granularity) =>
        (limit & 0xFFFF) | ((ulong)(start & 0xFF_FFFF) << 16) | ((ulong)access << 40) | ((ulong)granularity << 52) | ((ulong)(start >> 24) << 56);

    private static void Put(Span<byte> gdt, int selector, ulong descriptor) => BinaryPrimitives.WriteUInt64LittleEndian(gdt[selector..], descriptor);

    private static void WritePointer(GuestRam ram, uint address, uint limit, uint table)
    {
        uint place = KernelLayout.Physical(address);
        ram.Write32(place, limit | (table << 16));
        ram.Write32(place + 4, table >> 16);
    }
}
