using Iced.Intel;
using Xemu.Abstractions.Cpu;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Windows and tables of jumps follow the page tables, and outlive loads of CR3.</summary>
public sealed unsafe class GuestWindowsTests
{
    private const uint Page = TestTables.Page;
    private const uint First = TestTables.First;
    private const uint Second = TestTables.Second;
    private const uint Open = TestTables.Open;
    private const uint Accessed = TestTables.Accessed;
    private const uint Dirty = TestTables.Dirty;
    private const int Spaces = 20;
    private const uint Directories = 0x11_0000;
    private const uint Tables = 0x13_0000;

    public GuestWindowsTests()
    {
        Assert.SkipUnless(X86.Translator.IsSupported(out string? reason), reason ?? string.Empty);
    }

    [Fact]
    public void Jumps_OfAPageThatHasNoDataWindow_GoWithItsEntry()
    {
        var tables = new TestTables(isPae: false);
        using Guest guest = tables.Loop(isTranslated: true, static a => a.call(Page + 0x10));
        Return(guest);
        guest.Cpu.Run(40);
        GuestWindows windows = Windows(guest);
        windows.Activate(guest.State);
        windows.Jumps.Set(Page + 0x10, 7);
        windows.Jumps.Set(Page + 0x1010, 8);

        guest.Write32(tables.EntryOf(Page + 0x1000), 0);
        uint neighbour = windows.Jumps.Get(Page + 0x10);
        Store(guest, tables.EntryOf(Page), Second | Open);

        Assert.Equal((0u, 0u), (neighbour, windows.Jumps.Get(Page + 0x10)));
        Assert.Equal(0u, windows.Jumps.Get(Page + 0x1010));
    }

    [Fact]
    public void Jumps_AfterAPreciseWrite_OnlyThoseOfThePageGo()
    {
        var tables = new TestTables(isPae: true);
        using Guest guest = tables.Loop(isTranslated: true, static a => a.call(Page + 0x10));
        Return(guest);
        guest.Cpu.Run(40);
        GuestWindows windows = Windows(guest);
        windows.Activate(guest.State);
        windows.Jumps.Set(Page + 0x10, 7);
        windows.Jumps.Set(Page + 0x1010, 8);

        Store(guest, tables.EntryOf(Page), Second | Open);

        Assert.Equal((0u, 8u), (windows.Jumps.Get(Page + 0x10), windows.Jumps.Get(Page + 0x1010)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cr3Loads_OnceEverySpaceHasRun_FaultNoMore(bool isUser)
    {
        using Guest guest = Rotation(isUser, spaces: 4);
        var cpu = (X86.Translator)guest.Cpu;
        guest.Run(30_000);
        ulong faults = cpu.Faults;

        CpuExit exit = guest.Run(30_000);

        Assert.Equal((CpuExit.CountReached, true), (exit, faults > 0));

        // Programs have windows of their own; what supervisors lose with each load is interpreted.
        Assert.Equal(faults, cpu.Faults);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MoreSpacesThanAreKept_InTurns_SeeTheirOwnPages(bool isUser)
    {
        using Guest guest = Rotation(isUser, Spaces);

        guest.Run(20_000);

        Assert.All(Enumerable.Range(0, Spaces), i => Assert.InRange((int)guest.Read32(First + (0x1000 * (uint)i) + 8), 40, 20_000));
        uint least = Enumerable.Range(0, Spaces).Min(i => guest.Read32(First + (0x1000 * (uint)i) + 8));
        uint most = Enumerable.Range(0, Spaces).Max(i => guest.Read32(First + (0x1000 * (uint)i) + 8));
        Assert.InRange(most - least, 0u, 1u);
    }

    [Fact]
    public void Pages_DroppedOneAfterTheOther_LeaveTogetherAndKeepTheirJumps()
    {
        using var memory = new GuestMemory(40);
        using var form = new WindowForm(new MappingBudget(100));
        using var view = new LinearView(new Lock(), form);
        _ = ((GuestWindow)view.Memory).MapRange(0x100, 40, memory.Descriptor, 0, isWritable: true);
        view.Jumps.Set(0x10_2000, 7);
        view.Jumps.Set(0x10_3000, 8);
        var counts = new List<int>();

        foreach (uint page in (uint[])[0x100, 0x101, 0x102, 0x120])
        {
            view.Drop(page, 1);
            counts.Add(view.Memory.PageCount);
        }

        Assert.Equal([39, 23, 23, 22], counts);
        Assert.Equal((0u, 8u), (view.Jumps.Get(0x10_2000), view.Jumps.Get(0x10_3000)));
    }

    [Fact]
    public void Learn_TakesThePagesBehind_ThatAnAccessWouldNotChange()
    {
        var tables = new TestTables(isPae: false);
        using Guest guest = tables.Loop(isTranslated: true, static a => a.nop());
        guest.Cpu.Run(8);
        for (uint i = 0; i < 20; i++)
        {
            guest.Write32(tables.EntryOf(Page + (i << 12)), (First + (i << 12)) | Open | Accessed | Dirty);
        }

        guest.Write32(tables.EntryOf(Page + 0x3000), First | Open);
        guest.Write32(tables.EntryOf(Page + 0x4000), 0);
        guest.Write32(tables.EntryOf(Page + 0x5000), First | Open | Accessed);
        GuestWindows windows = Windows(guest);
        windows.Activate(guest.State);
        int before = windows.PageCount;

        bool isRead = MemSlow.Translate(guest.State, Page, write: false, user: false) != null && windows.Learn(guest.State, Page, isWrite: false);
        int pages = windows.PageCount - before;
        bool isWritten = windows.Learn(guest.State, Page, isWrite: true);

        // 16 without the one that was never accessed and the one that is absent.
        Assert.Equal((true, 14, true), (isRead, pages, isWritten));
        Assert.Equal(First | Open, guest.Read32(tables.EntryOf(Page + 0x3000)));
        Assert.True(MemSlow.Translate(guest.State, Page + 0x5000, write: false, user: false) != null);
        Assert.False(windows.Learn(guest.State, Page + 0x5000, isWrite: true));
    }

    [Fact]
    public void Learn_WithLittleLeftOfTheBudget_NeverTakesMore()
    {
        var tables = new TestTables(isPae: false);
        using Guest guest = tables.Loop(isTranslated: false, static a => a.nop());
        guest.Cpu.Run(8);
        var budget = new MappingBudget(40);
        using var windows = new GuestWindows(guest.Cpu.Host, new WindowForm(budget), budget);
        bool isMapped = true;
        int least = 40;
        for (uint i = 0; i < 400; i++)
        {
            uint linear = Page + ((i * 7 % 512) << 12);
            guest.Write32(tables.EntryOf(linear), ((First + ((i & 1) << 12)) ^ ((i * 0x3000) & 0x3_F000)) | Open);
            guest.Cpu.Host.Spaces.Clear();
            isMapped &= MemSlow.Translate(guest.State, linear, write: true, user: false) != null && windows.Learn(guest.State, linear, isWrite: true);
            least = Math.Min(least, budget.Left);
        }

        Assert.True(isMapped);
        Assert.True(least >= 0, $"{-least} too many");
    }

    private static GuestWindows Windows(Guest guest) => guest.Cpu.Host.Windows!;

    private static void Return(Guest guest) => guest.Assemble(First + 0x10, 32, static a => a.ret());

    /// <summary>A write of the processor.</summary>
    private static void Store(Guest guest, uint linear, uint value) => Assert.True(Mem.Write<W32>(guest.State, linear, value));

    /// <summary>Goes from space to space without an end; in each, the same page counts its visits.</summary>
    private static Guest Rotation(bool isUser, int spaces)
    {
        var tables = new TestTables(isPae: false);
        Guest guest = Guest.Flat(
            a =>
            {
                tables.Enter(a);
                if (isUser)
                {
                    a.push(0x23);
                    a.push(0x7_0000);
                    a.push(2);
                    a.push(0x1B);
                    a.push(0x1_2000);
                    a.iretd();
                }
                else
                {
                    a.jmp(0x1_2000);
                }
            },
            isTranslated: true);
        tables.Write(guest);
        FaultTests.UserSegments(guest);
        guest.Assemble(0x1_2000, 32, a =>
        {
            Label next = a.CreateLabel();
            Label again = a.CreateLabel();
            a.mov(eax, isUser ? 0x23 : 0x10);
            a.mov(ds, eax);
            a.mov(es, eax);
            a.Label(ref again);
            a.mov(ebx, Directories);
            a.Label(ref next);
            a.@int(0x30);
            a.inc(__dword_ptr[Page + 8]);
            a.add(ebx, 0x1000);
            a.cmp(ebx, Directories + (0x1000 * (uint)spaces));
            a.jb(next);
            a.jmp(again);
        });
        guest.Assemble(0xA000, 32, static a =>
        {
            a.mov(cr3, ebx);
            a.iretd();
        });
        guest.SetGate(0x30, 0xA000, 0xEE);
        for (uint i = 0; i < spaces; i++)
        {
            guest.Write32(tables.RegionOf(0, Directories + (i << 12)), TestTables.LowTable | Open);
            guest.Write32(tables.RegionOf(Page, Directories + (i << 12)), (Tables + (i << 12)) | Open);
            guest.Write32(tables.EntryOf(Page, Tables + (i << 12)), (First + (i << 12)) | Open);
        }

        return guest;
    }
}
