using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Boot.Image;

/// <summary>Rectangles and single pixels in the picture, 32 bits a pixel.</summary>
internal sealed class Drawing
{
    public const int Width = 640;
    public const int Height = 480;
    public const int PitchBytes = Width * 4;

    private const uint RedBlue = 0xFF_00FF;
    private const uint Green = 0x00_FF00;

    private readonly Firmware _firmware;
    private readonly Routine _address;

    public Drawing(Firmware firmware)
    {
        _firmware = firmware;
        _address = firmware.NewRoutine("pixel-address");
        Fill = firmware.NewRoutine("fill");
        Shade = firmware.NewRoutine("shade");
        Blend = firmware.NewRoutine("blend");
        BlendColor = firmware.Data.Variable();
    }

    /// <summary>In: EBX and EDX, left and top; ECX and ESI, width and height; EAX, the colour.</summary>
    public Routine Fill { get; }

    /// <summary>As <see cref="Fill"/>, but what is there stays visible at a quarter of its brightness.</summary>
    public Routine Shade { get; }

    /// <summary>In: EDI, address of a pixel; EAX, how much of <see cref="BlendColor"/> it gets, 0 to 255.</summary>
    public Routine Blend { get; }

    /// <summary>Variable: the colour.</summary>
    public uint BlendColor { get; }

    /// <summary>Fills a rectangle; uses EAX, EBX, ECX, EDX and ESI.</summary>
    public void EmitFill(int x, int y, int width, int height, uint color) => EmitRectangle(Fill, x, y, width, height, color);

    /// <summary>Shades a rectangle; uses EAX, EBX, ECX, EDX and ESI.</summary>
    public void EmitShade(int x, int y, int width, int height, uint color) => EmitRectangle(Shade, x, y, width, height, color);

    public void EmitRoutines()
    {
        Assembler c = _firmware.Code;
        EmitAddress(c);
        EmitFillRoutine(c);
        EmitShadeRoutine(c);
        EmitBlend(c);
    }

    /// <summary>Computes the address of a pixel: in EBX and EDX its place, out EDI.</summary>
    public void EmitPixelAddress() => _address.Call();

    private void EmitRectangle(Routine routine, int x, int y, int width, int height, uint color)
    {
        Assembler c = _firmware.Code;
        c.mov(ebx, x);
        c.mov(edx, y);
        c.mov(ecx, width);
        c.mov(esi, height);
        c.mov(eax, color);
        routine.Call();
    }

    private void EmitAddress(Assembler c)
    {
        _address.Begin();
        c.imul(edi, edx, PitchBytes);
        c.lea(edi, __[edi + ebx * 4]);
        c.add(edi, __dword_ptr[_firmware.Video.PictureBase]);
        c.ret();
    }

    private void EmitFillRoutine(Assembler c)
    {
        Label row = c.CreateLabel();

        Fill.Begin();
        c.pushad();
        _address.Call();
        c.mov(ebx, ecx);
        c.Mark(ref row);
        c.mov(ecx, ebx);
        c.mov(edx, edi);
        c.rep.stosd();
        c.lea(edi, __[edx + PitchBytes]);
        c.dec(esi);
        c.jnz(row);
        c.popad();
        c.ret();
    }

    private void EmitShadeRoutine(Assembler c)
    {
        Label row = c.CreateLabel();
        Label pixel = c.CreateLabel();

        Shade.Begin();
        c.pushad();
        _address.Call();
        c.Mark(ref row);
        c.mov(ebp, ecx);
        c.mov(edx, edi);
        c.Mark(ref pixel);
        c.mov(ebx, __dword_ptr[edi]);
        c.shr(ebx, 2);
        c.and(ebx, 0x3F_3F3F);
        c.add(ebx, eax);
        c.mov(__dword_ptr[edi], ebx);
        c.add(edi, 4);
        c.dec(ebp);
        c.jnz(pixel);
        c.lea(edi, __[edx + PitchBytes]);
        c.dec(esi);
        c.jnz(row);
        c.popad();
        c.ret();
    }

    /// <summary>old + (new - old) * alpha / 256, red and blue in one multiplication, green in another.</summary>
    private void EmitBlend(Assembler c)
    {
        Blend.Begin();
        c.pushad();
        c.mov(edx, eax);
        c.shr(edx, 7);
        c.add(eax, edx);
        c.xor(ebp, ebp);
        foreach (uint mask in (uint[])[RedBlue, Green])
        {
            c.mov(ebx, __dword_ptr[edi]);
            c.and(ebx, mask);
            c.mov(edx, __dword_ptr[BlendColor]);
            c.and(edx, mask);
            c.sub(edx, ebx);
            c.imul(edx, eax);
            c.shr(edx, 8);
            c.add(edx, ebx);
            c.and(edx, mask);
            c.or(ebp, edx);
        }

        c.mov(__dword_ptr[edi], ebp);
        c.popad();
        c.ret();
    }
}
