using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Boot.Image;

/// <summary>Descriptor table, the two 8259A, the 8254 at 100 Hz, and the panel that shows an exception.</summary>
/// <remarks>Sources: Intel SDM vol. 3, chapter 6; Intel 8259A and 8254 data sheets; xboxdevwiki: the graphics chip interrupts by IRQ 3.</remarks>
internal sealed class Interrupts
{
    /// <summary>Ticks a second, with the console's 1.125 MHz; with a PC's 1.193182 MHz it is 106.</summary>
    public const int TicksPerSecond = 100;

    private const int PitDivisor = 1_125_000 / TicksPerSecond;
    private const int Vectors = 48;
    private const int FirstIrq = 0x20;
    private const int TickVector = FirstIrq;
    private const int VblankVector = FirstIrq + 3;

    /// <summary>Vectors 8, 10 to 14 and 17 push an error code (Intel SDM vol. 3, table 6-1).</summary>
    private const uint WithErrorCode = 0x0002_7D00;

    private const ushort InterruptGate = 0x8E00;
    private const int StubBytes = 5;

    /// <summary>Where a stub's return address lies above the eight registers that PUSHAD saves.</summary>
    private const int ReturnOffset = 32;

    private readonly Firmware _firmware;
    private readonly Routine _common;
    private readonly Routine _exception;
    private readonly uint _stubs;
    private readonly uint _vector;
    private readonly uint _error;
    private readonly uint _eip;

    public Interrupts(Firmware firmware)
    {
        _firmware = firmware;
        _common = firmware.NewRoutine("interrupt");
        _exception = firmware.NewRoutine("exception");
        Ticks = firmware.Data.Variable();
        Frames = firmware.Data.Variable();
        _stubs = firmware.Data.Variable();
        _vector = firmware.Data.Variable();
        _error = firmware.Data.Variable();
        _eip = firmware.Data.Variable();
    }

    /// <summary>Variable: ticks since the start.</summary>
    public uint Ticks { get; }

    /// <summary>Variable: vertical blanks since the start.</summary>
    public uint Frames { get; }

    /// <summary>Sets everything up; interrupts stay off.</summary>
    public void EmitSetup()
    {
        Assembler c = _firmware.Code;
        uint pointer = _firmware.Data.Dwords((Vectors * 8 - 1) | (Layout.Idt << 16), Layout.Idt >> 16);

        // A CALL is five bytes whatever its target, so the return address tells the vector.
        Label build = c.CreateLabel();
        c.call(build);
        for (int i = 0; i < Vectors; i++)
        {
            _common.Call();
        }

        c.Mark(ref build);
        c.pop(eax);
        c.mov(__dword_ptr[_stubs], eax);
        c.mov(edi, Layout.Idt);
        c.mov(ecx, Vectors);
        Label next = c.CreateLabel();
        c.Mark(ref next);
        c.mov(__word_ptr[edi], ax);
        c.mov(__word_ptr[edi + 2], Layout.CodeSelector);
        c.mov(edx, eax);
        c.mov(dx, InterruptGate);
        c.mov(__dword_ptr[edi + 4], edx);
        c.add(eax, StubBytes);
        c.add(edi, 8);
        c.dec(ecx);
        c.jnz(next);
        c.lidt(__fword_ptr[pointer]);
        EmitControllers(c);
    }

    public void EmitRoutines()
    {
        Assembler c = _firmware.Code;
        EmitCommon(c);
        EmitException(c);
    }

    private static void EmitControllers(Assembler c)
    {
        // ICW1 to ICW4: edges, cascade on 2, vectors from 0x20 and 0x28. Then everything masked but ticks and vertical blank.
        (byte Port, byte Value)[] words =
        [
            (0x20, 0x11), (0x21, FirstIrq), (0x21, 0x04), (0x21, 0x01),
            (0xA0, 0x11), (0xA1, FirstIrq + 8), (0xA1, 0x02), (0xA1, 0x01),
            (0x21, 0xF6), (0xA1, 0xFF),
            (0x43, 0x34), (0x40, PitDivisor & 0xFF), (0x40, PitDivisor >> 8),
        ];
        foreach ((byte port, byte value) in words)
        {
            c.mov(al, value);
            c.@out(port, al);
        }

        // PCI interrupts are levels: IRQ 3 in the edge/level register (PC compatible at 0x4D0; on the console unverified).
        c.mov(dx, 0x4D0);
        c.mov(al, 0x08);
        c.@out(dx, al);
    }

    private void EmitCommon(Assembler c)
    {
        Label tick = c.CreateLabel();
        Label notVblank = c.CreateLabel();
        Label end = c.CreateLabel();
        Label master = c.CreateLabel();

        _common.Begin();
        c.pushad();
        c.cld();
        c.mov(eax, __dword_ptr[esp + ReturnOffset]);
        c.sub(eax, __dword_ptr[_stubs]);
        c.xor(edx, edx);
        c.mov(ecx, StubBytes);
        c.div(ecx);
        c.dec(eax);
        c.cmp(eax, FirstIrq);
        c.jb(_exception.Label);
        c.je(tick);
        c.cmp(eax, VblankVector);
        c.jne(notVblank);
        _firmware.Video.EmitAcknowledgeVblank(Frames);
        c.Mark(ref notVblank);
        c.cmp(eax, FirstIrq + 8);
        c.jb(master);
        c.mov(al, 0x20);
        c.@out(0xA0, al);
        c.jmp(master);
        c.Mark(ref tick);
        c.inc(__dword_ptr[Ticks]);
        c.Mark(ref master);
        c.mov(al, 0x20);
        c.@out(0x20, al);
        c.Mark(ref end);
        c.popad();
        c.add(esp, 4);
        c.iretd();
    }

    /// <summary>Shows vector, error code, EIP and CR2 on screen and serial port, and stops for good.</summary>
    private void EmitException(Assembler c)
    {
        Label noCode = c.CreateLabel();
        Label blank = c.CreateLabel();
        Label stop = c.CreateLabel();

        _exception.Begin();
        c.mov(__dword_ptr[_vector], eax);
        c.lea(ebx, __[esp + ReturnOffset + 4]);
        c.mov(ecx, WithErrorCode);
        c.bt(ecx, eax);
        c.jnc(noCode);
        c.mov(edx, __dword_ptr[ebx]);
        c.mov(__dword_ptr[_error], edx);
        c.add(ebx, 4);
        c.Mark(ref noCode);
        c.mov(edx, __dword_ptr[ebx]);
        c.mov(__dword_ptr[_eip], edx);

        Text text = _firmware.Text;
        c.cmp(__dword_ptr[_firmware.Video.PictureBase], 0);
        c.je(blank);
        _firmware.Drawing.EmitFill(118, 178, 404, 124, 0xFFFFFF);
        _firmware.Drawing.EmitFill(120, 180, 400, 120, 0xB01020);
        text.EmitColor(0xFFFFFF);
        text.EmitEcho(true);
        text.EmitScale(2);
        text.EmitAt(136, 192);
        text.EmitPrint("EXCEPTION ");
        text.EmitHex(_vector, 2);
        text.EmitPrint("\n");
        text.EmitScale(1);
        text.EmitAt(136, 236);
        text.EmitPrint("EIP ");
        text.EmitHex(_eip, 8);
        text.EmitPrint("   error code ");
        text.EmitHex(_error, 8);
        text.EmitPrint("\nCR2 ");
        c.mov(eax, cr2);
        c.mov(cl, 8);
        text.PutHex.Call();
        text.EmitPrint("\nThe machine has stopped; reset it.\n");
        c.Mark(ref blank);

        // Interrupts are off: the queue is emptied here, as long as the port takes it.
        c.mov(ecx, 0x10_0000);
        Label drain = c.CreateLabel();
        c.Mark(ref drain);
        _firmware.Serial.Drain.Call();
        c.dec(ecx);
        c.jnz(drain);
        c.Mark(ref stop);
        c.cli();
        c.hlt();
        c.jmp(stop);
    }
}
