using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Boot.Image;

/// <summary>640 by 480 with 32 bits at 59.94 Hz, from RAM.</summary>
/// <remarks>
/// Sources: envytools rnndb/display (nv_vga.xml, nv3_pcrtc.xml, nv3_pramdac.xml); nxdk lib/hal/video.c (PCRTC); CRTC 0x00 to 0x18: IBM VGA, mode 0x12.
/// Not done: the TV encoder and the GPIO pins that let its signal out. A console's screen would stay dark; the chip's scan-out is complete.
/// </remarks>
internal sealed class VideoSetup
{
    /// <summary>BAR 0 of the NV2A.</summary>
    public const uint Registers = 0xFD00_0000;

    private const uint PmcIntrEnable = Registers + 0x00_0140;
    private const uint PmcEnable = Registers + 0x00_0200;
    private const uint VgaMiscellaneous = Registers + 0x0C_03C2;
    private const uint VgaSequencer = Registers + 0x0C_03C4;
    private const uint PcrtcIntr = Registers + 0x60_0100;
    private const uint PcrtcIntrEnable = Registers + 0x60_0140;
    private const uint PcrtcStart = Registers + 0x60_0800;
    private const uint VgaAttribute = Registers + 0x60_13C0;
    private const uint VgaCrtc = Registers + 0x60_13D4;
    private const uint VgaStatus = Registers + 0x60_13DA;
    private const uint Pramdac = Registers + 0x68_0000;
    private const uint PaletteMask = Registers + 0x68_13C6;
    private const uint PaletteIndex = Registers + 0x68_13C8;
    private const uint PaletteData = Registers + 0x68_13C9;

    /// <summary>16.667 MHz * 145 / 12 / 2^3 = 25.174 MHz, the pixel clock of 800 by 525 at 59.94 Hz.</summary>
    private const uint PixelClock = (3 << 16) | (145 << 8) | 12;

    /// <summary>Bit 8, VPLL by its coefficients, with its two neighbours for the other clocks; bit 28, pixel clock by 1 (Linux rivafb, riva_hw.c, writes this number).</summary>
    private const uint PllSelect = 0x1000_0700;

    /// <summary>8 bits a component through the palette, which holds a straight ramp.</summary>
    private const uint GeneralControl = 0x0010_0100;

    private static readonly (uint Offset, uint Value)[] Timing =
    [
        (0x508, PixelClock), (0x50C, PllSelect), (0x600, GeneralControl),
        (0x800, 479), (0x804, 524), (0x808, 489), (0x80C, 489), (0x810, 491), (0x814, 0), (0x818, 479),
        (0x820, 639), (0x824, 799), (0x828, 655), (0x82C, 655), (0x830, 751), (0x834, 0), (0x838, 639),
    ];

    private static readonly byte[] Sequencer = [0x03, 0x01, 0x0F, 0x00, 0x0E];

    /// <summary>Index and value. 0x1F unlocks the extended registers, 0x11 the first eight; the pitch of 2560 bytes is 0x140 in 0x13 and 0x19; 0x28 is the depth.</summary>
    private static readonly (byte Index, byte Value)[] Crtc =
    [
        (0x1F, 0x57), (0x11, 0x0C),
        (0x00, 0x5F), (0x01, 0x4F), (0x02, 0x50), (0x03, 0x82), (0x04, 0x54), (0x05, 0x80), (0x06, 0x0B), (0x07, 0x3E), (0x08, 0x00), (0x09, 0x40),
        (0x0C, 0x00), (0x0D, 0x00), (0x10, 0xEA), (0x12, 0xDF), (0x13, 0x40), (0x14, 0x00), (0x15, 0xE7), (0x16, 0x04), (0x17, 0xE3), (0x18, 0xFF),
        (0x19, 0x20), (0x25, 0x00), (0x28, 0x83), (0x2D, 0x00), (0x42, 0x00),
    ];

    private readonly Firmware _firmware;

    public VideoSetup(Firmware firmware)
    {
        _firmware = firmware;
        PictureAddress = firmware.Data.Variable();
        PictureBase = firmware.Data.Variable();
    }

    /// <summary>Variable: where the picture will be.</summary>
    public uint PictureAddress { get; }

    /// <summary>Variable: where it is; 0 until the mode is set.</summary>
    public uint PictureBase { get; }

    /// <summary>Sets the mode and turns vertical blank interrupts on. Without an NV2A only the picture in RAM is made.</summary>
    public void EmitSetup()
    {
        Assembler c = _firmware.Code;
        Label absent = c.CreateLabel();
        c.mov(ebp, __dword_ptr[_firmware.Video.PictureAddress]);
        c.mov(__dword_ptr[PictureBase], ebp);
        c.cmp(__dword_ptr[_firmware.Pci.HasGraphics], 0);
        c.je(absent);
        c.mov(__dword_ptr[PmcEnable], -1);
        foreach ((uint offset, uint value) in Timing)
        {
            c.mov(__dword_ptr[Pramdac + offset], value);
        }

        EmitVga(c);
        EmitPalette(c);
        c.mov(__dword_ptr[PcrtcStart], ebp);
        c.mov(__dword_ptr[PcrtcIntr], 1);
        c.mov(__dword_ptr[PcrtcIntrEnable], 1);
        c.mov(__dword_ptr[PmcIntrEnable], 1);
        c.Mark(ref absent);
    }

    /// <summary>In the interrupt: acknowledges a vertical blank and counts it; uses EDX.</summary>
    public void EmitAcknowledgeVblank(uint counter)
    {
        Assembler c = _firmware.Code;
        Label none = c.CreateLabel();
        c.cmp(__dword_ptr[_firmware.Pci.HasGraphics], 0);
        c.je(none);
        c.mov(edx, __dword_ptr[PcrtcIntr]);
        c.test(edx, 1);
        c.jz(none);
        c.mov(__dword_ptr[PcrtcIntr], 1);
        c.inc(__dword_ptr[counter]);
        c.Mark(ref none);
    }

    private static void EmitVga(Assembler c)
    {
        c.mov(__byte_ptr[VgaMiscellaneous], 0xE3);
        for (int i = 0; i < Sequencer.Length; i++)
        {
            c.mov(__byte_ptr[VgaSequencer], i);
            c.mov(__byte_ptr[VgaSequencer + 1], Sequencer[i]);
        }

        foreach ((byte index, byte value) in Crtc)
        {
            c.mov(__byte_ptr[VgaCrtc], index);
            c.mov(__byte_ptr[VgaCrtc + 1], value);
        }

        // Reading the status makes the next write an index; bit 5 of it turns the picture on.
        c.mov(al, __byte_ptr[VgaStatus]);
        c.mov(__byte_ptr[VgaAttribute], 0x20);
    }

    private static void EmitPalette(Assembler c)
    {
        Label next = c.CreateLabel();
        c.mov(__byte_ptr[PaletteMask], 0xFF);
        c.mov(__byte_ptr[PaletteIndex], 0);
        c.xor(eax, eax);
        c.Mark(ref next);
        c.mov(__byte_ptr[PaletteData], al);
        c.mov(__byte_ptr[PaletteData], al);
        c.mov(__byte_ptr[PaletteData], al);
        c.inc(al);
        c.jnz(next);
    }
}
