using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Demo;

/// <summary>Two waves, drawn column by column by a thread that sleeps between two pictures.</summary>
internal sealed class WaveThread(DemoProgram demo)
{
    private const int PeriodMilliseconds = 20;
    private const int TableSteps = 256;
    private const int Amplitude = (Places.WaveHeight / 2) - 4;
    private const int Thickness = 2;

    /// <summary>The thread.</summary>
    public GuestRoutine Routine { get; } = demo.Program.NewRoutine("wave");

    private Assembler C => demo.C;

    /// <summary>ESI counts columns, EBX pictures.</summary>
    public void EmitRoutine()
    {
        Label picture = C.CreateLabel();
        Label column = C.CreateLabel();
        uint sine = demo.Program.Data.Bytes([.. Enumerable.Range(0, TableSteps).Select(Sine)]);
        Routine.Begin();
        C.xor(ebx, ebx);
        C.Mark(ref picture);
        C.xor(esi, esi);
        C.Mark(ref column);
        EmitColumn(sine);
        C.inc(esi);
        C.cmp(esi, Places.WaveWidth);
        C.jb(column);
        C.add(ebx, 3);
        demo.EmitDelay(PeriodMilliseconds);
        C.jmp(picture);
    }

    private void EmitColumn(uint sine)
    {
        AssemblerMemoryOperand picture = __dword_ptr[demo.Picture];
        C.lea(edi, __[esi + Places.Inset]);
        demo.Screen.Fill(picture, edi, Places.WaveTop, 1, Places.WaveHeight, Colors.Field);
        C.lea(eax, __[ebx + (esi * 2)]);
        EmitPoint(sine, Colors.Accent);
        C.lea(eax, __[esi + (esi * 2)]);
        C.sub(eax, ebx);
        EmitPoint(sine, Colors.Warm);
    }

    /// <summary>EAX: the angle in the table's steps.</summary>
    private void EmitPoint(uint sine, uint color)
    {
        C.and(eax, TableSteps - 1);
        C.movzx(eax, __byte_ptr[eax + sine]);
        C.add(eax, Places.WaveTop);
        demo.Screen.Fill(__dword_ptr[demo.Picture], edi, eax, 1, Thickness, color);
    }

    private static byte Sine(int step) => (byte)Math.Round((Places.WaveHeight / 2) - 1 + (Amplitude * Math.Sin(step * 2 * Math.PI / TableSteps)));
}
