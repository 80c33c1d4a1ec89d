using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Demo;

/// <summary>The demo: what the machine is, and threads that each draw something that moves.</summary>
internal sealed class DemoProgram
{
    private const uint StackBytes = 0x4000;

    private DemoProgram()
    {
        Program = new GuestProgram();
        Screen = new GuestScreen(Program);
        Picture = Program.Data.Variable();
        Backdrop = Program.Data.Variable();
    }

    /// <summary>The program.</summary>
    public GuestProgram Program { get; }

    /// <summary>What draws.</summary>
    public GuestScreen Screen { get; }

    /// <summary>Variable: address of the picture that is seen.</summary>
    public uint Picture { get; }

    /// <summary>Variable: address of the picture as it is behind all that moves. A byte above a colour that is not 0 says that no star passes here.</summary>
    public uint Backdrop { get; }

    /// <summary>The code.</summary>
    public Assembler C => Program.Code;

    /// <summary>Builds it. The same source gives the same bytes.</summary>
    public static byte[] Build()
    {
        var demo = new DemoProgram();
        demo.Program.Xbe.TitleName = "Xemu.Platform demo";
        demo.Program.Xbe.DebugPath = "D:\\demo\\default.exe";
        demo.Emit();
        return demo.Program.Build();
    }

    /// <summary>Starts a thread at a routine, which gets no argument.</summary>
    public void EmitThread(GuestRoutine routine)
    {
        uint handle = Program.Data.Variable();
        Program.Call("PsCreateSystemThreadEx", handle, 0, StackBytes, 0, 0, routine, 0, 0, 0, 0);
        Program.Call("NtClose", __dword_ptr[handle]);
    }

    /// <summary>Sets the running thread's priority; 8 is the usual one.</summary>
    public void EmitPriority(int priority)
    {
        Program.Call("KeGetCurrentThread");
        Program.Call("KeSetPriorityThread", eax, priority);
    }

    /// <summary>Lets others run for a while.</summary>
    public void EmitDelay(int milliseconds) => Program.Call("KeDelayExecutionThread", 0, 0, Program.Data.Milliseconds(milliseconds));

    private void Emit()
    {
        var display = new DisplaySetup(this);
        var machine = new MachinePanel(this);
        var moving = new MovingPanel(this);
        var stars = new Starfield(this);
        var clock = new ClockThread(this);
        var bar = new TimerBar(this);
        var wave = new WaveThread(this);
        var julia = new JuliaThread(this);
        var cube = new CubeThread(this);

        display.EmitMode();
        display.EmitBackdrop();
        machine.EmitPanel();
        moving.EmitPanel();
        cube.EmitPlace();
        display.EmitShow();
        stars.EmitStart();
        bar.EmitStart();
        EmitThread(clock.Routine);
        EmitThread(wave.Routine);
        EmitThread(julia.Routine);
        EmitThread(cube.Routine);
        display.EmitFadeIn();
        moving.EmitCounters(stars);

        Screen.EmitRoutines();
        display.EmitRoutines();
        stars.EmitRoutines();
        clock.EmitRoutine();
        bar.EmitRoutine();
        wave.EmitRoutine();
        julia.EmitRoutine();
        cube.EmitRoutine();
    }
}
