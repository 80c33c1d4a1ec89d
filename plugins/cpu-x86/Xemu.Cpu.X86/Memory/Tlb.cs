using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>The three translation tables: supervisor, user, and one that is always empty and so sends every access to the slow path.</summary>
internal static unsafe class Tlb
{
    public const int Size = 512;
    public const int Mask = Size - 1;

    public static void Allocate(CpuState* s)
    {
        byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)(3 * Size * sizeof(TlbEntry)), 4096);
        s->TlbSupervisor = (TlbEntry*)memory;
        s->TlbUser = s->TlbSupervisor + Size;
        s->TlbNone = s->TlbUser + Size;
        s->Tlb = s->TlbSupervisor;
        Clear(s->TlbSupervisor, keepGlobal: false);
        Clear(s->TlbUser, keepGlobal: false);
        Clear(s->TlbNone, keepGlobal: false);
    }

    public static void Free(CpuState* s) => NativeMemory.AlignedFree(s->TlbSupervisor);

    /// <summary>Forgets translations; blocks must prove their address again.</summary>
    public static void Flush(CpuState* s, bool keepGlobal)
    {
        Clear(s->TlbSupervisor, keepGlobal);
        Clear(s->TlbUser, keepGlobal);
        NewEpoch(s);
    }

    public static void FlushPage(CpuState* s, uint linear)
    {
        uint slot = (linear >> 12) & Mask;
        Clear(s->TlbSupervisor + slot, slot);
        Clear(s->TlbUser + slot, slot);
        NewEpoch(s);
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
