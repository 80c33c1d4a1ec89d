using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

public sealed unsafe class PagingTests
{
    private const uint Directory = 0x10_0000;
    private const uint Table = 0x10_1000;

    [Fact]
    public void WriteToAnAbsentPage_GivesErrorCode2AndCr2()
    {
        using Guest guest = Paged(static a => a.mov(__dword_ptr[0x20_0FFE], eax));
        guest.Write32(Table + (4 * 0x201), 0);

        guest.Run();

        Assert.Equal((14u, 2u, 0x20_1000u), (guest.Register(Reg.Ebp), guest.StackTopValue(), guest.State->Cr2));
        Assert.Equal(0u, guest.Read32(0x20_0FFE) & 0xFFFF);
    }

    [Fact]
    public void Access_SetsAccessedThenDirty()
    {
        using Guest guest = Paged(static a =>
        {
            a.mov(eax, __dword_ptr[0x20_0000]);
            a.mov(ecx, __dword_ptr[Table + 0x800]);
            a.mov(__dword_ptr[0x20_0000], eax);
            a.mov(edx, __dword_ptr[Table + 0x800]);
            a.hlt();
        });

        guest.Run();

        Assert.Equal((0x20_0027u, 0x20_0067u), (guest.Register(Reg.Ecx), guest.Register(Reg.Edx)));
        Assert.Equal(0x20u, guest.Read32(Directory) & 0x20);
    }

    [Fact]
    public void SupervisorWriteToAReadOnlyPage_FaultsOnlyUnderWp()
    {
        using Guest guest = Paged(static a =>
        {
            a.mov(__dword_ptr[0x20_0000], eax);
            a.mov(eax, cr0);
            a.or(eax, 0x1_0000);
            a.mov(cr0, eax);
            a.inc(esi);
            a.mov(__dword_ptr[0x20_0000], eax);
        });
        guest.Write32(Table + 0x800, 0x20_0005);

        guest.Run();

        Assert.Equal((14u, 3u, 1u), (guest.Register(Reg.Ebp), guest.StackTopValue(), guest.Register(Reg.Esi)));
    }

    [Fact]
    public void UserReadOfASupervisorPage_GivesErrorCode5()
    {
        using Guest guest = Paged(static a =>
        {
            a.push(0x23);
            a.push(0x7_0000);
            a.push(2);
            a.push(0x1B);
            a.push(0x1_1000);
            a.iretd();
        });
        FaultTests.UserSegments(guest);
        guest.Write32(Table + 0x800, 0x20_0003);
        guest.Assemble(0x1_1000, 32, static a => a.mov(eax, __dword_ptr[0x20_0000]));

        guest.Run();

        Assert.Equal((14u, 5u, 0x20_0000u), (guest.Register(Reg.Ebp), guest.StackTopValue(), guest.State->Cr2));
    }

    [Fact]
    public void LargePage_MapsFourMegabytes_AndReservedBitsFault()
    {
        using Guest guest = Paged(static a =>
        {
            a.mov(eax, cr4);
            a.or(eax, 0x10);
            a.mov(cr4, eax);
            a.mov(ecx, __dword_ptr[0x40_1234]);
            a.mov(ecx, __dword_ptr[0x80_0000]);
        });
        guest.Write32(Directory + 4, 0x80_0083);
        guest.Write32(Directory + 8, 0x80_0083 | 0x20_0000);
        guest.Write32(0x80_1234, 0xCAFE);

        guest.Run();

        Assert.Equal((14u, 9u, 0xCAFEu), (guest.Register(Reg.Ebp), guest.StackTopValue(), guest.Register(Reg.Ecx)));
    }

    [Fact]
    public void Pae_MapsThroughThreeLevels()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.mov(eax, 0x11_0000);
            a.mov(cr3, eax);
            a.mov(eax, 0x20);
            a.mov(cr4, eax);
            a.mov(eax, cr0);
            a.or(eax, 0x8000_0000u);
            a.mov(cr0, eax);
            a.mov(ecx, __dword_ptr[0x60_0010]);
            a.hlt();
        });
        guest.Write64(0x11_0000, 0x11_1001);
        guest.Write64(0x11_1000, 0x0000_0083);
        guest.Write64(0x11_1000 + (8 * 3), 0x11_2003);
        guest.Write64(0x11_2000, 0x40_0003);
        guest.Write32(0x40_0010, 0x1234_5678);

        guest.Run();

        Assert.Equal(0x1234_5678u, guest.Register(Reg.Ecx));
    }

    [Fact]
    public void CodeOverAPageBorder_FaultsOnTheSecondPageAtTheInstruction()
    {
        using Guest guest = Paged(static a => a.jmp(0x20_0FFE));
        guest.Memory.Write(0x20_0FFE, [0xB8, 1, 2, 3, 4]);
        guest.Write32(Table + (4 * 0x201), 0);

        guest.Run();

        Assert.Equal((14u, 0u, 0x20_0FFEu, 0x20_1000u), (guest.Register(Reg.Ebp), guest.StackTopValue(), guest.StackTopValue(1), guest.State->Cr2));
    }

    [Fact]
    public void TryTranslate_HasNoSideEffects()
    {
        using Guest guest = Paged(static a => a.hlt());
        guest.Run();

        bool found = guest.Cpu.TryTranslate(0x20_0123, out ulong physical);

        Assert.Equal((true, 0x20_0123ul, 0x20_0007u), (found, physical, guest.Read32(Table + 0x800)));
    }

    /// <summary>Flat code that first turns on paging with the first 4 MiB mapped to themselves.</summary>
    internal static Guest Paged(Action<Assembler> program)
    {
        Guest guest = Guest.Flat(a =>
        {
            a.mov(eax, Directory);
            a.mov(cr3, eax);
            a.mov(eax, cr0);
            a.or(eax, 0x8000_0000u);
            a.mov(cr0, eax);
            program(a);
        });
        guest.IdentityPages(Directory, Table);
        return guest;
    }
}
