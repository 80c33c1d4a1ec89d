namespace Xemu.Renderer.Toolkit;

/// <summary>One mip level of a texture while its sampling is translated.</summary>
internal sealed class LevelTranslator
{
    private readonly ShaderBuilder _b;
    private readonly ShaderValue _border;
    private readonly ShaderValue _borderSlices;
    private readonly ShaderValue[] _size = new ShaderValue[3];
    private readonly ShaderValue[] _extent = new ShaderValue[3];

    /// <summary>For a level.</summary>
    /// <param name="b">Where the code goes.</param>
    /// <param name="code">What selects code.</param>
    /// <param name="size">Texels of level 0.</param>
    /// <param name="number">The level.</param>
    /// <param name="face">The face of a cube.</param>
    public LevelTranslator(ShaderBuilder b, in TextureCode code, ShaderValue[] size, ShaderValue number, ShaderValue face)
    {
        _b = b;
        Number = number;
        Face = face;
        _border = b.Int(code.Border);
        _borderSlices = b.Int(code.BorderSlices);
        ShaderValue one = b.Int(1);
        for (int i = 0; i < _size.Length; i++)
        {
            ShaderValue halved = code.HasLevels ? b.ShiftRight(size[i], number) : size[i];
            _size[i] = b.Select(b.Less(halved, one), one, halved);
            _extent[i] = b.Convert(_size[i], ShaderScalar.Float);
        }
    }

    /// <summary>The level's number.</summary>
    public ShaderValue Number { get; }

    /// <summary>The layer.</summary>
    public ShaderValue Face { get; }

    /// <summary>Texels, without the border.</summary>
    public ShaderValue Size(int dimension) => _size[dimension];

    /// <summary>The same as a floating-point number.</summary>
    public ShaderValue Extent(int dimension) => _extent[dimension];

    /// <summary>Where a texel lies on the host, which has the border too.</summary>
    public ShaderValue Locate(ShaderValue x, ShaderValue y, ShaderValue slice) =>
        _b.Construct(_b.Add(x, _border), _b.Add(y, _border), _b.Add(slice, _borderSlices));
}
