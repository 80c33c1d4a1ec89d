using Iced.Intel;
using Xemu.Boot.Font;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Boot.Image;

/// <summary>Letters on the picture and, when asked for, on the serial port.</summary>
internal sealed class Text
{
    private readonly Firmware _firmware;
    private readonly Routine _putGlyph;
    private readonly uint _x;
    private readonly uint _y;
    private readonly uint _left;
    private readonly uint _scaleShift;
    private readonly uint _echo;
    private readonly uint _smallFont;
    private readonly uint _largeFont;

    public Text(Firmware firmware)
    {
        _firmware = firmware;
        _putGlyph = firmware.NewRoutine("put-glyph");
        PutChar = firmware.NewRoutine("put-char");
        PutText = firmware.NewRoutine("put-text");
        PutHex = firmware.NewRoutine("put-hex");
        PutDecimal = firmware.NewRoutine("put-decimal");
        _x = firmware.Data.Variable();
        _y = firmware.Data.Variable();
        _left = firmware.Data.Variable();
        _scaleShift = firmware.Data.Variable();
        _echo = firmware.Data.Variable();
        _smallFont = firmware.Data.Bytes(Glyphs.Draw(1));
        _largeFont = firmware.Data.Bytes(Glyphs.Draw(2));
    }

    /// <summary>In: AL, a character; a line feed goes to the start of the next line.</summary>
    public Routine PutChar { get; }

    /// <summary>In: ESI, a text that ends in a NUL.</summary>
    public Routine PutText { get; }

    /// <summary>In: EAX, a number; CL, how many hexadecimal digits.</summary>
    public Routine PutHex { get; }

    /// <summary>In: EAX, a number; CL, the least number of digits.</summary>
    public Routine PutDecimal { get; }

    /// <summary>Goes to a place; lines that follow start below it.</summary>
    public void EmitAt(int x, int y)
    {
        Assembler c = _firmware.Code;
        c.mov(__dword_ptr[_x], x);
        c.mov(__dword_ptr[_left], x);
        c.mov(__dword_ptr[_y], y);
    }

    public void EmitColor(uint color) => _firmware.Code.mov(__dword_ptr[_firmware.Drawing.BlendColor], color);

    /// <summary>1 or 2.</summary>
    public void EmitScale(int scale) => _firmware.Code.mov(__dword_ptr[_scaleShift], scale - 1);

    /// <summary>Whether the serial port gets what is written.</summary>
    public void EmitEcho(bool isOn) => _firmware.Code.mov(__dword_ptr[_echo], isOn ? 1 : 0);

    /// <summary>Prints a text; uses ESI.</summary>
    public void EmitPrint(string text)
    {
        _firmware.Code.mov(esi, _firmware.Data.Text(text));
        PutText.Call();
    }

    /// <summary>Sends a text to the serial port alone; uses EAX.</summary>
    public void EmitEchoOnly(string text)
    {
        foreach (char character in text)
        {
            _firmware.Code.mov(al, (byte)character);
            _firmware.Serial.Queue.Call();
        }
    }

    /// <summary>Prints a variable in hexadecimal; uses EAX and CL.</summary>
    public void EmitHex(uint variable, int digits)
    {
        _firmware.Code.mov(eax, __dword_ptr[variable]);
        _firmware.Code.mov(cl, (byte)digits);
        PutHex.Call();
    }

    /// <summary>Prints a variable; uses EAX and CL.</summary>
    public void EmitDecimal(uint variable, int digits = 1)
    {
        _firmware.Code.mov(eax, __dword_ptr[variable]);
        _firmware.Code.mov(cl, (byte)digits);
        PutDecimal.Call();
    }

    public void EmitRoutines()
    {
        Assembler c = _firmware.Code;
        EmitPutChar(c);
        EmitPutGlyph(c);
        EmitPutText(c);
        EmitPutHex(c);
        EmitPutDecimal(c);
    }

    private void EmitPutChar(Assembler c)
    {
        Label quiet = c.CreateLabel();
        Label line = c.CreateLabel();
        Label done = c.CreateLabel();

        PutChar.Begin();
        c.pushad();
        c.mov(ecx, __dword_ptr[_scaleShift]);
        c.cmp(__dword_ptr[_echo], 0);
        c.je(quiet);
        c.cmp(al, 0x7F);
        c.je(quiet);
        _firmware.Serial.Queue.Call();
        c.Mark(ref quiet);
        c.cmp(al, (byte)'\n');
        c.je(line);
        c.movzx(eax, al);
        c.sub(eax, Glyphs.First);
        c.cmp(eax, Glyphs.Count);
        c.jae(done);
        _putGlyph.Call();
        c.mov(eax, Glyphs.CellWidth);
        c.shl(eax, cl);
        c.add(__dword_ptr[_x], eax);
        c.jmp(done);
        c.Mark(ref line);
        c.mov(eax, Glyphs.CellHeight);
        c.shl(eax, cl);
        c.add(__dword_ptr[_y], eax);
        c.mov(eax, __dword_ptr[_left]);
        c.mov(__dword_ptr[_x], eax);
        c.Mark(ref done);
        c.popad();
        c.ret();
    }

    /// <summary>In: EAX, which glyph; ECX, 0 for the small and 1 for the large font.</summary>
    private void EmitPutGlyph(Assembler c)
    {
        Label small = c.CreateLabel();
        Label row = c.CreateLabel();
        Label pixel = c.CreateLabel();
        Label clear = c.CreateLabel();

        _putGlyph.Begin();
        c.pushad();
        c.shl(eax, 7);
        c.lea(esi, __[eax + _smallFont]);
        c.test(ecx, ecx);
        c.jz(small);
        c.lea(esi, __[eax * 4 + _largeFont]);
        c.Mark(ref small);
        c.mov(ebx, __dword_ptr[_x]);
        c.mov(edx, __dword_ptr[_y]);
        _firmware.Drawing.EmitPixelAddress();
        c.mov(ebp, Glyphs.CellHeight);
        c.shl(ebp, cl);
        c.mov(edx, Glyphs.CellWidth);
        c.shl(edx, cl);
        c.Mark(ref row);
        c.mov(ecx, edx);
        c.mov(ebx, edi);
        c.Mark(ref pixel);
        c.movzx(eax, __byte_ptr[esi]);
        c.inc(esi);
        c.test(eax, eax);
        c.jz(clear);
        _firmware.Drawing.Blend.Call();
        c.Mark(ref clear);
        c.add(edi, 4);
        c.dec(ecx);
        c.jnz(pixel);
        c.lea(edi, __[ebx + Drawing.PitchBytes]);
        c.dec(ebp);
        c.jnz(row);
        c.popad();
        c.ret();
    }

    private void EmitPutText(Assembler c)
    {
        Label next = c.CreateLabel();
        Label done = c.CreateLabel();

        PutText.Begin();
        c.push(eax);
        c.push(esi);
        c.Mark(ref next);
        c.lodsb();
        c.test(al, al);
        c.jz(done);
        PutChar.Call();
        c.jmp(next);
        c.Mark(ref done);
        c.pop(esi);
        c.pop(eax);
        c.ret();
    }

    private void EmitPutHex(Assembler c)
    {
        uint digits = _firmware.Data.Text("0123456789ABCDEF");
        Label next = c.CreateLabel();

        PutHex.Begin();
        c.pushad();
        c.mov(edx, eax);
        c.movzx(ebx, cl);

        // Left-align the digits that are wanted.
        c.mov(ecx, 8);
        c.sub(ecx, ebx);
        c.shl(ecx, 2);
        c.shl(edx, cl);
        c.Mark(ref next);
        c.rol(edx, 4);
        c.mov(eax, edx);
        c.and(eax, 0x0F);
        c.mov(al, __byte_ptr[eax + digits]);
        PutChar.Call();
        c.dec(ebx);
        c.jnz(next);
        c.popad();
        c.ret();
    }

    private void EmitPutDecimal(Assembler c)
    {
        Label divide = c.CreateLabel();
        Label print = c.CreateLabel();

        PutDecimal.Begin();
        c.pushad();
        c.movzx(ecx, cl);
        c.mov(ebx, 10);
        c.xor(esi, esi);
        c.Mark(ref divide);
        c.xor(edx, edx);
        c.div(ebx);
        c.push(edx);
        c.inc(esi);
        c.test(eax, eax);
        c.jnz(divide);
        c.cmp(esi, ecx);
        c.jb(divide);
        c.Mark(ref print);
        c.pop(eax);
        c.add(al, (byte)'0');
        PutChar.Call();
        c.dec(esi);
        c.jnz(print);
        c.popad();
        c.ret();
    }
}
