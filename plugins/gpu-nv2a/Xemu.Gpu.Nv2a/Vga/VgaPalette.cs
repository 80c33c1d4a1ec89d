using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>The palette DAC at 0x3C6 to 0x3C9.</summary>
/// <remarks>A colour written counts when its third component is there, as on the VGA; nxdk lib/hal/video.c notes that partial updates misbehave: unverified.</remarks>
internal sealed class VgaPalette : IStateful
{
    private readonly byte[] _colors = new byte[256 * 3];
    private readonly byte[] _latch = new byte[3];
    private byte _mask = 0xFF;
    private byte _writeIndex;
    private byte _readIndex;
    private byte _component;
    private bool _isReading;

    /// <summary>Colours as 32-bit pixels.</summary>
    /// <param name="pixels">Receives 256, the pixel mask applied.</param>
    /// <param name="is8Bit">Components have 8 bits, not 6.</param>
    public void CopyTo(Span<uint> pixels, bool is8Bit)
    {
        for (int i = 0; i < 256; i++)
        {
            ReadOnlySpan<byte> color = _colors.AsSpan((i & _mask) * 3, 3);
            pixels[i] = ((uint)Widen(color[0], is8Bit) << 16) | ((uint)Widen(color[1], is8Bit) << 8) | Widen(color[2], is8Bit);
        }
    }

    public byte Read(uint port)
    {
        switch (port)
        {
            case 0x3C6:
                return _mask;
            case 0x3C7:
                return (byte)(_isReading ? 3 : 0);
            case 0x3C8:
                return _writeIndex;
            default:
                byte value = _colors[(_readIndex * 3) + _component];
                if (++_component == 3)
                {
                    _component = 0;
                    _readIndex++;
                }

                return value;
        }
    }

    public void Write(uint port, byte value)
    {
        switch (port)
        {
            case 0x3C6:
                _mask = value;
                break;
            case 0x3C7:
                _readIndex = value;
                _component = 0;
                _isReading = true;
                break;
            case 0x3C8:
                _writeIndex = value;
                _component = 0;
                _isReading = false;
                break;
            default:
                _latch[_component] = value;
                if (++_component == 3)
                {
                    _latch.CopyTo(_colors, _writeIndex * 3);
                    _component = 0;
                    _writeIndex++;
                }

                break;
        }
    }

    public void Reset()
    {
        Array.Clear(_colors);
        Array.Clear(_latch);
        _mask = 0xFF;
        _writeIndex = _readIndex = _component = 0;
        _isReading = false;
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Bytes("colors", _colors);
        state.Bytes("latch", _latch);
        state.Field("mask", ref _mask);
        state.Field("write-index", ref _writeIndex);
        state.Field("read-index", ref _readIndex);
        state.Field("component", ref _component);
        state.Field("is-reading", ref _isReading);
    }

    public void AfterRestore()
    {
        if (_component > 2)
        {
            throw new StateException($"Field 'component' of the palette holds {_component}; it is 0 to 2: the snapshot is damaged.");
        }
    }

    private static byte Widen(byte component, bool is8Bit) =>
        is8Bit ? component : (byte)((component << 2) | ((component >> 4) & 3));
}
