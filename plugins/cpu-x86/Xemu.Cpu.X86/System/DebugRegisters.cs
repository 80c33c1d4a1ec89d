namespace Xemu.Cpu.X86;

/// <summary>Breakpoints of DR0 to DR3. Intel SDM vol. 3, 17.2.</summary>
internal static unsafe class DebugRegisters
{
    private const uint GeneralDetect = 0x2000;

    /// <summary>Whether an armed breakpoint watches data (R/W 01 or 11) or I/O (10 under CR4.DE).</summary>
    public static bool WatchesData(CpuState* s) => Watches(s, static kind => kind is 1 or 3);

    public static bool WatchesCode(CpuState* s) => Watches(s, static kind => kind == 0);

    public static bool WatchesPorts(CpuState* s) => (s->Cr4 & Cr.De) != 0 && Watches(s, static kind => kind == 2);

    /// <summary>After any change of DR0 to DR7.</summary>
    public static void Changed(CpuState* s)
    {
        s->CodeWatch = WatchesCode(s) ? 1 : 0;
        Tlb.Select(s);
        Events.Update(s);
    }

    /// <summary>Notes a data access; the trap follows the instruction.</summary>
    public static void CheckData(CpuState* s, uint linear, uint bytes, bool write)
    {
        if (s->DataBreaks != 0)
        {
            s->Host.Breakpoints.CheckData(linear, bytes, write);
        }

        if ((s->Dr[7] & 0xFF) != 0 && s->Tlb == s->TlbNone)
        {
            Note(s, Match(s, linear, bytes, write ? 1u : 3u, 3));
        }
    }

    public static void CheckPort(CpuState* s, uint port, uint bytes)
    {
        if ((s->Dr[7] & 0xFF) != 0 && (s->Cr4 & Cr.De) != 0)
        {
            Note(s, Match(s, port, bytes, 2, 2));
        }
    }

    /// <summary>The DR6 bits of the instruction breakpoints at an address; 0 when none is armed there.</summary>
    public static uint MatchCode(CpuState* s, uint linear)
    {
        uint hits = 0;
        for (int i = 0; i < 4; i++)
        {
            if (Enabled(s, i) && Kind(s, i) == 0 && s->Dr[i] == linear)
            {
                hits |= 1u << i;
            }
        }

        return hits;
    }

    /// <summary>Whether a move to or from a debug register must trap (GD).</summary>
    public static bool IsGuarded(CpuState* s) => (s->Dr[7] & GeneralDetect) != 0;

    private static void Note(CpuState* s, uint hits)
    {
        if (hits != 0)
        {
            s->DebugHits |= hits;
            s->Attention |= Attention.Debug;
            Stop.AfterCurrent(s);
        }
    }

    private static uint Match(CpuState* s, uint address, uint bytes, uint kindA, uint kindB)
    {
        uint hits = 0;
        for (int i = 0; i < 4; i++)
        {
            uint kind = Kind(s, i);
            if (!Enabled(s, i) || (kind != kindA && kind != kindB))
            {
                continue;
            }

            uint length = Length(s, i);
            uint start = s->Dr[i] & ~(length - 1);
            if (address < start + length && start < address + bytes)
            {
                hits |= 1u << i;
            }
        }

        return hits;
    }

    private static bool Watches(CpuState* s, Func<uint, bool> kind)
    {
        for (int i = 0; i < 4; i++)
        {
            if (Enabled(s, i) && kind(Kind(s, i)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Enabled(CpuState* s, int i) => (s->Dr[7] & (3u << (2 * i))) != 0;

    private static uint Kind(CpuState* s, int i) => (s->Dr[7] >> (16 + (4 * i))) & 3;

    private static uint Length(CpuState* s, int i) => ((s->Dr[7] >> (18 + (4 * i))) & 3) switch
    {
        0 => 1,
        1 => 2,
        3 => 4,
        _ => 8,
    };
}
