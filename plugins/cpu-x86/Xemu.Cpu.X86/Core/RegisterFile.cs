using Xemu.Abstractions.Cpu;

namespace Xemu.Cpu.X86;

/// <summary>The registers by name, for debuggers. Setting a segment register loads its selector as real mode would, or the selector alone in protected mode.</summary>
internal static unsafe class RegisterFile
{
    private static readonly string[] General = ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"];
    private static readonly string[] Segments = ["es", "cs", "ss", "ds", "fs", "gs"];

    public static IReadOnlyList<CpuRegister> Read(CpuState* s)
    {
        var list = new List<CpuRegister>();
        for (int i = 0; i < 8; i++)
        {
            list.Add(new CpuRegister(General[i], 32, s->Gpr[i]));
        }

        list.Add(new CpuRegister("eip", 32, s->Eip));
        list.Add(new CpuRegister("eflags", 32, Flags.GetEflags(s)));
        for (uint i = 0; i < 6; i++)
        {
            list.Add(new CpuRegister(Segments[i], 16, Reg.Seg(s, i)->Selector));
        }

        list.Add(new CpuRegister("cr0", 32, s->Cr0));
        list.Add(new CpuRegister("cr2", 32, s->Cr2));
        list.Add(new CpuRegister("cr3", 32, s->Cr3));
        list.Add(new CpuRegister("cr4", 32, s->Cr4));
        for (int i = 0; i < 8; i++)
        {
            X87Register* register = Reg.X87(s, s->FpuTop + (uint)i);
            list.Add(new CpuRegister($"st{i}", 80, ((UInt128)register->SignExponent << 64) | register->Mantissa));
        }

        list.Add(new CpuRegister("fctrl", 16, s->Fcw));
        list.Add(new CpuRegister("fstat", 16, s->Fsw | (s->FpuTop << 11)));
        list.Add(new CpuRegister("ftag", 16, X87Environment.GetTags(s)));
        list.Add(new CpuRegister("fiseg", 16, s->FpuCs));
        list.Add(new CpuRegister("fioff", 32, s->FpuIp));
        list.Add(new CpuRegister("foseg", 16, s->FpuDs));
        list.Add(new CpuRegister("fooff", 32, s->FpuDp));
        list.Add(new CpuRegister("fop", 11, s->Fop));
        for (uint i = 0; i < 8; i++)
        {
            list.Add(new CpuRegister($"xmm{i}", 128, *(UInt128*)Reg.Xmm(s, i)));
        }

        list.Add(new CpuRegister("mxcsr", 32, s->Mxcsr));
        return list;
    }

    public static void Write(CpuState* s, string name, UInt128 value)
    {
        CpuRegister register = Read(s).FirstOrDefault(r => r.Name == name);
        if (register.Name is null)
        {
            throw new ArgumentException($"There is no register '{name}'.", nameof(name));
        }

        if (register.Bits < 128 && value >> register.Bits != 0)
        {
            throw new ArgumentException($"0x{value:X} does not fit into the {register.Bits} bits of '{name}'.", nameof(value));
        }

        if (value == register.Value)
        {
            // A selector written back would lose a base that is not its own, as after reset.
            return;
        }

        Write(s, name, (uint)(value & uint.MaxValue), value);
        if (name is "cr0" or "cr3" or "cr4")
        {
            s->Host.Spaces.Clear();
        }

        Events.UpdateMode(s);
        Events.Update(s);
    }

    private static void Write(CpuState* s, string name, uint low, UInt128 value)
    {
        int general = Array.IndexOf(General, name);
        int segment = Array.IndexOf(Segments, name);
        if (general >= 0)
        {
            s->Gpr[general] = low;
        }
        else if (segment >= 0)
        {
            WriteSegment(s, (uint)segment, low);
        }
        else if (name.StartsWith("st", StringComparison.Ordinal))
        {
            X87Register* target = Reg.X87(s, s->FpuTop + (uint)(name[2] - '0'));
            target->Mantissa = (ulong)value;
            target->SignExponent = (ushort)(value >> 64);
        }
        else if (name.StartsWith("xmm", StringComparison.Ordinal))
        {
            *(UInt128*)Reg.Xmm(s, (uint)(name[3] - '0')) = value;
        }
        else
        {
            WriteControl(s, name, low);
        }
    }

    private static void WriteSegment(CpuState* s, uint number, uint selector)
    {
        if (SegmentLoad.IsParagraphs(s))
        {
            SegmentLoad.SetParagraph(s, number, selector);
        }
        else
        {
            Reg.Seg(s, number)->Selector = (ushort)selector;
        }
    }

    private static void WriteControl(CpuState* s, string name, uint value)
    {
        switch (name)
        {
            case "eip":
                s->Eip = value;
                break;
            case "eflags":
                Flags.SetArithmetic(s, value);
                s->EflagsRest = (value & Efl.Valid & ~Efl.Arithmetic) | Efl.Fixed;
                break;
            case "cr0":
                s->Cr0 = value;
                break;
            case "cr2":
                s->Cr2 = value;
                break;
            case "cr3":
                s->Cr3 = value;
                break;
            case "cr4":
                s->Cr4 = value & Cr.Cr4Valid;
                break;
            case "fctrl":
                s->Fcw = (ushort)value;
                break;
            case "fstat":
                s->Fsw = (ushort)(value & ~0x3800u);
                s->FpuTop = (value >> 11) & 7;
                break;
            case "ftag":
                X87Environment.SetTags(s, value);
                break;
            case "fiseg":
                s->FpuCs = (ushort)value;
                break;
            case "fioff":
                s->FpuIp = value;
                break;
            case "foseg":
                s->FpuDs = (ushort)value;
                break;
            case "fooff":
                s->FpuDp = value;
                break;
            case "fop":
                s->Fop = (ushort)value;
                break;
            default:
                s->Mxcsr = value & 0xFFFF;
                break;
        }
    }
}
