namespace Xemu.Cpu.X86;

/// <summary>Accesses that the processor makes on its own behalf (descriptor tables, TSS, IDT): supervisor rights whatever CPL is.</summary>
internal static unsafe class SysMem
{
    public static bool Read16(CpuState* s, uint linear, out uint value)
    {
        ushort v = 0;
        bool done = MemSlow.ReadAs(s, linear, (byte*)&v, 2, user: false);
        value = v;
        return done;
    }

    public static bool Read32(CpuState* s, uint linear, out uint value)
    {
        uint v = 0;
        bool done = MemSlow.ReadAs(s, linear, (byte*)&v, 4, user: false);
        value = v;
        return done;
    }

    public static bool Read64(CpuState* s, uint linear, out ulong value)
    {
        ulong v = 0;
        bool done = MemSlow.ReadAs(s, linear, (byte*)&v, 8, user: false);
        value = v;
        return done;
    }

    public static bool Read8(CpuState* s, uint linear, out uint value)
    {
        byte v = 0;
        bool done = MemSlow.ReadAs(s, linear, &v, 1, user: false);
        value = v;
        return done;
    }

    public static bool Write8(CpuState* s, uint linear, uint value) => MemSlow.WriteAs(s, linear, (byte*)&value, 1, user: false);

    public static bool Write16(CpuState* s, uint linear, uint value) => MemSlow.WriteAs(s, linear, (byte*)&value, 2, user: false);

    public static bool Write32(CpuState* s, uint linear, uint value) => MemSlow.WriteAs(s, linear, (byte*)&value, 4, user: false);

    public static bool ProbeWrite(CpuState* s, uint linear, uint bytes) => MemSlow.Probe(s, linear, bytes, write: true, user: false);

    public static bool ProbeRead(CpuState* s, uint linear, uint bytes) => MemSlow.Probe(s, linear, bytes, write: false, user: false);
}
