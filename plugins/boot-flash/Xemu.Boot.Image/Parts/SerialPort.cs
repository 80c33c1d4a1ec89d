using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Boot.Image;

/// <summary>The first serial port, if there is one: bytes wait in a queue in RAM and leave from the main loop.</summary>
/// <remarks>Sources: National Semiconductor PC16550D data sheet; SMSC LPC47M15x data sheet (configuration key 0x55, logical device 4).</remarks>
internal sealed class SerialPort
{
    private const ushort Port = 0x3F8;
    private const ushort LineStatus = Port + 5;
    private const ushort Scratch = Port + 7;
    private const byte TransmitterEmpty = 0x20;
    private const int FifoBytes = 16;

    private readonly Firmware _firmware;
    private readonly uint _head;
    private readonly uint _tail;

    public SerialPort(Firmware firmware)
    {
        _firmware = firmware;
        Queue = firmware.NewRoutine("serial-queue");
        Drain = firmware.NewRoutine("serial-drain");
        IsPresent = firmware.Data.Variable();
        _head = firmware.Data.Variable();
        _tail = firmware.Data.Variable();
    }

    /// <summary>Variable: 1 if there is a port.</summary>
    public uint IsPresent { get; }

    /// <summary>In: AL, a byte for the queue. A line feed brings a carriage return; what finds no room is dropped.</summary>
    public Routine Queue { get; }

    /// <summary>Gives the port as much as it takes now.</summary>
    public Routine Drain { get; }

    /// <summary>Enables the port in a Super I/O, looks for it, and sets 115200 baud, 8 bits, FIFOs on.</summary>
    public void EmitSetup()
    {
        Assembler c = _firmware.Code;
        Label absent = c.CreateLabel();
        (ushort Port, byte Value)[] superIo =
        [
            (0x2E, 0x55), (0x2E, 0x07), (0x2F, 0x04), (0x2E, 0x60), (0x2F, Port >> 8), (0x2E, 0x61), (0x2F, Port & 0xFF),
            (0x2E, 0x30), (0x2F, 0x01), (0x2E, 0xAA),
        ];
        EmitWrites(c, superIo);
        foreach (byte pattern in (byte[])[0x5A, 0xA5])
        {
            c.mov(dx, Scratch);
            c.mov(al, pattern);
            c.@out(dx, al);
            c.@in(al, dx);
            c.cmp(al, pattern);
            c.jne(absent);
        }

        c.mov(__dword_ptr[IsPresent], 1);
        EmitWrites(c, [(Port + 3, 0x80), (Port, 0x01), (Port + 1, 0x00), (Port + 3, 0x03), (Port + 1, 0x00), (Port + 2, 0x07), (Port + 4, 0x03)]);
        c.Mark(ref absent);
    }

    public void EmitRoutines()
    {
        Assembler c = _firmware.Code;
        EmitQueue(c);
        EmitDrain(c);
    }

    private static void EmitWrites(Assembler c, (ushort Port, byte Value)[] writes)
    {
        foreach ((ushort port, byte value) in writes)
        {
            c.mov(dx, port);
            c.mov(al, value);
            c.@out(dx, al);
        }
    }

    private void EmitQueue(Assembler c)
    {
        Label done = c.CreateLabel();
        Label put = c.CreateLabel();

        Queue.Begin();
        c.pushad();
        c.cmp(__dword_ptr[IsPresent], 0);
        c.je(done);
        c.mov(ebx, __dword_ptr[_head]);
        c.mov(edx, ebx);
        c.sub(edx, __dword_ptr[_tail]);
        c.cmp(edx, Layout.SerialQueueBytes - 2);
        c.jae(done);
        c.cmp(al, (byte)'\n');
        c.jne(put);
        c.mov(edx, ebx);
        c.and(edx, Layout.SerialQueueBytes - 1);
        c.mov(__byte_ptr[edx + Layout.SerialQueue], (byte)'\r');
        c.inc(ebx);
        c.Mark(ref put);
        c.mov(edx, ebx);
        c.and(edx, Layout.SerialQueueBytes - 1);
        c.mov(__byte_ptr[edx + Layout.SerialQueue], al);
        c.inc(ebx);
        c.mov(__dword_ptr[_head], ebx);
        c.Mark(ref done);
        c.popad();
        c.ret();
    }

    private void EmitDrain(Assembler c)
    {
        Label done = c.CreateLabel();
        Label next = c.CreateLabel();

        Drain.Begin();
        c.pushad();
        c.cmp(__dword_ptr[IsPresent], 0);
        c.je(done);
        c.mov(dx, LineStatus);
        c.@in(al, dx);
        c.test(al, TransmitterEmpty);
        c.jz(done);
        c.mov(ecx, FifoBytes);
        c.mov(dx, Port);
        c.mov(ebx, __dword_ptr[_tail]);
        c.Mark(ref next);
        c.cmp(ebx, __dword_ptr[_head]);
        c.je(done);
        c.mov(esi, ebx);
        c.and(esi, Layout.SerialQueueBytes - 1);
        c.mov(al, __byte_ptr[esi + Layout.SerialQueue]);
        c.@out(dx, al);
        c.inc(ebx);
        c.mov(__dword_ptr[_tail], ebx);
        c.dec(ecx);
        c.jnz(next);
        c.Mark(ref done);
        c.popad();
        c.ret();
    }
}
