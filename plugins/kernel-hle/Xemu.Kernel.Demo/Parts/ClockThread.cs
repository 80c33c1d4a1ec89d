using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Demo;

/// <summary>A clock that shows what KeQuerySystemTime gives.</summary>
internal sealed class ClockThread(DemoProgram demo)
{
    private const uint UnitsPerSecond = 10_000_000;
    private const int SecondsPerDay = 86_400;
    private const int PeriodMilliseconds = 50;
    private const int TextTop = Places.ClockTop + 4;

    /// <summary>The thread.</summary>
    public GuestRoutine Routine { get; } = demo.Program.NewRoutine("clock");

    private Assembler C => demo.C;

    public void EmitRoutine()
    {
        Label again = C.CreateLabel();
        uint time = demo.Program.Data.Variable(8);
        Routine.Begin();
        C.Mark(ref again);
        demo.Program.Call("KeQuerySystemTime", time);
        EmitSecondsOfDay(time);
        C.mov(eax, Places.Inset + 6);
        EmitPart(3600);
        EmitText(":");
        EmitPart(60);
        EmitText(":");
        EmitPart(1);
        demo.EmitDelay(PeriodMilliseconds);
        C.jmp(again);
    }

    /// <summary>ESI: seconds since midnight; the quotient of the first division needs 64 bits.</summary>
    private void EmitSecondsOfDay(uint time)
    {
        C.mov(ecx, UnitsPerSecond);
        C.xor(edx, edx);
        C.mov(eax, __dword_ptr[time + 4]);
        C.div(ecx);
        C.mov(ebx, eax);
        C.mov(eax, __dword_ptr[time]);
        C.div(ecx);
        C.mov(ecx, SecondsPerDay);
        C.mov(edi, eax);
        C.mov(eax, ebx);
        C.xor(edx, edx);
        C.div(ecx);
        C.mov(eax, edi);
        C.div(ecx);
        C.mov(esi, edx);
    }

    /// <summary>Draws how often a unit is in ESI, and leaves the rest there.</summary>
    private void EmitPart(int seconds)
    {
        C.mov(edi, eax);
        C.mov(eax, esi);
        C.xor(edx, edx);
        C.mov(ecx, seconds);
        C.div(ecx);
        C.mov(esi, edx);
        demo.Screen.Number(__dword_ptr[demo.Picture], edi, TextTop, eax, 2, Colors.Accent, Colors.Field, scale: 2);
    }

    private void EmitText(string text) => demo.Screen.Text(__dword_ptr[demo.Picture], eax, TextTop, text, Colors.Accent, Colors.Field, scale: 2);
}
