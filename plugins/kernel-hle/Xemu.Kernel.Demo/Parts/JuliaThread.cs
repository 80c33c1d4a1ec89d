using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Demo;

/// <summary>Julia sets, computed with the floating-point unit by a thread of the lowest priority: it gets the time that all others leave.</summary>
internal sealed class JuliaThread(DemoProgram demo)
{
    private const int Priority = 1;
    private const int MostSteps = 32;
    private const int Half = Places.JuliaSize / 2;

    private readonly uint _angle = demo.Program.Data.Variable();
    private readonly uint _real = demo.Program.Data.Variable(8);
    private readonly uint _imaginary = demo.Program.Data.Variable(8);
    private readonly uint _number = demo.Program.Data.Variable();

    /// <summary>The thread.</summary>
    public GuestRoutine Routine { get; } = demo.Program.NewRoutine("julia");

    private Assembler C => demo.C;

    /// <summary>ESI: line, EBX: column.</summary>
    public void EmitRoutine()
    {
        Label picture = C.CreateLabel();
        Label line = C.CreateLabel();
        Label pixel = C.CreateLabel();
        Routine.Begin();
        demo.EmitPriority(Priority);
        C.Mark(ref picture);
        EmitConstant();
        C.xor(esi, esi);
        C.Mark(ref line);
        C.imul(edi, esi, GuestScreen.PitchBytes);
        C.add(edi, (Places.JuliaTop * GuestScreen.PitchBytes) + (Places.JuliaLeft * 4));
        C.add(edi, __dword_ptr[demo.Picture]);
        C.xor(ebx, ebx);
        C.Mark(ref pixel);
        EmitPixel();
        C.inc(ebx);
        C.cmp(ebx, Places.JuliaSize);
        C.jb(pixel);
        C.inc(esi);
        C.cmp(esi, Places.JuliaSize);
        C.jb(line);
        C.jmp(picture);
    }

    /// <summary>c = 0.7885 e^(i angle): a circle through the sets that look best.</summary>
    private void EmitConstant()
    {
        uint radius = Double(0.7885);
        uint step = Double(0.04);
        C.inc(__dword_ptr[_angle]);
        C.fild(__dword_ptr[_angle]);
        C.fmul(__qword_ptr[step]);
        C.fsincos();
        C.fmul(__qword_ptr[radius]);
        C.fstp(__qword_ptr[_real]);
        C.fmul(__qword_ptr[radius]);
        C.fstp(__qword_ptr[_imaginary]);
    }

    /// <summary>z = z * z + c until |z| is 2; the steps make the colour.</summary>
    private void EmitPixel()
    {
        Label step = C.CreateLabel();
        Label done = C.CreateLabel();
        uint palette = demo.Program.Data.Dwords([.. Enumerable.Range(0, MostSteps + 1).Select(Color)]);
        uint four = Double(4);
        EmitCoordinate(esi);
        EmitCoordinate(ebx);
        C.mov(ecx, MostSteps);

        // ST0 is the real part, ST1 the imaginary one.
        C.Mark(ref step);
        C.fld(st0);
        C.fmul(st0, st0);
        C.fld(st2);
        C.fmul(st0, st0);
        C.fld(st0);
        C.fadd(st0, st2);
        C.fcomp(__qword_ptr[four]);
        C.fnstsw(ax);
        C.test(ah, 0x45);
        Label inside = C.CreateLabel();
        C.jnz(inside);
        C.fstp(st0);
        C.fstp(st0);
        C.jmp(done);
        C.Mark(ref inside);
        C.fsubp(st1, st0);
        C.fadd(__qword_ptr[_real]);
        C.fxch(st0, st1);
        C.fmulp(st2, st0);
        C.fxch(st0, st1);
        C.fadd(st0, st0);
        C.fadd(__qword_ptr[_imaginary]);
        C.fxch(st0, st1);
        C.dec(ecx);
        C.jnz(step);
        C.Mark(ref done);
        C.fstp(st0);
        C.fstp(st0);
        C.mov(eax, __dword_ptr[(ecx * 4) + palette]);
        C.mov(__dword_ptr[edi + (ebx * 4)], eax);
    }

    /// <summary>Pushes (index - half) * 3 / size.</summary>
    private void EmitCoordinate(AssemblerRegister32 index)
    {
        uint scale = Double(3.0 / Places.JuliaSize);
        C.lea(eax, __[index - Half]);
        C.mov(__dword_ptr[_number], eax);
        C.fild(__dword_ptr[_number]);
        C.fmul(__qword_ptr[scale]);
    }

    private uint Double(double value) => demo.Program.Data.Bytes(BitConverter.GetBytes(value));

    /// <summary>Nearly black for what never leaves, then from blue to warm white.</summary>
    private static uint Color(int left)
    {
        double heat = left == 0 ? 0 : 1 - ((left - 1.0) / MostSteps);
        uint Part(double power, double least, double most) => (uint)(least + ((most - least) * Math.Pow(heat, power)));
        return left == 0 ? 0x06_0A18 : (Part(0.7, 0, 255) << 16) | (Part(1.1, 16, 230) << 8) | Part(0.5, 72, 210);
    }
}
