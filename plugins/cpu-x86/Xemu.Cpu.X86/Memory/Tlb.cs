using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>
/// The translation tables: supervisor and user, for data and for code, and one that is always empty and so sends every access to the slow path.
/// </summary>
/// <remarks>
/// They hold what a walk would find now: <see cref="LinearSpaces"/> takes out what a write to the page tables has made wrong.
/// Decoded blocks are proven against the code tables and lose their proof with the entry.
/// </remarks>
internal static unsafe class Tlb
{
    public const int Size = 512;
    public const int Mask = Size - 1;

    private const int FilledWords = Size / 64;

    public static void Allocate(CpuState* s)
    {
        const int Tables = 5;
        byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)(Tables * ((Size * sizeof(TlbEntry)) + (FilledWords * sizeof(ulong)))), 4096);
        s->TlbSupervisor = (TlbEntry*)memory;
        s->TlbUser = s->TlbSupervisor + Size;
        s->TlbNone = s->TlbUser + Size;
        s->CodeTlbSupervisor = s->TlbNone + Size;
        s->CodeTlbUser = s->CodeTlbSupervisor + Size;
        s->TlbFilled = (ulong*)(s->CodeTlbUser + Size);
        s->Tlb = s->TlbSupervisor;
        NativeMemory.Clear(s->TlbFilled, Tables * FilledWords * sizeof(ulong));
        for (uint slot = 0; slot < Tables * Size; slot++)
        {
            Clear(s->TlbSupervisor + slot, slot & Mask);
        }
    }

    public static void Free(CpuState* s) => NativeMemory.AlignedFree(s->TlbSupervisor);

    /// <summary>Forgets every translation.</summary>
    public static void Clear(CpuState* s)
    {
        NewEpoch(s);
        ClearAll(s);
        Stop.AfterCurrent(s);
    }

    /// <summary>Forgets what supervisors may do with data.</summary>
    public static void ClearSupervisorData(CpuState* s) => Clear(s, s->TlbSupervisor);

    /// <summary>Forgets the translations of linear pages.</summary>
    public static void Drop(CpuState* s, uint page, uint count)
    {
        Drop(s, s->TlbSupervisor, page, count);
        Drop(s, s->TlbUser, page, count);
        bool hadCode = DropCode(s, s->CodeTlbSupervisor, page, count);
        if (DropCode(s, s->CodeTlbUser, page, count) || hadCode)
        {
            // Perhaps that of the running block: its next instruction is fetched anew.
            Stop.AfterCurrent(s);
        }
    }

    /// <summary>Fills an entry from its physical page and rights.</summary>
    public static void Set(CpuState* s, TlbEntry* entry, uint physicalPage, uint info)
    {
        uint page = info & 0xFFFF_F000;
        uint never = ~(page >> 12) << 12;
        CpuHost host = s->Host;
        PhysicalPage* physical = host.Physical.Get(physicalPage);
        int number = (int)(entry - s->TlbSupervisor);
        s->TlbFilled[number >> 6] |= 1UL << (int)(number & 63);
        entry->PhysicalPage = physicalPage;
        entry->Info = info;
        entry->Host = physical->Host;
        entry->State = physical->State;
        bool watched = s->DataBreaks != 0 && host.Breakpoints.Watches(page);
        entry->ReadTag = physical->IsDirect && !watched ? page : never;
        entry->WriteTag = physical->IsRam && !watched && (info & TlbInfo.Writable) != 0 ? page : never;
    }

    /// <summary>Fills an entry for the access in progress alone.</summary>
    public static void SetOnce(TlbEntry* entry, uint linear, uint physicalPage)
    {
        Clear(entry, (linear >> 12) & Mask);
        entry->PhysicalPage = physicalPage;
    }

    /// <summary>Chooses the table of the running program after a change of CPL, CR0.AM, EFLAGS.AC or DR7.</summary>
    public static void Select(CpuState* s)
    {
        bool user = s->Cpl == 3;
        bool checkAlignment = user && (s->Cr0 & Cr.Am) != 0 && (s->EflagsRest & Efl.Ac) != 0;
        s->Tlb = checkAlignment || DebugRegisters.WatchesData(s) ? s->TlbNone : user ? s->TlbUser : s->TlbSupervisor;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear(TlbEntry* entry, uint slot)
    {
        entry->ReadTag = ~slot << 12;
        entry->WriteTag = ~slot << 12;
        entry->Info = 0;
        entry->PhysicalPage = 0;
    }

    private static void NewEpoch(CpuState* s)
    {
        if (++s->Epoch == 0)
        {
            s->Host.Code.ForgetEpochs();
            s->Epoch = 1;
        }
    }

    /// <summary>Before a translation of code goes: the blocks that were proven by it must prove their address again.</summary>
    public static void ForgetProofs(CpuState* s, TlbEntry* entry)
    {
        if ((entry->Info & TlbInfo.Valid) != 0 && entry->Host != null)
        {
            s->Host.Code.ForgetProofs(entry->Host);
        }
    }

    private static void Drop(CpuState* s, TlbEntry* table, uint page, uint count)
    {
        uint last = Last(page, count);
        for (uint slot = NextFilled(s, table, First(page, count)); slot <= last; slot = NextFilled(s, table, slot + 1))
        {
            if (Holds(table + slot, page, count))
            {
                Empty(s, table, slot);
            }
        }
    }

    private static bool DropCode(CpuState* s, TlbEntry* table, uint page, uint count)
    {
        bool dropped = false;
        uint last = Last(page, count);
        for (uint slot = NextFilled(s, table, First(page, count)); slot <= last; slot = NextFilled(s, table, slot + 1))
        {
            if (Holds(table + slot, page, count))
            {
                ForgetProofs(s, table + slot);
                Empty(s, table, slot);
                dropped = true;
            }
        }

        return dropped;
    }

    /// <summary>The first slot from one on that was filled since it was last emptied, or <see cref="Size"/>.</summary>
    private static uint NextFilled(CpuState* s, TlbEntry* table, uint slot)
    {
        ulong* filled = s->TlbFilled + ((table - s->TlbSupervisor) / 64);
        while (slot < Size)
        {
            ulong left = filled[slot >> 6] >> (int)(slot & 63);
            if (left != 0)
            {
                return slot + (uint)BitOperations.TrailingZeroCount(left);
            }

            slot = (slot | 63) + 1;
        }

        return Size;
    }

    private static void Empty(CpuState* s, TlbEntry* table, uint slot)
    {
        Clear(table + slot, slot);
        s->TlbFilled[(table - s->TlbSupervisor + slot) >> 6] &= ~(1UL << (int)(slot & 63));
    }

    private static uint First(uint page, uint count) => count == 1 ? page & Mask : 0;

    private static uint Last(uint page, uint count) => count == 1 ? page & Mask : Mask;

    private static bool Holds(TlbEntry* entry, uint page, uint count) => (entry->Info & TlbInfo.Valid) != 0 && (entry->Info >> 12) - page < count;

    private static void ClearAll(CpuState* s)
    {
        Clear(s, s->TlbSupervisor);
        Clear(s, s->TlbUser);
        Clear(s, s->CodeTlbSupervisor);
        Clear(s, s->CodeTlbUser);
    }

    private static void Clear(CpuState* s, TlbEntry* table)
    {
        for (uint slot = NextFilled(s, table, 0); slot < Size; slot = NextFilled(s, table, slot + 1))
        {
            Empty(s, table, slot);
        }
    }
}
