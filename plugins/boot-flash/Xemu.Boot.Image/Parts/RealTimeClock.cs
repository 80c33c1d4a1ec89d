using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Boot.Image;

/// <summary>Date and time of the MC146818.</summary>
/// <remarks>Source: Motorola MC146818 data sheet. Not handled: 12-hour mode; the century is taken to be 20.</remarks>
internal sealed class RealTimeClock
{
    private const byte StatusA = 0x0A;
    private const byte StatusB = 0x0B;
    private const byte UpdateInProgress = 0x80;
    private const byte Binary = 0x04;

    private readonly Firmware _firmware;
    private readonly Routine _cmos;
    private readonly Routine _number;
    private readonly (byte Register, uint Variable)[] _fields;

    public RealTimeClock(Firmware firmware)
    {
        _firmware = firmware;
        _cmos = firmware.NewRoutine("cmos-read");
        _number = firmware.NewRoutine("cmos-number");
        Read = firmware.NewRoutine("clock-read");
        _fields = [.. ((byte[])[0x00, 0x02, 0x04, 0x07, 0x08, 0x09]).Select(r => (r, firmware.Data.Variable()))];
    }

    public uint Second => _fields[0].Variable;

    public uint Minute => _fields[1].Variable;

    public uint Hour => _fields[2].Variable;

    public uint Day => _fields[3].Variable;

    public uint Month => _fields[4].Variable;

    public uint Year => _fields[5].Variable;

    /// <summary>Reads the clock into the variables, unless it is just changing.</summary>
    public Routine Read { get; }

    public void EmitRoutines()
    {
        Assembler c = _firmware.Code;
        Label busy = c.CreateLabel();
        Label binary = c.CreateLabel();

        // In: AL, register. Out: EAX, its value.
        _cmos.Begin();
        c.@out(0x70, al);
        c.@in(al, 0x71);
        c.movzx(eax, al);
        c.ret();

        // The same, in binary.
        _number.Begin();
        c.push(ebx);
        c.push(ecx);
        _cmos.Call();
        c.mov(ebx, eax);
        c.mov(al, StatusB);
        _cmos.Call();
        c.test(al, Binary);
        c.jnz(binary);
        c.mov(ecx, ebx);
        c.shr(ecx, 4);
        c.and(ebx, 0x0F);
        c.imul(ecx, ecx, 10);
        c.add(ebx, ecx);
        c.Mark(ref binary);
        c.mov(eax, ebx);
        c.pop(ecx);
        c.pop(ebx);
        c.ret();

        Read.Begin();
        c.push(eax);
        c.mov(al, StatusA);
        _cmos.Call();
        c.test(al, UpdateInProgress);
        c.jnz(busy);
        foreach ((byte register, uint variable) in _fields)
        {
            c.mov(al, register);
            _number.Call();
            c.mov(__dword_ptr[variable], eax);
        }

        c.Mark(ref busy);
        c.pop(eax);
        c.ret();
    }
}
