using Iced.Intel;
using Xemu.Boot.Font;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Guest;

/// <summary>Rectangles, texts and numbers in pictures of 640 by 480, 32 bits a pixel. Any thread may draw: everything is on its stack.</summary>
/// <remarks>
/// A picture is known by its address. What is drawn gets 0xFF in the byte above its colour, which the display ignores.
/// The routines keep every register but EAX, ECX and EDX.
/// </remarks>
public sealed class GuestScreen
{
    /// <summary>Pixels of a line.</summary>
    public const int Width = 640;

    /// <summary>Lines.</summary>
    public const int Height = 480;

    /// <summary>Bytes from line to line.</summary>
    public const int PitchBytes = Width * 4;

    /// <summary>Bytes of a picture.</summary>
    public const uint PictureBytes = PitchBytes * Height;

    /// <summary>As the background of a text: what is there.</summary>
    public const uint Transparent = uint.MaxValue;

    private const uint RedBlue = 0x00FF_00FF;
    private const uint Green = 0x0000_FF00;
    private const uint Drawn = 0xFF00_0000;
    private const int MostDigits = 12;

    private readonly GuestProgram _program;
    private readonly GuestRoutine _fill;
    private readonly GuestRoutine _shade;
    private readonly GuestRoutine _text;
    private readonly GuestRoutine _number;
    private readonly GuestRoutine _blend;
    private readonly Dictionary<int, uint> _fonts = [];

    /// <summary>Makes the routines of a program; <see cref="EmitRoutines"/> writes them.</summary>
    public GuestScreen(GuestProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        _program = program;
        _fill = program.NewRoutine("fill");
        _shade = program.NewRoutine("shade");
        _text = program.NewRoutine("text");
        _number = program.NewRoutine("number");
        _blend = program.NewRoutine("blend");
    }

    private Assembler C => _program.Code;

    /// <summary>Fills a rectangle.</summary>
    public void Fill(GuestArgument picture, GuestArgument x, GuestArgument y, GuestArgument width, GuestArgument height, GuestArgument color) =>
        _program.Call(_fill, x, y, width, height, color, picture);

    /// <summary>Darkens a rectangle to a quarter of its brightness and adds a colour, whose parts are below 0xC0.</summary>
    public void Shade(GuestArgument picture, GuestArgument x, GuestArgument y, GuestArgument width, GuestArgument height, GuestArgument color) =>
        _program.Call(_shade, x, y, width, height, color, picture);

    /// <summary>Draws a text that ends in a NUL.</summary>
    /// <returns>In EAX, where it ends.</returns>
    public void Text(GuestArgument picture, GuestArgument x, GuestArgument y, GuestArgument text, GuestArgument color, GuestArgument background, int scale = 1) =>
        _program.Call(_text, x, y, text, color, background, Font(scale), picture);

    /// <summary>Draws a text.</summary>
    /// <returns>In EAX, where it ends.</returns>
    public void Text(GuestArgument picture, GuestArgument x, GuestArgument y, string text, GuestArgument color, GuestArgument background, int scale = 1) =>
        Text(picture, x, y, _program.Data.Text(text), color, background, scale);

    /// <summary>Draws a number.</summary>
    /// <returns>In EAX, where it ends.</returns>
    public void Number(GuestArgument picture, GuestArgument x, GuestArgument y, GuestArgument value, int digits, GuestArgument color, GuestArgument background, int scale = 1) =>
        _program.Call(_number, x, y, value, digits, color, background, Font(scale), picture);

    /// <summary>Writes the routines.</summary>
    public void EmitRoutines()
    {
        EmitRectangle(_fill, EmitFillRow);
        EmitRectangle(_shade, EmitShadeRow);
        EmitText();
        EmitBlend();
        EmitNumber();
    }

    /// <summary>A font: width and height of a cell, and where its first letter is.</summary>
    private uint Font(int scale)
    {
        if (!_fonts.TryGetValue(scale, out uint address))
        {
            address = _program.Data.Dwords((uint)(Glyphs.CellWidth * scale), (uint)(Glyphs.CellHeight * scale), _program.Data.Bytes(Glyphs.Draw(scale)));
            _fonts.Add(scale, address);
        }

        return address;
    }

    private static AssemblerMemoryOperand Argument(int index) => __dword_ptr[ebp + 8 + (index * 4)];

    /// <summary>(X, Y, Width, Height, Colour, Picture): EDI is at each row's first pixel, and ECX its width.</summary>
    private void EmitRectangle(GuestRoutine routine, Action emitRow)
    {
        Label row = C.CreateLabel();
        routine.Begin();
        Enter();
        LoadPixel(picture: 5);
        C.mov(esi, Argument(3));
        C.mov(eax, Argument(4));
        C.Mark(ref row);
        C.mov(ecx, Argument(2));
        C.push(edi);
        emitRow();
        C.pop(edi);
        C.add(edi, PitchBytes);
        C.dec(esi);
        C.jnz(row);
        Leave(arguments: 6);
    }

    private void EmitFillRow()
    {
        C.or(eax, unchecked((int)Drawn));
        C.rep.stosd();
    }

    private void EmitShadeRow()
    {
        Label pixel = C.CreateLabel();
        C.Mark(ref pixel);
        C.mov(ebx, __dword_ptr[edi]);
        C.shr(ebx, 2);
        C.and(ebx, 0x3F_3F3F);
        C.add(ebx, eax);
        C.or(ebx, unchecked((int)Drawn));
        C.mov(__dword_ptr[edi], ebx);
        C.add(edi, 4);
        C.dec(ecx);
        C.jnz(pixel);
    }

    /// <summary>(X, Y, Text, Colour, Background, Font, Picture).</summary>
    private void EmitText()
    {
        Label next = C.CreateLabel();
        Label done = C.CreateLabel();
        _text.Begin();
        Enter();
        C.mov(ebx, Argument(5));
        C.Mark(ref next);
        C.mov(esi, Argument(2));
        C.inc(Argument(2));
        C.movzx(eax, __byte_ptr[esi]);
        C.sub(eax, Glyphs.First);
        C.cmp(eax, Glyphs.Count);
        C.jae(done);
        EmitGlyph();
        C.mov(eax, __dword_ptr[ebx]);
        C.add(Argument(0), eax);
        C.jmp(next);
        C.Mark(ref done);
        C.mov(eax, Argument(0));
        C.mov(__dword_ptr[ebp - 4], eax);
        Leave(arguments: 7);
    }

    /// <summary>EAX: which letter; EBX: the font.</summary>
    private void EmitGlyph()
    {
        Label row = C.CreateLabel();
        Label pixel = C.CreateLabel();
        C.imul(eax, __dword_ptr[ebx]);
        C.imul(eax, __dword_ptr[ebx + 4]);
        C.add(eax, __dword_ptr[ebx + 8]);
        C.mov(esi, eax);
        LoadPixel(picture: 6);
        C.mov(ecx, __dword_ptr[ebx + 4]);
        C.Mark(ref row);
        C.push(ecx);
        C.push(edi);
        C.mov(ecx, __dword_ptr[ebx]);
        C.Mark(ref pixel);
        C.movzx(eax, __byte_ptr[esi]);
        C.inc(esi);
        C.call(_blend.Label);
        C.add(edi, 4);
        C.dec(ecx);
        C.jnz(pixel);
        C.pop(edi);
        C.pop(ecx);
        C.add(edi, PitchBytes);
        C.dec(ecx);
        C.jnz(row);
    }

    /// <summary>Within a text: mixes a pixel. EDI: the pixel; EAX: how much of the colour it gets, 0 to 255.</summary>
    private void EmitBlend()
    {
        Label known = C.CreateLabel();
        Label done = C.CreateLabel();
        _blend.Begin();
        C.mov(edx, Argument(4));
        C.cmp(edx, -1);
        C.jne(known);
        C.test(eax, eax);
        C.jz(done);
        C.mov(edx, __dword_ptr[edi]);
        C.Mark(ref known);
        C.push(ecx);
        C.push(esi);
        C.mov(ecx, eax);
        C.shr(ecx, 7);
        C.add(eax, ecx);
        EmitMix(ecx, RedBlue);
        C.push(ecx);
        EmitMix(ecx, Green);
        C.pop(esi);
        C.or(ecx, esi);
        C.or(ecx, unchecked((int)Drawn));
        C.mov(__dword_ptr[edi], ecx);
        C.pop(esi);
        C.pop(ecx);
        C.Mark(ref done);
        C.ret();
    }

    /// <summary>background + (colour - background) * EAX / 256, of the parts that a mask leaves. EDX: the background.</summary>
    private void EmitMix(AssemblerRegister32 to, uint mask)
    {
        C.mov(to, Argument(3));
        C.and(to, (int)mask);
        C.mov(esi, edx);
        C.and(esi, (int)mask);
        C.sub(to, esi);
        C.imul(to, eax);
        C.shr(to, 8);
        C.add(to, esi);
        C.and(to, (int)mask);
    }

    /// <summary>(X, Y, Value, Digits, Colour, Background, Font, Picture): digits from the last one on, with zeros in front up to Digits.</summary>
    private void EmitNumber()
    {
        Label digit = C.CreateLabel();
        _number.Begin();
        Enter();
        C.sub(esp, MostDigits);
        C.lea(edi, __[esp + MostDigits - 1]);
        C.mov(__byte_ptr[edi], 0);
        C.mov(eax, Argument(2));
        C.mov(ebx, 10);
        C.mov(ecx, Argument(3));
        C.Mark(ref digit);
        C.xor(edx, edx);
        C.div(ebx);
        C.add(dl, (byte)'0');
        C.dec(edi);
        C.mov(__byte_ptr[edi], dl);
        C.dec(ecx);
        C.test(eax, eax);
        C.jnz(digit);
        C.cmp(ecx, 0);
        C.jg(digit);
        _program.Call(_text, Argument(0), Argument(1), edi, Argument(4), Argument(5), Argument(6), Argument(7));
        C.mov(__dword_ptr[ebp - 4], eax);
        Leave(arguments: 8);
    }

    /// <summary>Loads EDI with the address of the pixel at the first two arguments.</summary>
    private void LoadPixel(int picture)
    {
        C.imul(edi, Argument(1), PitchBytes);
        C.add(edi, Argument(picture));
        C.mov(ecx, Argument(0));
        C.lea(edi, __[edi + (ecx * 4)]);
    }

    private void Enter()
    {
        C.push(ebp);
        C.mov(ebp, esp);
        C.pushad();
    }

    /// <summary>What the routine gives lies where PUSHAD put EAX.</summary>
    private void Leave(int arguments)
    {
        C.lea(esp, __[ebp - 32]);
        C.popad();
        C.pop(ebp);
        C.ret((short)(arguments * 4));
    }
}
