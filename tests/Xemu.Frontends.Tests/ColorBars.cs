using System.Runtime.InteropServices;
using Xemu.Abstractions.Frontends;

namespace Xemu.Frontends.Tests;

/// <summary>A source that shows eight vertical bars.</summary>
internal sealed class ColorBars(int width, int height) : IDisplaySource
{
    public static readonly uint[] Colors = [0xFFFFFF, 0xFFFF00, 0x00FFFF, 0x00FF00, 0xFF00FF, 0xFF0000, 0x0000FF, 0x000000];

    private readonly List<IDisplaySink> _sinks = [];
    private ulong _number;

    public int Reads { get; private set; }

    public int SinkCount => _sinks.Count;

    public FrameInfo Frame => new(width, height, _number);

    public void ReadFrame(Span<byte> pixels)
    {
        Reads++;
        Span<uint> words = MemoryMarshal.Cast<byte, uint>(pixels);
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = Colors[i % width * 8 / width];
        }
    }

    public void Attach(IDisplaySink sink) => _sinks.Add(sink);

    /// <summary>A vertical blank.</summary>
    public void Blank()
    {
        _number++;
        foreach (IDisplaySink sink in _sinks)
        {
            sink.FrameReady(this, Frame);
        }
    }
}
