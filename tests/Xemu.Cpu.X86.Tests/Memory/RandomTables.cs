using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>A random loop that changes page tables, some of them through themselves, loads CR3, and reads, writes and runs what they map, as it comes.</summary>
/// <remarks>A page fault is noted and passed over. The first 2 MiB, with the program, stay as they are.</remarks>
internal sealed class RandomTables(int seed, bool isPae, bool isUser)
{
    private const uint Rounds = 0x5000;
    private const uint Noted = 0x5004;
    private const uint UserStack = 0x7_0000;

    /// <summary>Length of an instruction that may fault, with what fills it up.</summary>
    private const int Length = 6;

    private static readonly uint[] DirectoryPages = [TestTables.Directory, TestTables.OtherDirectory];
    private static readonly uint[] TablePages = [TestTables.Table, TestTables.OtherTable, 0x10_5000];
    private static readonly uint[] CodePages = [TestTables.First, TestTables.Second];
    private static readonly uint[] DataPages = [0x30_0000, 0x30_1000, 0x30_2000, 0x40_0000, 0x30_0000, 0x30_2000];
    private static readonly uint[] Offsets = [0x10, 0x14, 0x18, 0x800];
    private static readonly uint[] Indices = [2, 3, 16, 17, 18];
    private const uint CodeIndex = 5;

    private readonly Random _random = new(seed);
    private readonly TestTables _tables = new(isPae);

    private int RegionShift => isPae ? 21 : 22;

    /// <summary>The program, ready to run; it ends halted.</summary>
    public Guest Make(bool isTranslated, int operations, int rounds)
    {
        Guest guest = Guest.Flat(
            a =>
            {
                _tables.Enter(a);
                a.mov(__dword_ptr[Rounds], rounds);
                if (isUser)
                {
                    a.push(0x23);
                    a.push((int)UserStack);
                    a.push(2);
                    a.push(0x1B);
                    a.push(0x2_0000);
                    a.iretd();
                }
                else
                {
                    a.jmp(0x2_0000);
                }
            },
            isTranslated);
        FaultTests.UserSegments(guest);
        _tables.Write(guest);
        Fill(guest);
        guest.Assemble(0x2_0000, 32, a => Body(a, operations));
        Handlers(guest);
        return guest;
    }

    private void Fill(Guest guest)
    {
        foreach (uint table in TablePages)
        {
            guest.Write32(_tables.EntryOf(CodeIndex << 12, table), CodePages[0] | TestTables.Open);
            foreach (uint index in Indices)
            {
                guest.Write32(_tables.EntryOf(index << 12, table), Pick(DataPages) | Flags());
            }
        }

        for (int i = 0; i < CodePages.Length; i++)
        {
            int number = i;
            guest.Assemble(CodePages[i], 32, a =>
            {
                a.add(edx, number + 1);
                a.ret();
            });
        }
    }

    private void Body(Assembler a, int operations)
    {
        Label again = a.CreateLabel();
        if (isUser)
        {
            a.mov(eax, 0x23);
            a.mov(ds, eax);
            a.mov(es, eax);
        }

        a.Label(ref again);
        a.mov(esp, isUser ? UserStack : Guest.StackTop);
        for (int i = 0; i < operations; i++)
        {
            Operation(a);
        }

        a.dec(__dword_ptr[Rounds]);
        a.jnz(again);
        a.@int(0x31);
    }

    private void Operation(Assembler a)
    {
        switch (_random.Next(16))
        {
            case 0 or 1:
                a.mov(__dword_ptr[_tables.EntryOf(Pick(Indices) << 12, Pick(TablePages))], (int)Entry());
                break;
            case 2:
                a.mov(__dword_ptr[_tables.EntryOf(CodeIndex << 12, Pick(TablePages))], (int)(Pick(CodePages) | Flags()));
                break;
            case 3:
                a.mov(__dword_ptr[_tables.RegionOf(Region() << RegionShift, Pick(DirectoryPages))], (int)RegionEntry());
                break;
            case 4:
                a.and(__dword_ptr[_tables.EntryOf(Pick(Indices) << 12, Pick(TablePages))], unchecked((int)~(TestTables.Accessed | TestTables.Dirty)));
                break;
            case 5:
                a.add(edx, __dword_ptr[_tables.EntryOf(Pick(Indices) << 12, Pick(TablePages))]);
                a.rol(edx, 3);
                break;
            case 6 or 7 or 8:
                a.mov(ebp, __dword_ptr[Linear()]);
                a.add(edx, ebp);
                break;
            case 9 or 10:
                a.mov(ebx, (int)Entry());
                a.mov(__dword_ptr[Linear()], ebx);
                break;
            case 11:
                a.inc(__dword_ptr[Linear()]);
                break;
            case 12:
                Wide(a);
                break;
            case 13:
                a.mov(ebp, (Region() << RegionShift) + (CodeIndex << 12));
                a.call(ebp);
                break;
            default:
                Privileged(a);
                break;
        }
    }

    /// <summary>Writes that are longer, over page borders too.</summary>
    private void Wide(Assembler a)
    {
        a.mov(edi, (Region() << RegionShift) + 0x11_000 + Pick([0x800u, 0xFFE, 0xFF8]));
        if (_random.Next(2) == 0)
        {
            a.mov(ecx, 3);
            a.rep.stosd();
            a.db(Nops(2));
        }
        else
        {
            a.mov(__dword_ptr[edi], edx);
            a.db(Nops(2));
        }
    }

    private void Privileged(Assembler a)
    {
        int what = _random.Next(4);
        a.mov(ebx, what < 2 ? _tables.Root(Pick(DirectoryPages)) : what == 2 ? Linear() : 0);
        a.@int((byte)(what < 2 ? 0x32 : what == 2 ? 0x33 : 0x34));
    }

    private void Handlers(Guest guest)
    {
        Set(guest, 0x31, 0xA000, static a => a.hlt());
        Set(guest, 0x32, 0xA100, static a =>
        {
            a.mov(cr3, ebx);
            a.iretd();
        });
        Set(guest, 0x33, 0xA200, static a =>
        {
            a.invlpg(__[ebx]);
            a.iretd();
        });
        Set(guest, 0x34, 0xA300, static a =>
        {
            a.mov(eax, cr0);
            a.xor(eax, (int)Cr.Wp);
            a.mov(cr0, eax);
            a.iretd();
        });
        Set(guest, 14, 0xA400, PageFault);
    }

    /// <summary>Notes error code and address. An access is passed over, a call returns at once.</summary>
    private void PageFault(Assembler a)
    {
        Label access = a.CreateLabel();
        a.pop(eax);
        a.rol(__dword_ptr[Noted], 5);
        a.add(__dword_ptr[Noted], eax);
        a.mov(eax, cr2);
        a.add(__dword_ptr[Noted], eax);
        a.cmp(__dword_ptr[esp], 0x20_0000);
        a.jb(access);
        if (isUser)
        {
            a.mov(eax, __dword_ptr[esp + 12]);
            a.add(__dword_ptr[esp + 12], 4);
            a.mov(eax, __dword_ptr[eax]);
            a.mov(__dword_ptr[esp], eax);
            a.iretd();
        }
        else
        {
            a.mov(eax, __dword_ptr[esp + 8]);
            a.push(eax);
            a.popfd();
            a.mov(eax, __dword_ptr[esp + 12]);
            a.lea(esp, __[esp + 16]);
            a.jmp(eax);
        }

        a.Label(ref access);
        a.add(__dword_ptr[esp], Length);
        a.iretd();
    }

    private static void Set(Guest guest, int vector, uint address, Action<Assembler> handler)
    {
        guest.Assemble(address, 32, handler);
        guest.SetGate(vector, address, 0xEE);
    }

    private static byte[] Nops(int length) => [.. Enumerable.Repeat((byte)0x90, Length - length)];

    private uint Pick(uint[] from) => from[_random.Next(from.Length)];

    private uint Region() => isPae ? 2 + (uint)_random.Next(4) : 1 + (uint)_random.Next(3);

    private uint Linear() => (Region() << RegionShift) + (Pick(Indices) << 12) + Pick(Offsets);

    private uint Entry() => Pick(_random.Next(3) == 0 ? TablePages : DataPages) | Flags();

    private uint RegionEntry() => _random.Next(8) switch
    {
        0 => Flags(),
        1 => 0x40_0000 | TestTables.Large | Flags(),
        2 => Pick(DirectoryPages) | Flags(),
        _ => Pick(TablePages) | Flags(),
    };

    // Mostly open; accessed and dirty bits by chance.
    private uint Flags() => (_random.Next(4) == 0 ? (uint)_random.Next(8) : TestTables.Open) | ((uint)_random.Next(4) * TestTables.Accessed);
}
