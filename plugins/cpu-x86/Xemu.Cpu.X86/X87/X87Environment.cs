namespace Xemu.Cpu.X86;

/// <summary>The environment in its four memory forms, the tag word, and what FNINIT sets.</summary>
/// <remarks>Source: Intel SDM vol. 1, 8.1.7 and figures 8-9 to 8-12.</remarks>
internal static unsafe class X87Environment
{
    private const uint StoredControl = 0x1F3F;
    private const uint AlwaysSet = 0x0040;

    public static void Initialise(CpuState* s)
    {
        s->Fcw = X87Context.InitialControl;
        s->Fsw = 0;
        s->FpuTop = 0;
        s->FpuTags = 0;
        s->Fop = 0;
        s->FpuIp = 0;
        s->FpuCs = 0;
        s->FpuDp = 0;
        s->FpuDs = 0;
    }

    /// <summary>Sets the control word; exceptions that it unmasks become pending. Bit 6 reads as one, bits 7 and 13 to 15 as zero.</summary>
    public static void SetControl(CpuState* s, uint value)
    {
        s->Fcw = ControlOf(value);
        X87Unit.SetStatus(s, s->Fsw);
    }

    /// <summary>What the control word holds once a value was loaded.</summary>
    public static ushort ControlOf(uint value) => (ushort)((value & StoredControl) | AlwaysSet);

    /// <summary>The full tag word, two bits a physical register: valid, zero, special, empty.</summary>
    public static ushort GetTags(CpuState* s)
    {
        uint tags = 0;
        for (int i = 7; i >= 0; i--)
        {
            Float80* value = (Float80*)Reg.X87(s, (uint)i);
            uint tag = ((s->FpuTags >> i) & 1) == 0 ? 3u : value->IsNormal ? 0u : value->IsZero ? 1u : 2u;
            tags = (tags << 2) | tag;
        }

        return (ushort)tags;
    }

    /// <summary>Takes from a tag word which registers are empty; the rest follows from what they hold.</summary>
    public static void SetTags(CpuState* s, uint tags)
    {
        uint valid = 0;
        for (int i = 0; i < 8; i++)
        {
            valid |= ((tags >> (2 * i)) & 3) != 3 ? 1u << i : 0;
        }

        s->FpuTags = (byte)valid;
    }

    /// <summary>Writes the form of the operand size and mode: 28 bytes, or 14.</summary>
    public static void Save(CpuState* s, byte* target, bool wide)
    {
        bool isProtected = IsProtected(s);
        uint pointer = isProtected ? s->FpuIp : LinearPointer(s->FpuIp, s->FpuCs);
        uint data = isProtected ? s->FpuDp : LinearPointer(s->FpuDp, s->FpuDs);
        if (wide)
        {
            SaveWide(s, (uint*)target, isProtected, pointer, data);
        }
        else
        {
            SaveNarrow(s, (ushort*)target, isProtected, pointer, data);
        }
    }

    public static void Load(CpuState* s, byte* source, bool wide)
    {
        if (wide)
        {
            LoadWide(s, (uint*)source);
        }
        else
        {
            LoadNarrow(s, (ushort*)source);
        }
    }

    private static void SaveWide(CpuState* s, uint* to, bool isProtected, uint pointer, uint data)
    {
        // Reserved upper halves are stored as ones.
        to[0] = 0xFFFF_0000 | s->Fcw;
        to[1] = 0xFFFF_0000 | X87Unit.GetStatus(s);
        to[2] = 0xFFFF_0000 | GetTags(s);
        if (isProtected)
        {
            to[3] = pointer;
            to[4] = s->FpuCs | ((uint)s->Fop << 16);
            to[5] = data;
            to[6] = 0xFFFF_0000 | s->FpuDs;
            return;
        }

        to[3] = 0xFFFF_0000 | (pointer & 0xFFFF);
        to[4] = ((pointer >> 16) << 12) | s->Fop;
        to[5] = 0xFFFF_0000 | (data & 0xFFFF);
        to[6] = (data >> 16) << 12;
    }

    private static void SaveNarrow(CpuState* s, ushort* to, bool isProtected, uint pointer, uint data)
    {
        to[0] = s->Fcw;
        to[1] = X87Unit.GetStatus(s);
        to[2] = GetTags(s);
        to[3] = (ushort)pointer;
        to[4] = isProtected ? s->FpuCs : (ushort)(((pointer >> 16) << 12) | s->Fop);
        to[5] = (ushort)data;
        to[6] = isProtected ? s->FpuDs : (ushort)((data >> 16) << 12);
    }

    private static void LoadWide(CpuState* s, uint* from)
    {
        SetWords(s, from[0], from[1], from[2]);
        if (IsProtected(s))
        {
            s->FpuIp = from[3];
            s->FpuCs = (ushort)from[4];
            s->Fop = (ushort)((from[4] >> 16) & 0x7FF);
            s->FpuDp = from[5];
            s->FpuDs = (ushort)from[6];
            return;
        }

        // Real mode keeps linear addresses: the selectors are gone.
        s->FpuIp = (from[3] & 0xFFFF) | ((from[4] << 4) & 0xFFFF_0000);
        s->FpuCs = 0;
        s->Fop = (ushort)(from[4] & 0x7FF);
        s->FpuDp = (from[5] & 0xFFFF) | ((from[6] << 4) & 0xFFFF_0000);
        s->FpuDs = 0;
    }

    private static void LoadNarrow(CpuState* s, ushort* from)
    {
        SetWords(s, from[0], from[1], from[2]);
        if (IsProtected(s))
        {
            s->FpuIp = from[3];
            s->FpuCs = from[4];
            s->FpuDp = from[5];
            s->FpuDs = from[6];
            return;
        }

        s->FpuIp = from[3] | ((uint)(from[4] & 0xF000) << 4);
        s->FpuCs = 0;
        s->Fop = (ushort)(from[4] & 0x7FF);
        s->FpuDp = from[5] | ((uint)(from[6] & 0xF000) << 4);
        s->FpuDs = 0;
    }

    private static void SetWords(CpuState* s, uint control, uint status, uint tags)
    {
        s->FpuTop = (status >> 11) & 7;
        s->Fsw = (ushort)status;
        SetTags(s, tags);
        SetControl(s, control);
    }

    /// <summary>VM86 uses the forms of real mode.</summary>
    private static bool IsProtected(CpuState* s) => (s->Mode & (CpuMode.Protected | CpuMode.V86)) == CpuMode.Protected;

    private static uint LinearPointer(uint offset, ushort selector) => offset + ((uint)selector << 4);
}
