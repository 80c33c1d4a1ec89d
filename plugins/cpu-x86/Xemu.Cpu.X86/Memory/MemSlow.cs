using System.Runtime.CompilerServices;
using Xemu.Abstractions.Memory;

namespace Xemu.Cpu.X86;

/// <summary>Every access that the inline path of <see cref="Mem"/> does not take: first touches, page borders, registers, ROM, claimed pages, code pages, watched addresses.</summary>
internal static unsafe class MemSlow
{
    public const ulong Failed = 1UL << 63;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Read(CpuState* s, uint linear, uint bytes)
    {
        ulong value = 0;
        return ReadBytes(s, linear, (byte*)&value, bytes) ? value : Failed;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Write(CpuState* s, uint linear, uint bytes, uint value) => WriteBytes(s, linear, (byte*)&value, bytes);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool ReadBytes(CpuState* s, uint linear, byte* destination, uint bytes) =>
        Aligned(s, linear, bytes) && ReadAs(s, linear, destination, bytes, s->Cpl == 3);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool WriteBytes(CpuState* s, uint linear, byte* source, uint bytes) =>
        Aligned(s, linear, bytes) && WriteAs(s, linear, source, bytes, s->Cpl == 3);

    /// <summary>Reads with given rights.</summary>
    public static bool ReadAs(CpuState* s, uint linear, byte* destination, uint bytes, bool user)
    {
        uint first = 4096 - (linear & 0xFFF);
        TlbEntry* entry = Translate(s, linear, write: false, user);
        if (entry == null)
        {
            return false;
        }

        if (bytes <= first)
        {
            ReadPart(s, entry->PhysicalPage, linear & 0xFFF, destination, bytes);
        }
        else
        {
            uint page = entry->PhysicalPage;
            TlbEntry* second = Translate(s, linear + first, write: false, user);
            if (second == null)
            {
                return false;
            }

            uint secondPage = second->PhysicalPage;
            ReadPart(s, page, linear & 0xFFF, destination, first);
            ReadPart(s, secondPage, 0, destination + first, bytes - first);
        }

        DebugRegisters.CheckData(s, linear, bytes, write: false);
        return true;
    }

    /// <summary>Writes with given rights, all or nothing.</summary>
    public static bool WriteAs(CpuState* s, uint linear, byte* source, uint bytes, bool user)
    {
        uint first = 4096 - (linear & 0xFFF);
        TlbEntry* entry = Translate(s, linear, write: true, user);
        if (entry == null)
        {
            return false;
        }

        if (bytes <= first)
        {
            WritePart(s, entry->PhysicalPage, linear & 0xFFF, source, bytes);
        }
        else
        {
            uint page = entry->PhysicalPage;
            TlbEntry* second = Translate(s, linear + first, write: true, user);
            if (second == null)
            {
                return false;
            }

            uint secondPage = second->PhysicalPage;
            WritePart(s, page, linear & 0xFFF, source, first);
            WritePart(s, secondPage, 0, source + first, bytes - first);
        }

        DebugRegisters.CheckData(s, linear, bytes, write: true);
        return true;
    }

    /// <summary>Faults if an access would.</summary>
    public static bool Probe(CpuState* s, uint linear, uint bytes, bool write, bool user)
    {
        uint first = 4096 - (linear & 0xFFF);
        return Translate(s, linear, write, user) != null && (bytes <= first || Translate(s, linear + first, write, user) != null);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* BeginRmw(CpuState* s, uint linear, uint bytes)
    {
        if (!Aligned(s, linear, bytes) || !Probe(s, linear, bytes, write: true, s->Cpl == 3))
        {
            return null;
        }

        s->Scratch = 0;
        s->ScratchLinear = linear;
        s->ScratchSize = bytes;
        return ReadAs(s, linear, (byte*)&s->Scratch, bytes, s->Cpl == 3) ? (byte*)&s->Scratch : null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void EndRmw(CpuState* s) => WriteAs(s, s->ScratchLinear, (byte*)&s->Scratch, s->ScratchSize, s->Cpl == 3);

    /// <summary>The translation of an address, or null with #PF recorded.</summary>
    public static TlbEntry* Translate(CpuState* s, uint linear, bool write, bool user)
    {
        TlbEntry* entry = (user ? s->TlbUser : s->TlbSupervisor) + ((linear >> 12) & Tlb.Mask);
        uint valid = (linear & 0xFFFF_F000) | TlbInfo.Valid;
        if ((entry->Info & 0xFFFF_F001) == valid && (!write || (entry->Info & TlbInfo.Writable) != 0))
        {
            return entry;
        }

        return Paging.Fill(s, entry, linear, write, user) ? entry : null;
    }

    /// <summary>The translation of the running program's code at an address, or null with #PF recorded.</summary>
    public static TlbEntry* TranslateCode(CpuState* s, uint linear)
    {
        TlbEntry* entry = CodeEntry(s, linear);
        if (KeepsCode(s, linear))
        {
            return entry;
        }

        TlbEntry old = *entry;
        if (!Paging.Fill(s, entry, linear, write: false, s->Cpl == 3))
        {
            return null;
        }

        Tlb.ForgetProofs(s, &old);
        return entry;
    }

    /// <summary>Whether the translation of the running program's code at an address is there.</summary>
    public static bool KeepsCode(CpuState* s, uint linear) => (CodeEntry(s, linear)->Info & 0xFFFF_F001) == ((linear & 0xFFFF_F000) | TlbInfo.Valid);

    /// <summary>Reads code bytes within one page.</summary>
    public static bool ReadCode(CpuState* s, uint linear, byte* destination, uint bytes)
    {
        TlbEntry* entry = TranslateCode(s, linear);
        if (entry == null)
        {
            return false;
        }

        ReadPart(s, entry->PhysicalPage, linear & 0xFFF, destination, bytes);
        return true;
    }

    public static ulong Load(byte* p, uint bytes) => bytes switch
    {
        1 => *p,
        2 => *(ushort*)p,
        4 => *(uint*)p,
        _ => *(ulong*)p,
    };

    public static void Store(byte* p, uint bytes, ulong value)
    {
        switch (bytes)
        {
            case 1:
                *p = (byte)value;
                break;
            case 2:
                *(ushort*)p = (ushort)value;
                break;
            case 4:
                *(uint*)p = (uint)value;
                break;
            default:
                *(ulong*)p = value;
                break;
        }
    }

    /// <summary>#AC when AM, AC and CPL 3 ask for it. 10-byte operands align to 8, 16-byte ones raise #GP by themselves.</summary>
    public static bool Aligned(CpuState* s, uint linear, uint bytes)
    {
        if (s->Cpl != 3 || (s->EflagsRest & Efl.Ac) == 0 || (s->Cr0 & Cr.Am) == 0)
        {
            return true;
        }

        uint mask = bytes switch
        {
            2 => 1,
            4 => 3,
            6 => 3,
            8 or 10 => 7,
            14 or 94 => 1,
            28 or 108 => 3,
            16 => 15,
            _ => 0,
        };
        return (linear & mask) == 0 || Fault.Raise(s, Fault.AC, 0);
    }

    /// <summary>Before the processor itself writes some bytes of RAM: all that the page's state asks for, but for page tables (<see cref="PageTables.Write"/>).</summary>
    public static void PrepareWrite(CpuState* s, PhysicalPage* page, byte* place, uint bytes)
    {
        PageState traps = (PageState)(*page->State) & PageState.WriteTraps;
        if ((traps & ~PageState.Watched) != 0)
        {
            s->Host.Physical.Access(page).PrepareWrite(page->Offset, IRamBlock.PageSize, PageState.Watched);
        }

        if ((traps & PageState.Code) != 0 && !s->Host.Code.DropBytes(s, place, bytes))
        {
            // Ends the watch, by way of CodeCache.Drops if anything is left.
            s->Host.Physical.Access(page).PrepareWrite(page->Offset, IRamBlock.PageSize, PageState.Tables);
        }
    }

    private static TlbEntry* CodeEntry(CpuState* s, uint linear) => (s->Cpl == 3 ? s->CodeTlbUser : s->CodeTlbSupervisor) + ((linear >> 12) & Tlb.Mask);

    private static void ReadPart(CpuState* s, uint physicalPage, uint offset, byte* destination, uint bytes)
    {
        CpuHost host = s->Host;
        PhysicalPage* page = host.Physical.Get(physicalPage);
        if (page->IsDirect)
        {
            host.Physical.PrepareRead(page, page->State);
            Unsafe.CopyBlockUnaligned(destination, page->Host + offset, bytes);
            return;
        }

        HostFpu.Sync(s);
        ulong address = PhysicalAddress(host, physicalPage, offset);
        while (bytes != 0)
        {
            uint step = Step(bytes);
            Store(destination, step, host.Memory.ReadValue(address, (int)step));
            address += step;
            destination += step;
            bytes -= step;
        }

        host.AfterDeviceAccess();
    }

    private static void WritePart(CpuState* s, uint physicalPage, uint offset, byte* source, uint bytes)
    {
        CpuHost host = s->Host;
        PhysicalPage* page = host.Physical.Get(physicalPage);
        if (page->IsRam)
        {
            byte* place = page->Host + offset;
            PrepareWrite(s, page, place, bytes);
            if ((*page->State & (byte)PageState.Tables) != 0)
            {
                host.Tables.Write(page, offset, source, bytes);
            }
            else
            {
                Unsafe.CopyBlockUnaligned(place, source, bytes);
            }

            return;
        }

        HostFpu.Sync(s);
        ulong address = PhysicalAddress(host, physicalPage, offset);
        while (bytes != 0)
        {
            uint step = Step(bytes);
            host.Memory.WriteValue(address, (int)step, Load(source, step));
            address += step;
            source += step;
            bytes -= step;
        }

        host.AfterDeviceAccess();
    }

    private static ulong PhysicalAddress(CpuHost host, uint page, uint offset) =>
        (((ulong)page << 12) | offset) & (host.Memory.SizeBytes - 1);

    private static uint Step(uint bytes) => bytes >= 8 ? 8u : bytes >= 4 ? 4u : bytes >= 2 ? 2u : 1u;
}
