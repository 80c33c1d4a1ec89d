using Iced.Intel;
using Xemu.Abstractions.Cpu;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>What is written to a page table counts from the next access on, without INVLPG and without a load of CR3. Under both engines and both forms of tables.</summary>
public sealed unsafe class CoherenceTests
{
    private const uint Page = TestTables.Page;
    private const uint First = TestTables.First;
    private const uint Second = TestTables.Second;
    private const uint Open = TestTables.Open;
    private const uint Accessed = TestTables.Accessed;
    private const uint Dirty = TestTables.Dirty;
    private const uint Large = TestTables.Large;
    private const uint Rounds = TestTables.Rounds;

    public static TheoryData<bool, bool> Engines => new()
    {
        { false, false },
        { false, true },
        { true, false },
        { true, true },
    };

    [Theory]
    [MemberData(nameof(Engines))]
    public void ChangedEntry_NextRead_SeesIt(bool isTranslated, bool isPae)
    {
        var tables = new TestTables(isPae);
        using Guest guest = tables.Loop(isTranslated, a =>
        {
            a.mov(__dword_ptr[tables.EntryOf(Page)], (int)(Second | Open | Accessed));
            a.add(ecx, __dword_ptr[Page]);
            a.mov(__dword_ptr[tables.EntryOf(Page)], (int)(First | Open));
            a.add(edx, __dword_ptr[Page]);
        });

        Finish(guest);

        Assert.Equal((Rounds * 0x100, Rounds), (guest.Register(Reg.Ecx), guest.Register(Reg.Edx)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void ChangedEntry_NextWrite_SeesIt(bool isTranslated, bool isPae)
    {
        var tables = new TestTables(isPae);
        using Guest guest = tables.Loop(isTranslated, a =>
        {
            a.mov(__dword_ptr[tables.EntryOf(Page)], (int)(Second | Open));
            a.inc(__dword_ptr[Page]);
            a.mov(__dword_ptr[tables.EntryOf(Page)], (int)(First | Open | Accessed | Dirty));
            a.mov(__dword_ptr[Page + 4], esi);
            a.inc(__dword_ptr[Page]);
        });

        Finish(guest);

        Assert.Equal((1 + Rounds, 0x100 + Rounds), (guest.Read32(First), guest.Read32(Second)));
        Assert.Equal((1u, 0u), (guest.Read32(First + 4), guest.Read32(Second + 4)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void ChangedEntry_NextFetch_SeesIt(bool isTranslated, bool isPae)
    {
        var tables = new TestTables(isPae);
        using Guest guest = tables.Loop(isTranslated, a =>
        {
            a.mov(__dword_ptr[tables.EntryOf(Page)], (int)(First | Open));
            a.call(Page);
            a.mov(__dword_ptr[tables.EntryOf(Page)], (int)(Second | Open));
            a.call(Page);
        });
        Functions(guest);

        Finish(guest);

        Assert.Equal(Rounds * 0x101, guest.Register(Reg.Ecx));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void ChangedEntryOfTheRunningPage_NextInstruction_IsTheNewPages(bool isTranslated, bool isPae)
    {
        var tables = new TestTables(isPae);
        using Guest guest = tables.Loop(isTranslated, a => a.call(Page));
        guest.Assemble(First, 32, a =>
        {
            // 10 bytes; those behind it in this page are not for running.
            a.mov(__dword_ptr[tables.EntryOf(Page)], (int)(Second | Open));
            a.add(ecx, 0x100);
            a.ret();
        });
        guest.Assemble(Second + 10, 32, a =>
        {
            a.inc(edx);
            a.mov(__dword_ptr[tables.EntryOf(Page)], (int)(First | Open));
            a.add(ecx, 0x100);
            a.ret();
        });
        guest.Assemble(First + 21, 32, static a =>
        {
            a.inc(ebx);
            a.ret();
        });

        Finish(guest);

        Assert.Equal((0u, Rounds, Rounds), (guest.Register(Reg.Ecx), guest.Register(Reg.Edx), guest.Register(Reg.Ebx)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void ClearedAccessedAndDirty_AreSetByTheNextAccess(bool isTranslated, bool isPae)
    {
        var tables = new TestTables(isPae);
        using Guest guest = tables.Loop(isTranslated, a =>
        {
            a.and(__dword_ptr[tables.EntryOf(Page)], unchecked((int)~(Accessed | Dirty)));
            a.mov(eax, __dword_ptr[Page]);
            Add(a, ecx, tables.EntryOf(Page));
            a.mov(__dword_ptr[Page], eax);
            Add(a, edx, tables.EntryOf(Page));
            a.and(__dword_ptr[tables.EntryOf(Page)], unchecked((int)~Dirty));
            a.mov(eax, __dword_ptr[Page]);
            Add(a, ebx, tables.EntryOf(Page));
            a.mov(__dword_ptr[Page], eax);
            Add(a, edi, tables.EntryOf(Page));
        });

        Finish(guest);

        Assert.Equal((Rounds * Accessed, Rounds * (Accessed | Dirty)), (guest.Register(Reg.Ecx), guest.Register(Reg.Edx)));
        Assert.Equal((Rounds * Accessed, Rounds * (Accessed | Dirty)), (guest.Register(Reg.Ebx), guest.Register(Reg.Edi)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void ClearedAccessedOfCodeAndOfItsRegion_AreSetByTheNextFetch(bool isTranslated, bool isPae)
    {
        var tables = new TestTables(isPae);
        using Guest guest = tables.Loop(isTranslated, a =>
        {
            a.and(__dword_ptr[tables.EntryOf(Page)], unchecked((int)~Accessed));
            a.call(Page);
            Add(a, edx, tables.EntryOf(Page));
            a.and(__dword_ptr[tables.RegionOf(Page)], unchecked((int)~Accessed));
            a.call(Page);
            Add(a, ebx, tables.RegionOf(Page));
        });
        Functions(guest);

        Finish(guest);

        Assert.Equal((Rounds * 2, Rounds * Accessed), (guest.Register(Reg.Ecx), guest.Register(Reg.Edx)));
        Assert.Equal(Rounds * Accessed, guest.Register(Reg.Ebx));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void ChangedRegion_NextAccesses_SeeIt(bool isTranslated, bool isPae)
    {
        var tables = new TestTables(isPae);
        using Guest guest = tables.Loop(isTranslated, a =>
        {
            a.mov(__dword_ptr[tables.RegionOf(Page)], (int)(TestTables.OtherTable | Open));
            a.add(ecx, __dword_ptr[Page]);
            a.mov(__dword_ptr[tables.RegionOf(Page)], (int)(TestTables.Table | Open | Accessed));
            a.add(edx, __dword_ptr[Page]);
        });
        guest.Write32(tables.EntryOf(Page, TestTables.OtherTable), Second | Open);

        Finish(guest);

        Assert.Equal((Rounds * 0x100, Rounds), (guest.Register(Reg.Ecx), guest.Register(Reg.Edx)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void LargePage_ChangedAndWithDirtyCleared_IsFollowed(bool isTranslated, bool isPae)
    {
        var tables = new TestTables(isPae);
        const uint Linear = TestTables.LargePage + 0x1_1000;
        using Guest guest = tables.Loop(isTranslated, a =>
        {
            a.mov(__dword_ptr[tables.RegionOf(Linear)], (int)(0x40_0000 | Open | Large));
            a.inc(__dword_ptr[Linear]);
            Add(a, ecx, tables.RegionOf(Linear));
            a.mov(__dword_ptr[tables.RegionOf(Linear)], (int)(0xC0_0000 | Open | Large | Accessed));
            a.mov(eax, __dword_ptr[Linear + 0x1000]);
            Add(a, edx, tables.RegionOf(Linear));
            a.inc(__dword_ptr[Linear]);
            Add(a, ebx, tables.RegionOf(Linear));
        });

        Finish(guest);

        Assert.Equal((Rounds, Rounds), (guest.Read32(0x41_1000), guest.Read32(0xC1_1000)));
        Assert.Equal((Rounds * (Accessed | Dirty), Rounds * Accessed), (guest.Register(Reg.Ecx), guest.Register(Reg.Edx)));
        Assert.Equal(Rounds * (Accessed | Dirty), guest.Register(Reg.Ebx));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void SelfMappedDirectory_WritesThroughIt_AreSeen(bool isTranslated, bool isPae)
    {
        // The region of LargePage has the directory as its table: page n of it is what the directory's entry n points at.
        var tables = new TestTables(isPae);
        uint regionNumber = isPae ? Page >> 21 : Page >> 22;
        uint throughSelf = TestTables.LargePage + (regionNumber << 12) + (tables.EntryOf(Page) & 0xFFF);
        uint self = TestTables.LargePage >> (isPae ? 21 : 22);
        uint regionThroughSelf = TestTables.LargePage + (self << 12) + (regionNumber * tables.EntryBytes);
        using Guest guest = tables.Loop(isTranslated, a =>
        {
            a.mov(__dword_ptr[throughSelf], (int)(Second | Open));
            a.add(ecx, __dword_ptr[Page]);
            a.mov(__dword_ptr[throughSelf], (int)(First | Open));
            a.add(edx, __dword_ptr[Page]);
            a.mov(__dword_ptr[regionThroughSelf], (int)(TestTables.OtherTable | Open));
            a.add(ebx, __dword_ptr[Page]);
            a.add(edi, __dword_ptr[throughSelf]);
            a.mov(__dword_ptr[regionThroughSelf], (int)(TestTables.Table | Open));
        });
        guest.Write32(tables.RegionOf(TestTables.LargePage), TestTables.Directory | Open);
        guest.Write32(tables.EntryOf(Page, TestTables.OtherTable), Second | Open | Accessed);

        Finish(guest);

        Assert.Equal((Rounds * 0x100, Rounds, Rounds * 0x100), (guest.Register(Reg.Ecx), guest.Register(Reg.Edx), guest.Register(Reg.Ebx)));
        Assert.Equal(Rounds * (Second | Open | Accessed), guest.Register(Reg.Edi));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void TablePageUsedAsData_IsLetGo_AndWatchedAgainAsATable(bool isTranslated, bool isPae)
    {
        var tables = new TestTables(isPae);
        using Guest guest = tables.Loop(isTranslated, a =>
        {
            a.add(ecx, __dword_ptr[Page]);
            a.mov(__dword_ptr[tables.RegionOf(Page)], 0);
            a.mov(edi, TestTables.Table);
            a.mov(edx, 1024);
            Label fill = a.CreateLabel();
            a.Label(ref fill);
            a.mov(__dword_ptr[edi], (int)(Second | Open | Accessed));
            a.add(edi, 4);
            a.dec(edx);
            a.jnz(fill);
            Look(a);
            a.mov(__dword_ptr[tables.EntryOf(Page) + (tables.EntryBytes & 4)], 0);
            a.mov(__dword_ptr[tables.EntryOf(Page) + 4], 0);
            a.mov(__dword_ptr[tables.EntryOf(Page)], (int)(First | Open));
            a.mov(__dword_ptr[tables.RegionOf(Page)], (int)(TestTables.Table | Open));
        });
        int watched = 0;
        guest.Ports.MapIo("look", Port, 1, new ByteSink { Written = _ => watched += IsWatched(guest, TestTables.Table) ? 1 : 0 });

        Finish(guest);

        Assert.Equal((Rounds, 0), (guest.Register(Reg.Ecx), watched));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void TwoSpaces_SwitchedBackAndForth_ShareOnlyWhatTheirDirectoriesShare(bool isTranslated, bool isPae)
    {
        var tables = new TestTables(isPae);
        using Guest guest = tables.Loop(isTranslated, a =>
        {
            a.mov(eax, tables.Root(TestTables.OtherDirectory));
            a.mov(cr3, eax);
            a.add(ecx, __dword_ptr[Page]);
            a.mov(__dword_ptr[Page + 8], esi);
            a.mov(eax, tables.Root(TestTables.Directory));
            a.mov(cr3, eax);
            a.add(edx, __dword_ptr[Page]);
            a.inc(__dword_ptr[Page + 8]);
        });
        guest.Write32(tables.RegionOf(Page, TestTables.OtherDirectory), TestTables.OtherTable | Open);
        guest.Write32(tables.EntryOf(Page, TestTables.OtherTable), Second | Open);

        Finish(guest);

        Assert.Equal((Rounds * 0x100, Rounds), (guest.Register(Reg.Ecx), guest.Register(Reg.Edx)));
        Assert.Equal((Rounds, 1u), (guest.Read32(First + 8), guest.Read32(Second + 8)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Cr3Load_OfADirectoryWithoutAccessedBits_SetsThem(bool isTranslated, bool isPae)
    {
        var tables = new TestTables(isPae);
        using Guest guest = tables.Loop(isTranslated, a =>
        {
            a.add(ecx, __dword_ptr[Page]);
            a.and(__dword_ptr[tables.RegionOf(Page, TestTables.OtherDirectory)], unchecked((int)~Accessed));
            a.mov(eax, tables.Root(TestTables.OtherDirectory));
            a.mov(cr3, eax);
            a.add(ecx, __dword_ptr[Page]);
            Add(a, edx, tables.RegionOf(Page, TestTables.OtherDirectory));
            a.mov(eax, tables.Root(TestTables.Directory));
            a.mov(cr3, eax);
        });

        Finish(guest);

        Assert.Equal((Rounds * 2, Rounds * Accessed), (guest.Register(Reg.Ecx), guest.Register(Reg.Edx)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void ChangedEntryOfASpaceThatDoesNotRun_IsSeenWhenItRunsAgain(bool isTranslated, bool isPae)
    {
        var tables = new TestTables(isPae);
        using Guest guest = tables.Loop(isTranslated, a =>
        {
            a.mov(eax, tables.Root(TestTables.OtherDirectory));
            a.mov(cr3, eax);
            a.mov(__dword_ptr[tables.EntryOf(Page)], (int)(Second | Open));
            a.mov(eax, tables.Root(TestTables.Directory));
            a.mov(cr3, eax);
            a.add(ecx, __dword_ptr[Page]);
            a.call(Page + 0x10);
            a.mov(eax, tables.Root(TestTables.OtherDirectory));
            a.mov(cr3, eax);
            a.mov(__dword_ptr[tables.EntryOf(Page)], (int)(First | Open));
            a.mov(eax, tables.Root(TestTables.Directory));
            a.mov(cr3, eax);
            a.add(ecx, __dword_ptr[Page]);
            a.call(Page + 0x10);
        });
        guest.Write32(tables.RegionOf(Page, TestTables.OtherDirectory), 0);
        guest.Assemble(First + 0x10, 32, static a =>
        {
            a.inc(edx);
            a.ret();
        });
        guest.Assemble(Second + 0x10, 32, static a =>
        {
            a.add(edx, 0x100);
            a.ret();
        });

        Finish(guest);

        Assert.Equal((Rounds * 0x101, Rounds * 0x101), (guest.Register(Reg.Ecx), guest.Register(Reg.Edx)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void UserPrograms_InTwoSpaces_SeeTheirOwnPages(bool isTranslated, bool isPae)
    {
        var tables = new TestTables(isPae);
        using Guest guest = Guest.Flat(
            a =>
            {
                tables.Enter(a);
                a.push(0x23);
                a.push(0x7_0000);
                a.push(2);
                a.push(0x1B);
                a.push(0x1_2000);
                a.iretd();
            },
            isTranslated);
        tables.Write(guest);
        FaultTests.UserSegments(guest);
        guest.Write32(tables.RegionOf(Page, TestTables.OtherDirectory), TestTables.OtherTable | Open);
        guest.Write32(tables.EntryOf(Page, TestTables.OtherTable), Second | Open);
        guest.Assemble(0x1_2000, 32, static a =>
        {
            Label again = a.CreateLabel();
            a.mov(eax, 0x23);
            a.mov(ds, eax);
            a.mov(es, eax);
            a.mov(esi, 2 * TestTables.Rounds);
            a.Label(ref again);
            a.mov(eax, __dword_ptr[Page]);
            a.add(ecx, eax);
            a.inc(__dword_ptr[Page + 8]);
            a.@int(0x30);
            a.dec(esi);
            a.jnz(again);
            a.@int(0x31);
        });
        guest.Assemble(0xA000, 32, a =>
        {
            a.mov(eax, cr3);
            a.xor(eax, (int)(tables.Root(TestTables.Directory) ^ tables.Root(TestTables.OtherDirectory)));
            a.mov(cr3, eax);
            a.inc(__dword_ptr[0x6000]);
            a.iretd();
        });
        guest.Assemble(0xA100, 32, static a => a.hlt());
        guest.SetGate(0x30, 0xA000, 0xEE);
        guest.SetGate(0x31, 0xA100, 0xEE);

        Finish(guest);

        Assert.Equal((Rounds * 0x101, 2 * Rounds), (guest.Register(Reg.Ecx), guest.Read32(0x6000)));
        Assert.Equal((Rounds, Rounds), (guest.Read32(First + 8), guest.Read32(Second + 8)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void WriteProtect_TurnedOn_StopsSupervisorsFromWritingWhatTheyCould(bool isTranslated, bool isPae)
    {
        var tables = new TestTables(isPae);
        using Guest guest = tables.Loop(isTranslated, a =>
        {
            a.mov(__dword_ptr[Page + 8], esi);
            a.mov(eax, cr0);
            a.or(eax, (int)Cr.Wp);
            a.mov(cr0, eax);
            a.mov(__dword_ptr[Page + 12], esi);
            a.mov(eax, cr0);
            a.and(eax, unchecked((int)~Cr.Wp));
            a.mov(cr0, eax);
        });
        guest.Write32(tables.EntryOf(Page), First | 5);
        guest.Assemble(0xA000, 32, static a =>
        {
            a.inc(edx);
            a.add(__dword_ptr[esp + 4], 6);
            a.add(esp, 4);
            a.iretd();
        });
        guest.SetGate(14, 0xA000);

        Finish(guest);

        Assert.Equal((Rounds, 1u, 0u), (guest.Register(Reg.Edx), guest.Read32(First + 8), guest.Read32(First + 12)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void EntryWrittenByADevice_IsSeenByTheNextAccess(bool isTranslated, bool isPae)
    {
        var tables = new TestTables(isPae);
        using Guest guest = tables.Loop(isTranslated, Ask);
        uint next = Second;
        guest.Ports.MapIo("look", Port, 1, new ByteSink
        {
            Written = _ =>
            {
                guest.Write32(tables.EntryOf(Page), next | Open | Accessed);
                next ^= First ^ Second;
            },
        });
        Functions(guest);

        Finish(guest);

        Assert.Equal(Rounds / 2 * 0x101, guest.Register(Reg.Ecx));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void EntryWrittenByAnotherThread_IsSeenByTheNextAccess(bool isTranslated, bool isPae)
    {
        var tables = new TestTables(isPae);
        using Guest guest = tables.Loop(isTranslated, Ask);
        uint next = Second;
        guest.Ports.MapIo("look", Port, 1, new ByteSink
        {
            Written = _ =>
            {
                var thread = new Thread(() => guest.Write32(tables.EntryOf(Page), next | Open));
                thread.Start();
                thread.Join();
                next ^= First ^ Second;
            },
        });
        Functions(guest);

        Finish(guest);

        Assert.Equal(Rounds / 2 * 0x101, guest.Register(Reg.Ecx));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DirectoryInRegisters_NothingIsKept(bool isPae)
    {
        // The directory is a device that counts how often it is read: a walk for each access.
        var tables = new TestTables(isPae);
        using Guest guest = tables.Loop(isTranslated: false, static a => a.add(ecx, __dword_ptr[Page]));
        const uint Device = 0xE000_0000;
        var directory = new Window(guest, TestTables.Directory);
        guest.Memory.MapIo("directory", Device, 4096, directory);
        guest.Write64(TestTables.Directory + 0xF00, Device | 1);
        guest.Cpu.Run(4);
        guest.State->Cr3 = isPae ? TestTables.Directory + 0xF00 : Device;

        Finish(guest);

        Assert.Equal(Rounds, guest.Register(Reg.Ecx));
        Assert.True(directory.Reads > 2 * Rounds, $"{directory.Reads} reads");
        Assert.Equal(0, guest.Cpu.Host.Tables.Count);
    }

    private const ushort Port = 0x80;

    private static void Look(Assembler a)
    {
        a.mov(ebx, edx);
        a.mov(edx, Port);
        a.@out(dx, al);
        a.mov(edx, ebx);
    }

    /// <summary>Lets the device change the entry, and calls what is there then.</summary>
    private static void Ask(Assembler a)
    {
        Look(a);
        a.call(Page);
    }

    /// <summary>Adds the accessed and dirty bits of an entry to a register.</summary>
    private static void Add(Assembler a, AssemblerRegister32 sum, uint entry)
    {
        a.mov(ebp, __dword_ptr[entry]);
        a.and(ebp, (int)(Accessed | Dirty));
        a.add(sum, ebp);
    }

    /// <summary>Functions at the start of both pages: one adds 1, the other 0x100.</summary>
    private static void Functions(Guest guest)
    {
        guest.Assemble(First, 32, static a =>
        {
            a.inc(ecx);
            a.ret();
        });
        guest.Assemble(Second, 32, static a =>
        {
            a.add(ecx, 0x100);
            a.ret();
        });
    }

    private static bool IsWatched(Guest guest, uint page)
    {
        PhysicalPage* physical = guest.Cpu.Host.Physical.Get(page >> 12);
        return (*physical->State & (byte)Abstractions.Memory.PageState.Tables) != 0;
    }

    private static void Finish(Guest guest)
    {
        Assert.Equal(CpuExit.Halted, guest.Run(10_000_000));
        Assert.True(guest.Register(Reg.Esi) == 0, $"Exception {guest.Register(Reg.Ebp)} at 0x{guest.StackTopValue():X} 0x{guest.StackTopValue(1):X}, CR2 0x{guest.State->Cr2:X}");
        Assert.True(guest.Cpu is not X86.Translator translator || translator.BlocksTranslated > 0);
    }

    /// <summary>Registers that are a page of RAM.</summary>
    private sealed class Window(Guest guest, uint address) : Abstractions.Memory.IIoHandler
    {
        public int Reads { get; private set; }

        public ulong Read(ulong offset, int width)
        {
            Reads++;
            return guest.Memory.ReadValue(address + offset, width);
        }

        public void Write(ulong offset, int width, ulong value) => guest.Memory.WriteValue(address + offset, width, value);
    }
}
