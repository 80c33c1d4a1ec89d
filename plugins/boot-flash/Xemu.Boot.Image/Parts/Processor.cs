using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Boot.Image;

/// <summary>What the CPU says of itself, and how fast its time stamp counter runs.</summary>
/// <remarks>Source: Intel SDM vol. 2, CPUID.</remarks>
internal sealed class Processor
{
    private const int MeasuredTicks = 10;

    /// <summary>Counts in the time measured, for each MHz.</summary>
    private const int CountsPerMHz = 1_000_000 / Interrupts.TicksPerSecond * MeasuredTicks;

    /// <summary>Bits of EDX of leaf 1, those worth a word, three lines of the panel.</summary>
    private static readonly (int Bit, string Name)[][] Features =
    [
        [(0, "FPU"), (3, "PSE"), (4, "TSC"), (5, "MSR"), (6, "PAE")],
        [(8, "CX8"), (11, "SEP"), (12, "MTRR"), (13, "PGE"), (15, "CMOV")],
        [(16, "PAT"), (17, "PSE36"), (23, "MMX"), (24, "FXSR"), (25, "SSE")],
    ];

    private readonly Firmware _firmware;
    private readonly uint _mhz;

    public Processor(Firmware firmware)
    {
        _firmware = firmware;
        _mhz = firmware.Data.Variable();
    }

    /// <summary>Counts time stamps over some ticks; interrupts must be on.</summary>
    public void EmitMeasure()
    {
        Assembler c = _firmware.Code;

        // The first tick may have waited for interrupts to be turned on; the second comes when it is due.
        c.mov(ebx, __dword_ptr[_firmware.Interrupts.Ticks]);
        c.add(ebx, 2);
        EmitWaitForTick(c);
        c.rdtsc();
        c.mov(esi, eax);
        c.mov(edi, edx);
        c.add(ebx, MeasuredTicks);
        EmitWaitForTick(c);
        c.rdtsc();
        c.sub(eax, esi);
        c.sbb(edx, edi);
        c.mov(ecx, CountsPerMHz);
        c.add(eax, CountsPerMHz / 2);
        c.adc(edx, 0);

        // Quotients that do not fit would fault: 4 PHz and up.
        c.and(edx, 0xFFFF);
        c.div(ecx);
        c.mov(__dword_ptr[_mhz], eax);
    }

    /// <summary>Prints vendor, family, model, stepping, speed and features.</summary>
    public void EmitReport()
    {
        Assembler c = _firmware.Code;
        Text text = _firmware.Text;
        _firmware.Report.EmitLabel("CPU       ");
        c.xor(eax, eax);
        c.cpuid();
        foreach (AssemblerRegister32 part in (AssemblerRegister32[])[ebx, edx, ecx])
        {
            c.mov(eax, part);
            for (int i = 0; i < 4; i++)
            {
                text.PutChar.Call();
                c.shr(eax, 8);
            }
        }

        c.mov(eax, 1);
        c.cpuid();
        c.mov(edi, eax);
        text.EmitPrint(" ");
        EmitNibble(c, 8);
        text.EmitPrint(".");
        EmitNibble(c, 4);
        text.EmitPrint(".");
        EmitNibble(c, 0);
        text.EmitPrint("\n");
        _firmware.Report.EmitLabel("Counter   ");
        text.EmitDecimal(_mhz);
        text.EmitPrint(" MHz\n");
        EmitFeatures(c, text);
    }

    private void EmitFeatures(Assembler c, Text text)
    {
        string label = "Features ";
        foreach ((int Bit, string Name)[] line in Features)
        {
            _firmware.Report.EmitLabel(label);
            foreach ((int bit, string name) in line)
            {
                Label absent = c.CreateLabel();
                c.test(edx, 1 << bit);
                c.jz(absent);
                text.EmitPrint(" " + name);
                c.Mark(ref absent);
            }

            text.EmitPrint("\n");
            label = "         ";
        }
    }

    /// <summary>Prints four bits of EDI in decimal.</summary>
    private void EmitNibble(Assembler c, byte shift)
    {
        c.mov(eax, edi);
        c.shr(eax, shift);
        c.and(eax, 0x0F);
        c.mov(cl, 1);
        _firmware.Text.PutDecimal.Call();
    }

    /// <summary>Sleeps until the tick counter is EBX.</summary>
    private void EmitWaitForTick(Assembler c)
    {
        Label wait = c.CreateLabel();
        Label done = c.CreateLabel();
        c.Mark(ref wait);
        c.cmp(__dword_ptr[_firmware.Interrupts.Ticks], ebx);
        c.jae(done);
        c.hlt();
        c.jmp(wait);
        c.Mark(ref done);
    }
}
