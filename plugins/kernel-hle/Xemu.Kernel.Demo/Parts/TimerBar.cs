using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Demo;

/// <summary>A block that runs to and fro: a periodic timer's DPC draws it.</summary>
internal sealed class TimerBar
{
    private const int PeriodMilliseconds = 20;
    private const int BlockWidth = 28;
    private const int Step = 2;

    private readonly DemoProgram _demo;
    private readonly GuestRoutine _deferred;
    private readonly uint _timer;
    private readonly uint _dpc;
    private readonly uint _phase;

    public TimerBar(DemoProgram demo)
    {
        _demo = demo;
        _deferred = demo.Program.NewRoutine("bar");
        _timer = demo.Program.Data.Variable(0x28);
        _dpc = demo.Program.Data.Variable(0x1C);
        _phase = demo.Program.Data.Variable();
    }

    private Assembler C => _demo.C;

    /// <summary>Starts the timer.</summary>
    public void EmitStart()
    {
        _demo.Program.Call("KeInitializeDpc", _dpc, _deferred, 0);
        _demo.Program.Call("KeInitializeTimerEx", _timer, 1);
        _demo.Program.Call("KeSetTimerEx", _timer, -10_000 * PeriodMilliseconds, -1, PeriodMilliseconds, _dpc);
    }

    /// <summary>(Dpc, Context, Argument1, Argument2).</summary>
    public void EmitRoutine()
    {
        const int Way = Places.SmallWidth - BlockWidth;
        Label there = C.CreateLabel();
        Label forth = C.CreateLabel();
        AssemblerMemoryOperand picture = __dword_ptr[_demo.Picture];
        _deferred.Begin();
        C.push(ebx);
        C.mov(eax, __dword_ptr[_phase]);
        C.add(eax, Step);
        C.cmp(eax, 2 * Way);
        C.jb(there);
        C.xor(eax, eax);
        C.Mark(ref there);
        C.mov(__dword_ptr[_phase], eax);
        C.cmp(eax, Way);
        C.jbe(forth);
        C.neg(eax);
        C.add(eax, 2 * Way);
        C.Mark(ref forth);
        C.lea(ebx, __[eax + Places.Inset]);
        _demo.Screen.Fill(picture, Places.Inset, Places.BarTop, Places.SmallWidth, Places.BarHeight, Colors.Field);
        _demo.Screen.Fill(picture, ebx, Places.BarTop + 3, BlockWidth, Places.BarHeight - 6, Colors.Warm);
        C.pop(ebx);
        C.ret(16);
    }
}
