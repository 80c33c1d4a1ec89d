namespace Xemu.Cpu.X86;

/// <summary>Model-specific registers of the P6 family. Intel SDM vol. 4, 2.23 ("MSRs in the P6 family processors"). What is not listed raises #GP.</summary>
internal static unsafe class Msrs
{
    private const ulong PhysicalMask = 0xF_FFFF_FFFF;

    /// <summary>The time-stamp counter: guest time in cycles plus what WRMSR set.</summary>
    public static ulong TimeStamp(CpuState* s) => Cycles(s) + s->TscOffset;

    public static bool TryRead(CpuState* s, uint number, out ulong value)
    {
        value = 0;
        switch (number)
        {
            case 0x00 or 0x01:
                // P5 machine check address and type: present, always zero.
                return true;
            case 0x10:
                value = TimeStamp(s);
                return true;
            case 0x17:
                // Platform id. Unverified.
                return true;
            case 0x1B:
                value = s->ApicBase;
                return true;
            case 0x2A:
                value = s->PowerOnConfig;
                return true;
            case 0x33:
                value = s->MiscControl;
                return true;
            case 0x79 or (>= 0x88 and <= 0x8A):
                return true;
            case 0x8B:
                value = s->MicrocodeId;
                return true;
            case 0xC1 or 0xC2:
                value = s->PerfCounter[number - 0xC1] & 0xFF_FFFF_FFFF;
                return true;
            case 0xFE:
                // Eight variable ranges, fixed ranges, write combining.
                value = 0x508;
                return true;
            case 0x116 or 0x118 or 0x119 or 0x11A or 0x11B:
                return true;
            case 0x11E:
                value = s->BblCtl3;
                return true;
            case 0x174:
                value = s->SysenterCs;
                return true;
            case 0x175:
                value = s->SysenterEsp;
                return true;
            case 0x176:
                value = s->SysenterEip;
                return true;
            case 0x179:
                // Five machine-check banks.
                value = 5;
                return true;
            case 0x17A:
                value = s->McgStatus;
                return true;
            case 0x186 or 0x187:
                value = s->PerfControl[number - 0x186];
                return true;
            case 0x1D9:
                value = s->DebugControl;
                return true;
            case >= 0x1DB and <= 0x1E0:
                return true;
            case >= 0x200 and <= 0x20F:
                value = s->MtrrVariable[number - 0x200];
                return true;
            case 0x277:
                value = s->Pat;
                return true;
            case 0x2FF:
                value = s->MtrrDefType;
                return true;
            case >= 0x400 and <= 0x413:
                value = s->McBanks[number - 0x400];
                return true;
        }

        int index = FixedIndex(number);
        value = index < 0 ? 0 : s->MtrrFixed[index];
        return index >= 0;
    }

    public static bool TryWrite(CpuState* s, uint number, ulong value)
    {
        switch (number)
        {
            case 0x00 or 0x01 or 0x17:
                return true;
            case 0x10:
                // The P6 sets the low half and clears the high one. Intel SDM vol. 3, 17.17.3.
                s->TscOffset = (uint)value - Cycles(s);
                return true;
            case 0x1B:
                s->ApicBase = (value & 0xF_FFFF_F900) | 0x100;
                return true;
            case 0x2A:
                s->PowerOnConfig = value;
                return true;
            case 0x33:
                s->MiscControl = value;
                return true;
            case 0x79 or (>= 0x88 and <= 0x8A):
                return true;
            case 0x8B:
                s->MicrocodeId = value;
                return true;
            case 0xC1 or 0xC2:
                // 40 bits, set from the sign-extended low half.
                s->PerfCounter[number - 0xC1] = (ulong)(int)value;
                return true;
            case 0x116 or 0x118 or 0x119 or 0x11A or 0x11B:
                return true;
            case 0x11E:
                s->BblCtl3 = value;
                return true;
            case 0x174:
                s->SysenterCs = (uint)value;
                return true;
            case 0x175:
                s->SysenterEsp = (uint)value;
                return true;
            case 0x176:
                s->SysenterEip = (uint)value;
                return true;
            case 0x17A:
                s->McgStatus = value;
                return value == 0;
            case 0x186 or 0x187:
                s->PerfControl[number - 0x186] = (uint)value;
                return true;
            case 0x1D9:
                s->DebugControl = value & 0x7F;
                return true;
            case >= 0x200 and <= 0x20F:
                return WriteVariableMtrr(s, number, value);
            case 0x277:
                return WritePat(s, value);
            case 0x2FF:
                return WriteDefaultType(s, value);
            case >= 0x400 and <= 0x413:
                s->McBanks[number - 0x400] = value;
                return true;
        }

        int index = FixedIndex(number);
        return index >= 0 && WriteFixedMtrr(s, index, value);
    }

    private static ulong Cycles(CpuState* s)
    {
        CpuHost host = s->Host;
        const ulong Second = 1_000_000_000;
        (ulong seconds, ulong rest) = Math.DivRem((ulong)host.Clock.NowNs, Second);
        ulong hertz = host.Options.Clock.Hertz;
        return (seconds * hertz) + (rest * hertz / Second);
    }

    private static int FixedIndex(uint number) => number switch
    {
        0x250 => 0,
        0x258 => 1,
        0x259 => 2,
        >= 0x268 and <= 0x26F => (int)(number - 0x268 + 3),
        _ => -1,
    };

    /// <summary>UC, WC, WT, WP and WB.</summary>
    private static bool IsType(ulong type) => type is 0 or 1 or 4 or 5 or 6;

    private static bool WriteVariableMtrr(CpuState* s, uint number, ulong value)
    {
        bool isMask = (number & 1) != 0;
        ulong valid = PhysicalMask & ~0xFFFUL;
        valid |= isMask ? 0x800u : 0xFFu;
        if ((value & ~valid) != 0 || (!isMask && !IsType(value & 0xFF)))
        {
            return false;
        }

        s->MtrrVariable[number - 0x200] = value;
        return true;
    }

    private static bool WriteFixedMtrr(CpuState* s, int index, ulong value)
    {
        for (int shift = 0; shift < 64; shift += 8)
        {
            if (!IsType((value >> shift) & 0xFF))
            {
                return false;
            }
        }

        s->MtrrFixed[index] = value;
        return true;
    }

    private static bool WriteDefaultType(CpuState* s, ulong value)
    {
        if ((value & ~0xCFFUL) != 0 || !IsType(value & 0xFF))
        {
            return false;
        }

        s->MtrrDefType = value;
        return true;
    }

    private static bool WritePat(CpuState* s, ulong value)
    {
        for (int shift = 0; shift < 64; shift += 8)
        {
            ulong type = (value >> shift) & 0xFF;
            if (!IsType(type) && type != 7)
            {
                return false;
            }
        }

        s->Pat = value;
        return true;
    }
}
