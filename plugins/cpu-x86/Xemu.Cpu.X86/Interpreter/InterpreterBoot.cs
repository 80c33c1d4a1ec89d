using Xemu.Abstractions.Cpu;

namespace Xemu.Cpu.X86;

/// <content>Starts in protected mode for boot loaders.</content>
public unsafe partial class Interpreter : ICpuBoot
{
    /// <inheritdoc/>
    public void EnterProtectedMode(uint entry, ReadOnlySpan<uint> registers, BootDescriptors gdt)
    {
        CpuState* s = _state;
        for (int i = 0; i < 8; i++)
        {
            s->Gpr[i] = registers[i];
        }

        s->Eip = entry;
        s->EflagsRest = Efl.Fixed;
        Flags.SetArithmetic(s, 0);
        s->GdtBase = gdt.GdtBase;
        s->GdtLimit = gdt.GdtLimit;
        s->IdtLimit = 0;
        s->Cr0 = Cr.Pe | Cr.Et;
        s->Cpl = 0;
        SetFlat(&s->Cs, gdt.CodeSelector, 0xC09B);
        SetFlat(&s->Es, gdt.DataSelector, 0xC093);
        SetFlat(&s->Ss, gdt.DataSelector, 0xC093);
        SetFlat(&s->Ds, gdt.DataSelector, 0xC093);
        SetFlat(&s->Fs, gdt.DataSelector, 0xC093);
        SetFlat(&s->Gs, gdt.DataSelector, 0xC093);
        _host.Spaces.Clear();
        Events.UpdateMode(s);
        Events.Update(s);
    }

    private static void SetFlat(Segment* seg, ushort selector, ushort attributes)
    {
        seg->Selector = selector;
        seg->Base = 0;
        seg->Limit = 0xFFFF_FFFF;
        seg->Attributes = attributes;
        seg->Refresh();
    }
}
