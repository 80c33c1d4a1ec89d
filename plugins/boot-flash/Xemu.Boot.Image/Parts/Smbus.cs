using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Boot.Image;

/// <summary>Reads bytes from the devices on the SMBus.</summary>
/// <remarks>Source: xboxdevwiki "SMBus": status 0xC000, control 0xC002, address 0xC004, data 0xC006, command 0xC008.</remarks>
internal sealed class Smbus
{
    public const byte Smc = 0x10;
    public const byte Thermometer = 0x4C;
    public const byte Eeprom = 0x54;

    private const ushort Base = 0xC000;
    private const byte CycleComplete = 0x10;

    /// <summary>Collision, protocol error, complete, time-out.</summary>
    private const byte Finished = 0x36;

    /// <summary>A byte, started.</summary>
    private const byte StartByte = 0x0A;

    /// <summary>Far more polls than a transfer at 100 kHz takes.</summary>
    private const int MaxPolls = 100_000;

    private readonly Firmware _firmware;
    private readonly Routine _read;

    public Smbus(Firmware firmware)
    {
        _firmware = firmware;
        _read = firmware.NewRoutine("smbus-read");
    }

    /// <summary>Reads a register into EAX, zero-extended; carry if the device does not answer. EAX is 0 then.</summary>
    public void EmitReadByte(byte device, byte command)
    {
        Assembler c = _firmware.Code;
        c.mov(eax, (uint)(((device << 1) | 1) | (command << 8)));
        _read.Call();
    }

    public void EmitRoutines()
    {
        Assembler c = _firmware.Code;
        Label poll = c.CreateLabel();
        Label fail = c.CreateLabel();
        Label end = c.CreateLabel();

        _read.Begin();
        c.push(ecx);
        c.push(edx);
        c.mov(ecx, eax);

        // Nothing at these ports reads all ones.
        c.mov(dx, Base);
        c.@in(al, dx);
        c.cmp(al, 0xFF);
        c.je(fail);
        c.@out(dx, al);
        c.mov(dx, Base + 4);
        c.mov(al, cl);
        c.@out(dx, al);
        c.mov(dx, Base + 8);
        c.mov(al, ch);
        c.@out(dx, al);
        c.mov(dx, Base + 2);
        c.mov(al, StartByte);
        c.@out(dx, al);

        c.mov(ecx, MaxPolls);
        c.mov(dx, Base);
        c.Mark(ref poll);
        c.@in(al, dx);
        c.test(al, Finished);
        c.jnz(end);
        c.dec(ecx);
        c.jnz(poll);
        c.Mark(ref fail);
        c.xor(eax, eax);
        c.stc();
        c.pop(edx);
        c.pop(ecx);
        c.ret();

        c.Mark(ref end);
        c.test(al, CycleComplete);
        c.jz(fail);
        c.mov(dx, Base + 6);
        c.@in(al, dx);
        c.movzx(eax, al);
        c.clc();
        c.pop(edx);
        c.pop(ecx);
        c.ret();
    }
}
