using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Guest;

/// <summary>A list of numbers by which a program tells what happened, in the order in which it did. Whoever runs the program reads it in RAM.</summary>
/// <remarks>Any thread and any routine may report, at every interrupt level.</remarks>
public sealed class GuestReport
{
    /// <summary>Most numbers that are kept.</summary>
    public const int Most = 512;

    private readonly GuestProgram _program;
    private readonly GuestRoutine _routine;

    /// <summary>Makes the report of a program; <see cref="EmitRoutine"/> writes its routine.</summary>
    public GuestReport(GuestProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        _program = program;
        _routine = program.NewRoutine("report");
        Place = program.Data.Variable((Most + 1) * 4);
    }

    /// <summary>Virtual address of the count; the numbers follow it.</summary>
    public uint Place { get; }

    /// <summary>Adds a number. Every register is kept.</summary>
    public void Add(GuestArgument value) => _program.Call(_routine, value);

    /// <summary>Writes the routine.</summary>
    public void EmitRoutine()
    {
        Assembler c = _program.Code;
        Label full = c.CreateLabel();
        _routine.Begin();
        c.pushfd();
        c.push(eax);
        c.push(ecx);
        c.mov(eax, 1);
        c.mov(ecx, Place);
        c.@lock.xadd(__dword_ptr[ecx], eax);
        c.cmp(eax, Most);
        c.jae(full);
        c.mov(ecx, __dword_ptr[esp + 16]);
        c.mov(__dword_ptr[(eax * 4) + (Place + 4)], ecx);
        c.Mark(ref full);
        c.pop(ecx);
        c.pop(eax);
        c.popfd();
        c.ret(4);
    }
}
