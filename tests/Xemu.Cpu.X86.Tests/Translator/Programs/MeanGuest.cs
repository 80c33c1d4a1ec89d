using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Memory;
using Xemu.Machine;
using Xemu.Testing;

namespace Xemu.Cpu.X86.Tests;

/// <summary>A machine for many programs, one after the other: an engine, RAM, ROM, registers, ports and an interrupt controller.</summary>
internal sealed unsafe class MeanGuest : IDisposable
{
    private readonly RamBlock _ram = new("ram", MeanLayout.RamBytes);
    private readonly RamBlock _rom = new("rom", MeanLayout.RomBytes);
    private readonly AddressSpace _memory = new("memory", 1UL << 36);
    private readonly AddressSpace _ports = new("ports", 1 << 16);
    private readonly byte[] _powerOn;
    private readonly MeanState _state = new();

    /// <param name="memory">How the translator reaches memory; null: the interpreter.</param>
    public MeanGuest(TranslatorMemory? memory)
    {
        _memory.MapRam("ram", 0, _ram, 0, MeanLayout.RamBytes);
        MeanImage.Rom.CopyTo(_rom.Lease(0, (int)MeanLayout.RomBytes, RamAccess.Write).Span);
        _memory.MapRam("rom", MeanLayout.Rom, _rom, 0, MeanLayout.RomBytes, readOnly: true);
        _memory.MapIo("device", MeanLayout.Device, MeanLayout.DeviceBytes, Device);
        _ports.MapIo("ports", 0, 1 << 16, Device);
        Cpu = memory is { } form
            ? new X86.Translator(new TranslatorOptions { Memory = form, CodeCache = new(4 << 20) }, _memory, _ports, new StoppedClock(), NullLogger.Instance)
            : new X86.Interpreter(new CpuOptions(), _memory, _ports, new StoppedClock(), NullLogger.Instance);
        Device.Line = Cpu.Intr;
        Cpu.ConnectInterruptController(Device);
        _powerOn = StateBytes.Save(Cpu);
    }

    public X86.Interpreter Cpu { get; }

    public MeanDevice Device { get; } = new();

    public ReadOnlySpan<byte> Ram => new((void*)_ram.Base, (int)MeanLayout.RamBytes);

    public ReadOnlySpan<byte> State => _state.Read(Cpu);

    /// <summary>The state in which a program starts.</summary>
    public byte[] StartOf(MeanProgram program)
    {
        StateBytes.Load(Cpu, _powerOn);
        CpuState* s = Cpu.State;
        Cpu.EnterProtectedMode(program.Start, program.Registers, new BootDescriptors(MeanLayout.Gdt, 0x7F, 8, 0x10));
        s->Gpr[Reg.Esp] = MeanLayout.Stack + 0x3F00;
        s->IdtBase = MeanLayout.Idt;
        s->IdtLimit = 0x7FF;
        s->Cr0 = program.Cr0;
        s->Cr3 = MeanLayout.Directory;
        s->Cr4 = program.Cr4;
        s->Tr.Selector = 0x28;
        s->Tr.Base = MeanLayout.Tss;
        s->Tr.Limit = 0x2067;
        s->Tr.Attributes = 0x8B;
        if (program.IsUser)
        {
            SetLevel3(s);
        }

        s->EflagsRest = (program.Eflags & Efl.Valid & ~Efl.Arithmetic) | Efl.Fixed;
        Flags.SetArithmetic(s, program.Eflags);
        s->Fcw = program.Fcw;
        s->Mxcsr = program.Mxcsr;
        for (int i = 0; i < 128; i++)
        {
            s->Xmm[i] = (byte)((i * 37) ^ (int)program.Seed);
        }

        return StateBytes.Save(Cpu);
    }

    /// <summary>Puts a program in.</summary>
    public void Load(ReadOnlySpan<byte> ram, byte[] state)
    {
        for (uint page = 0; page < MeanLayout.RamBytes; page += MeanLayout.PageBytes)
        {
            ReadOnlySpan<byte> content = ram.Slice((int)page, (int)MeanLayout.PageBytes);
            if (!Ram.Slice((int)page, (int)MeanLayout.PageBytes).SequenceEqual(content))
            {
                content.CopyTo(_ram.Lease(page, (int)MeanLayout.PageBytes, RamAccess.Write).Span);
            }
        }

        Device.Digest = 0;
        StateBytes.Load(Cpu, state);
    }

    public void Do(MeanStop stop, MeanProgram program)
    {
        switch (stop.Event)
        {
            case MeanEvent.Interrupt:
                Cpu.Intr.SetLevel(level: true);
                break;
            case MeanEvent.NonMaskable:
                Cpu.Nmi.SetLevel(level: true);
                Cpu.Nmi.SetLevel(level: false);
                break;
            case MeanEvent.ForeignWrite:
                _memory.Write(MeanImage.CodeOffset(program, stop.After % (uint)program.Code.Length), [0x90]);
                break;
            default:
                break;
        }
    }

    public void Dispose()
    {
        Cpu.Dispose();
        _ram.Dispose();
        _rom.Dispose();
    }

    private static void SetLevel3(CpuState* s)
    {
        s->Cpl = 3;
        s->Cs.Selector = 0x1B;
        s->Cs.Attributes |= 0x60;
        foreach (uint segment in new uint[] { 0, 2, 3, 4, 5 })
        {
            Reg.Seg(s, segment)->Selector = 0x23;
            Reg.Seg(s, segment)->Attributes |= 0x60;
        }
    }
}
