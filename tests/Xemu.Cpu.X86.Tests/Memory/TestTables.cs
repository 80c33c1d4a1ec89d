using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Page tables of either form in the first 2 MiB of a guest, which they map to themselves: for supervisors and users, writable.</summary>
internal sealed class TestTables(bool isPae)
{
    public const uint Directory = 0x10_0000;
    public const uint OtherDirectory = 0x10_1000;
    public const uint LowTable = 0x10_2000;

    /// <summary>A table for <see cref="Page"/>.</summary>
    public const uint Table = 0x10_3000;
    public const uint OtherTable = 0x10_4000;

    /// <summary>A linear page that has a region to itself in either form.</summary>
    public const uint Page = 0x60_0000;

    /// <summary>A region in which nothing is mapped at first.</summary>
    public const uint LargePage = 0x80_0000;

    /// <summary>Physical pages beyond what the tables map to themselves.</summary>
    public const uint First = 0x20_0000;
    public const uint Second = 0x21_0000;

    // Present, writable, user.
    public const uint Open = 7;
    public const uint Accessed = 0x20;
    public const uint Dirty = 0x40;
    public const uint Large = 0x80;

    /// <summary>How often a loop runs: enough for a translation.</summary>
    public const int Rounds = 60;

    private const uint Pointers = 0x10_F000;
    private const uint OtherPointers = 0x10_F800;

    public uint EntryBytes => isPae ? 8u : 4u;

    /// <summary>What CR3 holds for a directory.</summary>
    public uint Root(uint directory) => !isPae ? directory : directory == Directory ? Pointers : OtherPointers;

    /// <summary>Where a page's entry lies in a table.</summary>
    public uint EntryOf(uint linear, uint table = Table) => table + ((linear >> 12) % (4096 / EntryBytes) * EntryBytes);

    /// <summary>Where the entry of a page's region lies in a directory.</summary>
    public uint RegionOf(uint linear, uint directory = Directory) => directory + ((isPae ? linear >> 21 : linear >> 22) * EntryBytes);

    /// <summary>Runs a body in a loop under paging, with the counter in ESI, then halts; every register but that and the stack is the body's.</summary>
    public Guest Loop(bool isTranslated, Action<Assembler> body)
    {
        Guest guest = Guest.Flat(
            a =>
            {
                Enter(a);
                a.mov(esi, Rounds);
                Label again = a.CreateLabel();
                a.Label(ref again);
                body(a);
                a.dec(esi);
                a.jnz(again);
                a.hlt();
            },
            isTranslated);
        Write(guest);
        return guest;
    }

    /// <summary>Turns paging on, and large pages with it.</summary>
    public void Enter(Assembler a)
    {
        a.mov(eax, isPae ? Cr.Pae : Cr.Pse);
        a.mov(cr4, eax);
        a.mov(eax, Root(Directory));
        a.mov(cr3, eax);
        a.mov(eax, cr0);
        a.or(eax, unchecked((int)Cr.Pg));
        a.mov(cr0, eax);
    }

    public void Write(Guest guest)
    {
        foreach (uint directory in (uint[])[Directory, OtherDirectory])
        {
            guest.Write32(RegionOf(0, directory), LowTable | Open);
            guest.Write32(RegionOf(Page, directory), Table | Open);
        }

        guest.Write32(Pointers, Directory | 1);
        guest.Write32(OtherPointers, OtherDirectory | 1);
        for (uint page = 0; page < 512; page++)
        {
            guest.Write32(LowTable + (page * EntryBytes), (page << 12) | Open);
        }

        guest.Write32(EntryOf(Page), First | Open);
        guest.Write32(First, 1);
        guest.Write32(Second, 0x100);
    }
}
