using Iced.Intel;
using Xemu.Boot.Font;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Boot.Image;

/// <summary>The picture: grid, border, circle, colour bars, grey steps and ramp, title, and the panels that others fill.</summary>
internal sealed class TestCard
{
    public const int LeftPanel = 32;
    public const int RightPanel = 324;
    public const int PanelTop = 166;
    public const int PanelWidth = 284;
    public const int PanelHeight = 260;

    private const string Name = "Xemu.Platform open boot image";
    private const int Cell = 40;
    private const int Edge = 8;
    private const int BandLeft = 40;
    private const int BandWidth = 560;
    private const int BarsTop = 62;
    private const int BarsHeight = 56;
    private const int StepsTop = BarsTop + BarsHeight;
    private const int StepsHeight = 22;
    private const int Steps = 16;
    private const int RampTop = StepsTop + StepsHeight;
    private const int RampHeight = 16;

    private const int Radius = 228;

    /// <summary>Half the width of the ring, in 256ths of a pixel.</summary>
    private const int RingReach = 384;

    /// <summary>EBU bars at 75 percent: white, yellow, cyan, green, magenta, red, blue, black.</summary>
    private static readonly uint[] Bars = [0xBFBFBF, 0xBFBF00, 0x00BFBF, 0x00BF00, 0xBF00BF, 0xBF0000, 0x0000BF, 0x000000];

    private readonly Firmware _firmware;

    public TestCard(Firmware firmware) => _firmware = firmware;

    /// <summary>Draws all that does not move.</summary>
    public void EmitPicture()
    {
        Assembler c = _firmware.Code;
        EmitBackground(c);
        EmitGrid();
        EmitCircle(c);
        EmitBorder();
        EmitBands(c);
        Drawing drawing = _firmware.Drawing;
        drawing.EmitShade(BandLeft, 16, BandWidth, 38, Palette.Panel);
        drawing.EmitShade(LeftPanel, PanelTop, PanelWidth, PanelHeight, Palette.Panel);
        drawing.EmitShade(RightPanel, PanelTop, PanelWidth, PanelHeight, Palette.Panel);
        drawing.EmitFill(LeftPanel, LiveDisplay.Top, RightPanel + PanelWidth - LeftPanel, LiveDisplay.Height, Palette.Panel);

        Text text = _firmware.Text;
        text.EmitEcho(true);
        text.EmitScale(2);
        text.EmitColor(Palette.Title);
        text.EmitAt((Drawing.Width - (Name.Length * Glyphs.CellWidth * 2)) / 2, 18);
        text.EmitPrint(Name + "\n");
        text.EmitEcho(false);
    }

    /// <summary>Blue, darker towards the bottom.</summary>
    private void EmitBackground(Assembler c)
    {
        Label row = c.CreateLabel();
        c.xor(edx, edx);
        c.Mark(ref row);
        c.mov(eax, edx);
        c.shr(eax, 3);
        c.neg(eax);
        c.add(eax, 0x70);
        c.mov(ecx, edx);
        c.shr(ecx, 4);
        c.neg(ecx);
        c.add(ecx, 0x34);
        c.shl(ecx, 8);
        c.lea(eax, __[eax + ecx + 0x14_0000]);
        c.xor(ebx, ebx);
        c.mov(ecx, Drawing.Width);
        c.mov(esi, 1);
        _firmware.Drawing.Fill.Call();
        c.inc(edx);
        c.cmp(edx, Drawing.Height);
        c.jb(row);
    }

    private void EmitGrid()
    {
        for (int x = Cell; x < Drawing.Width; x += Cell)
        {
            _firmware.Drawing.EmitFill(x - 1, 0, 2, Drawing.Height, Palette.Grid);
        }

        for (int y = Cell; y < Drawing.Height; y += Cell)
        {
            _firmware.Drawing.EmitFill(0, y - 1, Drawing.Width, 2, Palette.Grid);
        }
    }

    /// <summary>White and black blocks around the edge, which show what a screen cuts off.</summary>
    private void EmitBorder()
    {
        for (int i = 0; i < Drawing.Width / Cell; i++)
        {
            _firmware.Drawing.EmitFill(i * Cell, 0, Cell, Edge, Block(i));
            _firmware.Drawing.EmitFill(i * Cell, Drawing.Height - Edge, Cell, Edge, Block(i + 1));
        }

        for (int i = 0; i < Drawing.Height / Cell; i++)
        {
            _firmware.Drawing.EmitFill(0, i * Cell, Edge, Cell, Block(i));
            _firmware.Drawing.EmitFill(Drawing.Width - Edge, i * Cell, Edge, Cell, Block(i + 1));
        }

        static uint Block(int index) => index % 2 == 0 ? 0xE8E8E8u : 0x101010u;
    }

    /// <summary>A ring with soft edges: its strength follows from the distance, which is (d2 - r2) / 2r near the ring.</summary>
    private void EmitCircle(Assembler c)
    {
        Label row = c.CreateLabel();
        Label pixel = c.CreateLabel();
        Label positive = c.CreateLabel();
        Label full = c.CreateLabel();
        Label next = c.CreateLabel();

        c.mov(__dword_ptr[_firmware.Drawing.BlendColor], 0xD8E4F4);
        c.mov(edi, __dword_ptr[_firmware.Video.PictureBase]);
        c.mov(edx, -Drawing.Height / 2);
        c.Mark(ref row);
        c.mov(ecx, -Drawing.Width / 2);
        c.Mark(ref pixel);
        c.mov(eax, ecx);
        c.imul(eax, eax);
        c.mov(ebx, edx);
        c.imul(ebx, ebx);
        c.lea(eax, __[eax + ebx - (Radius * Radius)]);
        c.test(eax, eax);
        c.jns(positive);
        c.neg(eax);
        c.Mark(ref positive);
        c.cmp(eax, RingReach * 2 * Radius / 256);
        c.jae(next);
        c.push(edx);
        c.shl(eax, 7);
        c.xor(edx, edx);
        c.mov(ebx, Radius);
        c.div(ebx);
        c.neg(eax);
        c.add(eax, RingReach);
        c.cmp(eax, 0xFF);
        c.jbe(full);
        c.mov(eax, 0xFF);
        c.Mark(ref full);
        c.pop(edx);
        _firmware.Drawing.Blend.Call();
        c.Mark(ref next);
        c.add(edi, 4);
        c.inc(ecx);
        c.cmp(ecx, Drawing.Width / 2);
        c.jl(pixel);
        c.inc(edx);
        c.cmp(edx, Drawing.Height / 2);
        c.jl(row);
    }

    private void EmitBands(Assembler c)
    {
        int bar = BandWidth / Bars.Length;
        for (int i = 0; i < Bars.Length; i++)
        {
            _firmware.Drawing.EmitFill(BandLeft + (i * bar), BarsTop, bar, BarsHeight, Bars[i]);
        }

        int step = BandWidth / Steps;
        for (int i = 0; i < Steps; i++)
        {
            uint grey = (uint)(i * 255 / (Steps - 1));
            _firmware.Drawing.EmitFill(BandLeft + (i * step), StepsTop, step, StepsHeight, grey * 0x01_0101);
        }

        // White to black, so that steps and ramp run against each other.
        Label column = c.CreateLabel();
        c.mov(ebx, BandLeft);
        c.Mark(ref column);
        c.mov(eax, BandLeft + BandWidth - 1);
        c.sub(eax, ebx);
        c.imul(eax, eax, 255);
        c.xor(edx, edx);
        c.mov(ecx, BandWidth - 1);
        c.div(ecx);
        c.imul(eax, eax, 0x01_0101);
        c.mov(edx, RampTop);
        c.mov(ecx, 1);
        c.mov(esi, RampHeight);
        _firmware.Drawing.Fill.Call();
        c.inc(ebx);
        c.cmp(ebx, BandLeft + BandWidth);
        c.jb(column);
    }
}
