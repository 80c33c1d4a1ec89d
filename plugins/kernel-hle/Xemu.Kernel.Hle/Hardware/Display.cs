using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>AvSetDisplayMode and AvSendTVEncoderOption: sets the display engine's registers, as the console's kernel does.</summary>
/// <remarks>
/// Sources: envytools rnndb/display (registers); nxdk lib/hal/video.c (modes, formats, options). The timings are those of the pictures' sizes: the encoder makes the television's
/// signal out of them, so that interlace does not show here.
/// </remarks>
internal sealed class Display(Kernel kernel) : IStateful
{
    private const ulong Registers = 0xFD00_0000;
    private const ulong Pramdac = Registers + 0x68_0000;
    private const ulong Crtc = Registers + 0x60_13D4;
    private const ulong Sequencer = Registers + 0x0C_03C4;
    private const ulong PcrtcStart = Registers + 0x60_0800;
    private const ulong PmcEnable = Registers + 0x00_0200;
    private const ulong Miscellaneous = Registers + 0x0C_03C2;
    private const ulong AttributeStatus = Registers + 0x60_13DA;
    private const ulong Attribute = Registers + 0x60_13C0;
    private const ulong PaletteMask = Registers + 0x68_13C6;
    private const ulong PaletteIndex = Registers + 0x68_13C8;
    private const ulong PaletteData = Registers + 0x68_13C9;
    private const uint PllSelect = 0x1000_0700;

    /// <summary>8 bits a component, pixel clock by the coefficients, and direct colours through the palette: programs set it as their gamma ramp.</summary>
    private const uint GeneralControl = 0x0010_0130;

    private static readonly byte[] SequencerValues = [0x03, 0x01, 0x0F, 0x00, 0x0E];

    private uint _savedData;
    private uint _mode;
    private uint _format;
    private uint _pitch;
    private uint _start;

    /// <summary>What AvSetSavedDataAddress keeps for AvGetSavedDataAddress: a picture, also of a program that ended in a quick reboot.</summary>
    public uint SavedData
    {
        get => _savedData;
        set => _savedData = value;
    }

    /// <summary>Width of the picture in pixels, 0 before the first mode.</summary>
    public (uint Width, uint Height) Size => SizeOf(_mode);

    /// <summary>No mode, no picture; but a picture that a program has saved is shown again. On a console the display goes on by itself: there the GPU is not reset.</summary>
    /// <param name="keepsPicture">Whether a saved picture stays: a quick reboot.</param>
    public void Reset(bool keepsPicture)
    {
        if (!keepsPicture || _savedData == 0)
        {
            _savedData = 0;
            _mode = 0;
        }
        else if (_mode != 0)
        {
            SetMode(_mode, _format, _pitch, _start);
        }
    }

    /// <summary>Notes where the picture is that is shown now, before the GPU forgets it.</summary>
    public void Keep() => _start = (uint)kernel.Bus.ReadValue(PcrtcStart, 4);

    /// <summary>Sets a mode.</summary>
    /// <param name="mode">The mode as the console numbers it; the size is in bits 16 to 23 and the connector above.</param>
    /// <param name="format">Surface format: 0x10 and 0x1C 15 bits, 0x11 16 bits, 0x12 and 0x1E 32 bits, others 8.</param>
    /// <param name="pitch">Bytes from line to line.</param>
    /// <param name="start">Byte offset of the picture in RAM.</param>
    public void SetMode(uint mode, uint format, uint pitch, uint start)
    {
        (_mode, _format, _pitch, _start) = (mode, format, pitch, start);
        (uint width, uint height) = SizeOf(mode);
        uint totalX = width + 160;
        uint totalY = height + 45;
        Write(PmcEnable, 0xFFFF_FFFF);
        Write(Pramdac + 0x508, PixelClockOf(totalX * totalY * RateOf(mode)));
        Write(Pramdac + 0x50C, PllSelect);
        Write(Pramdac + 0x600, GeneralControl | (format == 0x11 ? 0x1000U : 0));
        WriteTiming(width, height, totalX, totalY);
        WriteVga(width, height, format, pitch);
        WriteStraightRamp();
        Write(PcrtcStart, start);
    }

    /// <summary>Blanks the picture, or shows it.</summary>
    public void SetBlank(bool blank)
    {
        kernel.Bus.WriteValue(Sequencer, 1, 1);
        kernel.Bus.WriteValue(Sequencer + 1, 1, blank ? 0x21UL : 0x01UL);
    }

    /// <summary>The settings that option 6 gives: connector, video standard, allowed modes.</summary>
    public uint EncoderSettings()
    {
        uint pack = kernel.Smbus.TryRead(0x20, 0x04, word: false, out ushort value) ? PackOf(value & 7U) : 1;
        uint standard = kernel.Eeprom.VideoStandard;
        uint flags = kernel.Eeprom.VideoFlags & 0x005F_0000;
        return pack | (standard & 0x00FF_FF00) | flags;
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Field("saved-data", ref _savedData);
        state.Field("mode", ref _mode);
        state.Field("format", ref _format);
        state.Field("pitch", ref _pitch);
        state.Field("start", ref _start);
    }

    /// <summary>The SMC tells the connector's pins; programs know other numbers. Source: xboxdevwiki "System Management Controller", nxdk xboxkrnl.h (AV_PACK_…).</summary>
    private static uint PackOf(uint pins) => pins switch
    {
        0 => 3,
        1 => 4,
        2 => 5,
        3 => 2,
        4 => 6,
        6 => 1,
        _ => 0,
    };

    /// <summary>Picture sizes by the mode's third byte and its connector. Source: nxdk lib/hal/video.c.</summary>
    private static (uint Width, uint Height) SizeOf(uint mode)
    {
        uint size = (mode >> 16) & 0xFF;
        return (mode >> 24) switch
        {
            0 => (640, 480),
            0xC0 => size switch { 3 => (800, 600), 4 => (1024, 768), _ => (640, 480) },
            0x88 => size switch { 0x08 => (720, 480), 0x0B => (1280, 720), 0x0E => (1920, 1080), _ => (640, 480) },
            _ => size is 2 or 4 ? (720U, 480U) : (640U, 480U),
        };
    }

    /// <summary>Fields a second: 50 of the modes whose number says PAL timing.</summary>
    private static uint RateOf(uint mode) => (mode & 0x4000_0000) != 0 && (mode >> 24) != 0xC0 ? 50U : 60U;

    /// <summary>The nearest coefficients of 16.666666 MHz * N / M / 2^P.</summary>
    private static uint PixelClockOf(uint hertz)
    {
        const double Crystal = 16_666_666;
        (double Error, uint Value) best = (double.MaxValue, 0);
        for (uint p = 0; p <= 4; p++)
        {
            for (uint m = 1; m <= 13; m++)
            {
                uint n = (uint)Math.Clamp(Math.Round(hertz * (double)(1U << (int)p) * m / Crystal), 1, 255);
                double error = Math.Abs((Crystal * n / m / (1U << (int)p)) - hertz);
                best = error < best.Error ? (error, (p << 16) | (n << 8) | m) : best;
            }
        }

        return best.Value;
    }

    private void WriteTiming(uint width, uint height, uint totalX, uint totalY)
    {
        Write(Pramdac + 0x800, height - 1);
        Write(Pramdac + 0x804, totalY - 1);
        Write(Pramdac + 0x808, height + 9);
        Write(Pramdac + 0x80C, height + 9);
        Write(Pramdac + 0x810, height + 11);
        Write(Pramdac + 0x814, 0);
        Write(Pramdac + 0x818, height - 1);
        Write(Pramdac + 0x820, width - 1);
        Write(Pramdac + 0x824, totalX - 1);
        Write(Pramdac + 0x828, width + 15);
        Write(Pramdac + 0x82C, width + 15);
        Write(Pramdac + 0x830, width + 111);
        Write(Pramdac + 0x834, 0);
        Write(Pramdac + 0x838, width - 1);
    }

    private void WriteVga(uint width, uint height, uint format, uint pitch)
    {
        kernel.Bus.WriteValue(Miscellaneous, 1, 0xE3);
        for (uint i = 0; i < SequencerValues.Length; i++)
        {
            kernel.Bus.WriteValue(Sequencer, 1, i);
            kernel.Bus.WriteValue(Sequencer + 1, 1, SequencerValues[i]);
        }

        uint chars = (width / 8) - 1;
        uint last = height - 1;
        uint units = pitch / 8;
        uint depth = format switch { 0x12 or 0x1E or 0x06 or 0x07 => 3, 0x10 or 0x11 or 0x1C => 2, _ => 1 };
        ReadOnlySpan<(byte Index, uint Value)> registers =
        [
            (0x1F, 0x57), (0x11, 0x0C), (0x00, chars + 16), (0x01, chars), (0x02, chars + 1), (0x03, 0x82), (0x04, chars + 5), (0x05, 0x80), (0x06, 0x0B),
            (0x07, ((last >> 7) & 0x02) | ((last >> 3) & 0x40)), (0x08, 0), (0x09, 0x40), (0x0C, 0), (0x0D, 0), (0x10, 0xEA), (0x12, last), (0x13, units), (0x14, 0), (0x15, 0xE7), (0x16, 0x04),
            (0x17, 0xE3), (0x18, 0xFF), (0x19, (units >> 3) & 0xE0), (0x25, (last >> 9) & 0x02), (0x28, 0x80 | depth), (0x2D, (chars >> 7) & 0x02), (0x42, (units >> 5) & 0x40),
        ];
        foreach ((byte index, uint value) in registers)
        {
            kernel.Bus.WriteValue(Crtc, 1, index);
            kernel.Bus.WriteValue(Crtc + 1, 1, value & 0xFF);
        }

        // Reading the status makes the next write an index; bit 5 of it turns the picture on.
        _ = kernel.Bus.ReadValue(AttributeStatus, 1);
        kernel.Bus.WriteValue(Attribute, 1, 0x20);
    }

    private void WriteStraightRamp()
    {
        kernel.Bus.WriteValue(PaletteMask, 1, 0xFF);
        kernel.Bus.WriteValue(PaletteIndex, 1, 0);
        for (uint i = 0; i < 3 * 256; i++)
        {
            kernel.Bus.WriteValue(PaletteData, 1, i / 3);
        }
    }

    private void Write(ulong address, uint value) => kernel.Bus.WriteValue(address, 4, value);
}
