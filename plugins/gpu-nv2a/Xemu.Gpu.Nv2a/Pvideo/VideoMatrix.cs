namespace Xemu.Gpu.Nv2a;

/// <summary>Turns luminance and colour differences into colours. Source: ITU-R BT.601 and BT.709; its rounding on the part, and the signs of the hue: unverified.</summary>
internal readonly struct VideoMatrix
{
    private readonly float _contrast;
    private readonly float _brightness;
    private readonly float _cosine;
    private readonly float _sine;
    private readonly bool _isHighDefinition;

    /// <param name="luminance">Contrast in bits 0 to 15 (0x1000 is 1), brightness in bits 16 to 31, signed.</param>
    /// <param name="chrominance">Saturation times the hue's cosine and sine, in the same way.</param>
    /// <param name="isHighDefinition">BT.709 rather than BT.601.</param>
    public VideoMatrix(uint luminance, uint chrominance, bool isHighDefinition)
    {
        _contrast = (short)luminance / 4096f;
        _brightness = (short)(luminance >> 16);
        _cosine = (short)chrominance / 4096f;
        _sine = (short)(chrominance >> 16) / 4096f;
        _isHighDefinition = isHighDefinition;
    }

    /// <summary>A colour, 0xFFRRGGBB.</summary>
    /// <param name="y">Luminance, 16 is black and 235 white.</param>
    /// <param name="cb">Blue's difference, 128 is none.</param>
    /// <param name="cr">Red's difference, 128 is none.</param>
    public uint Convert(byte y, byte cb, byte cr)
    {
        float light = ((y - 16) * (255f / 219f) * _contrast) + _brightness;
        float u = (((cb - 128) * _cosine) - ((cr - 128) * _sine)) * (255f / 224f);
        float v = (((cr - 128) * _cosine) + ((cb - 128) * _sine)) * (255f / 224f);
        (float redV, float greenU, float greenV, float blueU) = _isHighDefinition ? (1.5748f, 0.1873f, 0.4681f, 1.8556f) : (1.402f, 0.3441f, 0.7141f, 1.772f);
        return 0xFF00_0000 | (Byte(light + (redV * v)) << 16) | (Byte(light - (greenU * u) - (greenV * v)) << 8) | Byte(light + (blueU * u));
    }

    private static uint Byte(float value) => (uint)Math.Clamp(value + 0.5f, 0, 255);
}
