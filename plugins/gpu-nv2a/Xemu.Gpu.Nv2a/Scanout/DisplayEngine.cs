using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>What the display units show together: the picture, video over it, the cursor over both; and who watches.</summary>
[Derived("the units have the state")]
internal sealed class DisplayEngine(IRamBlock ram, Scanout scanout, Vga vga, Pramdac pramdac, Pcrtc pcrtc, Pvideo video, ILogger log)
{
    private readonly List<IDisplaySink> _sinks = [];

    /// <summary>The mode that was said last.</summary>
    private DisplayMode _saidMode;

    /// <summary>What it is set to.</summary>
    public DisplayMode Mode => DisplayMode.Decode(vga, pramdac);

    /// <summary>The picture's size and number.</summary>
    public FrameInfo Frame
    {
        get
        {
            DisplayMode mode = Mode;
            return new FrameInfo(mode.Width, mode.Height, pcrtc.Frames);
        }
    }

    /// <summary>Tells somebody of each picture. While wiring.</summary>
    public void Attach(IDisplaySink sink) => _sinks.Add(sink);

    /// <summary>A picture is complete.</summary>
    /// <param name="source">Who has it.</param>
    public void Show(IDisplaySource source)
    {
        DisplayMode mode = Mode;
        if (mode != _saidMode)
        {
            _saidMode = mode;
            Nv2aLog.ModeChanged(log, mode.Width, mode.Height, mode.Depth, 1_000_000_000_000 / mode.PeriodNs);
        }

        var frame = new FrameInfo(mode.Width, mode.Height, pcrtc.Frames);
        foreach (IDisplaySink sink in _sinks)
        {
            sink.FrameReady(source, frame);
        }
    }

    /// <summary>Composes the picture.</summary>
    /// <param name="pixels">Receives it.</param>
    /// <exception cref="ArgumentException">It does not suffice.</exception>
    public void Read(Span<byte> pixels)
    {
        DisplayMode mode = Mode;
        if (pixels.Length < mode.Width * mode.Height * 4)
        {
            throw new ArgumentException($"The frame needs {mode.Width * mode.Height * 4} bytes and got {pixels.Length}; take them from Frame.SizeBytes.", nameof(pixels));
        }

        if (mode.Width == 0 || vga.IsScreenOff)
        {
            pixels.Clear();
            return;
        }

        Compose(mode, pixels);
    }

    private void Compose(in DisplayMode mode, Span<byte> pixels)
    {
        Span<uint> palette = stackalloc uint[256];
        bool usesRamp = mode.Depth != 8 && pramdac.UsesRamp;
        if (mode.Depth == 8 || usesRamp)
        {
            vga.Palette.CopyTo(palette, pramdac.Is8BitPalette);
        }

        scanout.Read(mode, pcrtc.StartBytes, palette, pixels);
        video.Compose(MemoryMarshal.Cast<byte, uint>(pixels), mode.Width, mode.Height);
        var cursor = new HardwareCursor(vga, pcrtc.CursorConfig, pramdac.CursorPosition);
        if (cursor.IsOn)
        {
            cursor.Compose(ram, MemoryMarshal.Cast<byte, uint>(pixels), mode.Width, mode.Height);
        }

        if (usesRamp)
        {
            PixelConverter.ApplyRamp(palette, MemoryMarshal.Cast<byte, uint>(pixels)[..(mode.Width * mode.Height)]);
        }
    }
}
