using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>
/// The translation tables: supervisor and user, for data and for code, and one that is always empty and so sends every access to the slow path.
/// </summary>
/// <remarks>
/// What they hold is state of the machine: a guest that changes a page table without INVLPG sees the old translation until something replaces it.
/// Decoded blocks are proven against the code tables and lose their proof with the entry, so no host cache can stretch a translation's life.
/// </remarks>
internal static unsafe class Tlb
{
    public const int Size = 512;
    public const int Mask = Size - 1;

    public static void Allocate(CpuState* s)
    {
        byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)(5 * Size * sizeof(TlbEntry)), 4096);
        s->TlbSupervisor = (TlbEntry*)memory;
        s->TlbUser = s->TlbSupervisor + Size;
        s->TlbNone = s->TlbUser + Size;
        s->CodeTlbSupervisor = s->TlbNone + Size;
        s->CodeTlbUser = s->CodeTlbSupervisor + Size;
        s->Tlb = s->TlbSupervisor;
        ClearAll(s, keepGlobal: false);
        Clear(s->TlbNone, keepGlobal: false);
    }

    public static void Free(CpuState* s) => NativeMemory.AlignedFree(s->TlbSupervisor);

    /// <summary>Forgets translations; the blocks of these must prove their address again.</summary>
    public static void Flush(CpuState* s, bool keepGlobal)
    {
        if (keepGlobal)
        {
            ForgetLocalProofs(s, s->CodeTlbSupervisor);
            ForgetLocalProofs(s, s->CodeTlbUser);
        }
        else
        {
            NewEpoch(s);
        }

        ClearAll(s, keepGlobal);
        s->Host.Windows?.Clear(keepGlobal);
    }

    /// <summary>INVLPG.</summary>
    public static void FlushPage(CpuState* s, uint linear)
    {
        FlushPage(s, s->TlbSupervisor, linear, isCode: false);
        FlushPage(s, s->TlbUser, linear, isCode: false);
        FlushPage(s, s->CodeTlbSupervisor, linear, isCode: true);
        FlushPage(s, s->CodeTlbUser, linear, isCode: true);
        s->Host.Windows?.Drop(linear);
    }

    /// <summary>Finds host addresses again after the flat view changed or the state was loaded; what the guest sees translated stays.</summary>
    public static void Refresh(CpuState* s)
    {
        Refresh(s, s->TlbSupervisor);
        Refresh(s, s->TlbUser);
        Refresh(s, s->CodeTlbSupervisor);
        Refresh(s, s->CodeTlbUser);
        NewEpoch(s);
        s->Host.Windows?.Clear(keepGlobal: false);
    }

    /// <summary>Fills an entry from its physical page and rights.</summary>
    public static void Set(CpuState* s, TlbEntry* entry, uint physicalPage, uint info)
    {
        uint page = info & 0xFFFF_F000;
        uint never = ~(page >> 12) << 12;
        CpuHost host = s->Host;
        PhysicalPage* physical = host.Physical.Get(physicalPage);
        entry->PhysicalPage = physicalPage;
        entry->Info = info;
        entry->Host = physical->Host;
        entry->State = physical->State;
        bool watched = s->DataBreaks != 0 && host.Breakpoints.Watches(page);
        entry->ReadTag = physical->IsDirect && !watched ? page : never;
        entry->WriteTag = physical->IsRam && !watched && (info & TlbInfo.Writable) != 0 ? page : never;
    }

    public static void NewEpoch(CpuState* s)
    {
        if (++s->Epoch == 0)
        {
            s->Host.Code.ForgetEpochs();
            s->Epoch = 1;
        }
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

    private static void FlushPage(CpuState* s, TlbEntry* table, uint linear, bool isCode)
    {
        uint own = (linear >> 12) & Mask;
        for (uint slot = 0; slot < Size; slot++)
        {
            TlbEntry* entry = table + slot;
            if (slot == own || ((entry->Info & TlbInfo.Large) != 0 && (entry->Info ^ linear) >> 22 == 0))
            {
                if (isCode)
                {
                    ForgetProofs(s, entry);
                }

                Clear(entry, slot);
            }
        }
    }

    private static void ForgetLocalProofs(CpuState* s, TlbEntry* table)
    {
        for (uint slot = 0; slot < Size; slot++)
        {
            if ((table[slot].Info & TlbInfo.Global) == 0)
            {
                ForgetProofs(s, table + slot);
            }
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

    private static void Refresh(CpuState* s, TlbEntry* table)
    {
        for (uint slot = 0; slot < Size; slot++)
        {
            TlbEntry* entry = table + slot;
            if ((entry->Info & TlbInfo.Valid) != 0)
            {
                Set(s, entry, entry->PhysicalPage, entry->Info);
            }
            else
            {
                Clear(entry, slot);
            }
        }
    }

    private static void ClearAll(CpuState* s, bool keepGlobal)
    {
        Clear(s->TlbSupervisor, keepGlobal);
        Clear(s->TlbUser, keepGlobal);
        Clear(s->CodeTlbSupervisor, keepGlobal);
        Clear(s->CodeTlbUser, keepGlobal);
    }

    private static void Clear(TlbEntry* table, bool keepGlobal)
    {
        for (uint slot = 0; slot < Size; slot++)
        {
            if (!keepGlobal || (table[slot].Info & TlbInfo.Global) == 0)
            {
                Clear(table + slot, slot);
            }
        }
    }
}
