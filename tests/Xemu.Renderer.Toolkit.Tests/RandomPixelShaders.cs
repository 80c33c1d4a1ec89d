using System.Collections.Immutable;
using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>Pixel programs, textures and numbers that a guest could set.</summary>
internal sealed class RandomPixelShaders(int seed)
{
    private static readonly CombinerRegister[] Readable =
        [CombinerRegister.Zero, CombinerRegister.Constant0, CombinerRegister.Constant1, CombinerRegister.Fog, CombinerRegister.Diffuse, CombinerRegister.Specular,
        CombinerRegister.Texture0, CombinerRegister.Texture1, CombinerRegister.Texture2, CombinerRegister.Texture3, CombinerRegister.Spare0, CombinerRegister.Spare1,
        (CombinerRegister)6, (CombinerRegister)7, CombinerRegister.SparePlusSpecular, CombinerRegister.ProductEF];

    private static readonly CombinerRegister[] Writable =
        [CombinerRegister.Zero, CombinerRegister.Diffuse, CombinerRegister.Specular, CombinerRegister.Texture0, CombinerRegister.Texture1,
        CombinerRegister.Spare0, CombinerRegister.Spare1, CombinerRegister.Zero, (CombinerRegister)7, CombinerRegister.ProductEF];

    private static readonly CombinerScale[] Scales = Enum.GetValues<CombinerScale>();

    private readonly Random _random = new(seed);

    public Random Random => _random;

    /// <summary>Combiners behind given texture stages.</summary>
    public PixelProgram Program(params ImmutableArray<TextureStage> stages) => new()
    {
        Textures = stages,
        Combiners = [.. Enumerable.Range(0, _random.Next(1, 9)).Select(_ => new CombinerStage(Portion(isColor: true), Portion(isColor: false)))],
        Final = _random.Next(4) == 0 ? null : Final(),
        MuxesByMsb = _random.Next(2) == 0,
        HasUniqueFactor0 = _random.Next(2) == 0,
        HasUniqueFactor1 = _random.Next(2) == 0,
    };

    /// <summary>Four stages, each of an operation that may stand there.</summary>
    public ImmutableArray<TextureStage> Stages() => [.. Enumerable.Range(0, 4).Select(Stage)];

    /// <summary>A texture of 8×4 texels (or of 4 slices, or a cube), of a few levels.</summary>
    public TextureState Texture(ulong offset, bool isDepth = false)
    {
        TextureKind kind = isDepth ? TextureKind.TwoDimensional : (TextureKind)_random.Next(1, 5);
        bool isPitch = kind == TextureKind.TwoDimensional && _random.Next(4) == 0;
        bool isCube = kind == TextureKind.Cube;
        int levels = isPitch ? 1 : _random.Next(1, 4);
        return new TextureState
        {
            Kind = kind,
            Offset = offset,
            Limit = offset + 0xFFFF,
            Format = isDepth ? Pick(TextureFormat.Depth16, TextureFormat.Depth16Float, TextureFormat.Depth24, TextureFormat.Depth24Float)
                : Pick(TextureFormat.A8R8G8B8, TextureFormat.X8R8G8B8, TextureFormat.A4R4G4B4),
            Layout = isPitch ? SurfaceLayout.Pitch : SurfaceLayout.Swizzled,
            Pitch = isPitch ? 64u : 0,
            Width = 8,
            Height = isCube ? 8 : kind == TextureKind.OneDimensional ? 1 : 4,
            Depth = kind == TextureKind.ThreeDimensional ? 4 : 1,
            Levels = levels,
            HasBorder = !isPitch && _random.Next(6) == 0,
            BorderColor = (uint)_random.Next(),
            AddressU = (TextureAddress)_random.Next(1, 6),
            AddressV = (TextureAddress)_random.Next(1, 6),
            AddressP = (TextureAddress)_random.Next(1, 6),
            MinFilter = (TextureFilter)_random.Next(1, 8),
            MagFilter = Pick(TextureFilter.Nearest, TextureFilter.Linear),
            IsGaussian = _random.Next(2) == 0,
            LodBias = _random.Next(-512, 512),
            MinLod = _random.Next(3) == 0 ? _random.Next(128) : 0,
            MaxLod = 1024,
            SignedComponents = _random.Next(3) == 0 ? (ColorMask)_random.Next(16) : ColorMask.None,
            KillsAlpha = _random.Next(6) == 0,
            ColorKey = (ColorKeyMode)(_random.Next(3) == 0 ? _random.Next(4) : 0),
            ColorKeyValue = 0xFF00_0000,
            ShadowFunction = (CompareFunction)_random.Next(8),
        };
    }

    /// <summary>A whole pixel shader; textures are not looked at but for what selects code.</summary>
    public PixelShaderKey Key()
    {
        PixelProgram program = Program(Stages());
        TextureCode[] codes = [.. Enumerable.Range(0, 4).Select(i => TextureCode.Of(
            _random.Next(5) == 0 ? default : Texture(0, isDepth: IsPlain(program.Textures[i].Operation) && _random.Next(5) == 0) with { MaxAnisotropy = 1 << _random.Next(4) }, program.Textures[i].Operation))];
        return new PixelShaderKey
        {
            Program = program,
            Textures = new TextureCodeSet(codes[0], codes[1], codes[2], codes[3]),
            ConvertsTextures = _random.Next(4) == 0,
            Fog = (FogMode)_random.Next(7),
            AlphaFunction = (CompareFunction)_random.Next(8),
            IsAffine = _random.Next(4) == 0,
            IsFlat = _random.Next(2) == 0,
            IsTwoSided = _random.Next(2) == 0,
            IsSprite = _random.Next(3) == 0,
            IsStippled = _random.Next(3) == 0,
            IsWindowClipExclusive = _random.Next(2) == 0,
            Depth = (DepthCode)_random.Next(5),
            IsDepthW = _random.Next(3) == 0,
            ClampsDepth = _random.Next(2) == 0,
            OffsetsDepth = _random.Next(2) == 0,
            CutTo = (SurfaceFormat)_random.Next(4),
            IsDithered = _random.Next(2) == 0,
            Part = (SignedPart)_random.Next(3),
        };
    }

    /// <summary>Numbers of the pixel stage.</summary>
    public void Fill(DrawCall call)
    {
        for (int i = 0; i < 9; i++)
        {
            call.PixelConstants.Factor0[i] = (uint)_random.NextInt64(1L << 32);
            call.PixelConstants.Factor1[i] = (uint)_random.NextInt64(1L << 32);
        }

        for (int i = 0; i < 4; i++)
        {
            call.PixelConstants.BumpMatrix[i] = Vector(-1, 1);
            call.PixelConstants.BumpLuminance[i] = Vector(0, 1);
        }

        Vector4 eye = Vector(-1, 1);
        call.PixelConstants.EyeVector = new Vector3(eye.X, eye.Y, eye.Z);
        call.Constants.FogColor = (uint)_random.NextInt64(1L << 32);
        call.Constants.FogParameters = new Vector2((float)(_random.NextDouble() * 2), (float)(_random.NextDouble() - 0.5));
    }

    public Vector4 Vector(float least, float most) => new(Number(least, most), Number(least, most), Number(least, most), Number(least, most));

    public float Number(float least, float most) => least + ((float)_random.NextDouble() * (most - least));

    private static bool IsPlain(TextureOperation operation) => operation is TextureOperation.Project2D or TextureOperation.Project3D;

    private T Pick<T>(params ReadOnlySpan<T> values) => values[_random.Next(values.Length)];

    private TextureStage Stage(int index)
    {
        TextureOperation operation;
        do
        {
            operation = (TextureOperation)_random.Next(19);
        }
        while (index == 0 && operation is not (TextureOperation.None or TextureOperation.Project2D or TextureOperation.Project3D or TextureOperation.CubeMap
            or TextureOperation.PassThrough or TextureOperation.ClipPlane));

        return new TextureStage
        {
            Operation = operation,
            Input = index == 0 ? 0 : _random.Next(index),
            Mapping = (DotMapping)_random.Next(8),
            ClipSigns = (byte)_random.Next(16),
        };
    }

    private CombinerPortion Portion(bool isColor) => new()
    {
        A = Input(),
        B = Input(),
        C = Input(),
        D = Input(),
        ProductAB = Pick(Writable),
        ProductCD = Pick(Writable),
        Sum = Pick(Writable),
        IsDotAB = isColor && _random.Next(4) == 0,
        IsDotCD = isColor && _random.Next(4) == 0,
        IsMux = _random.Next(4) == 0,
        CopiesBlueAB = isColor && _random.Next(4) == 0,
        CopiesBlueCD = isColor && _random.Next(4) == 0,
        Scale = Pick(Scales),
    };

    private CombinerInput Input() => new(Pick(Readable), _random.Next(3) == 0, (CombinerMapping)_random.Next(8));

    private CombinerInput FinalInput() => new(
        _random.Next(4) == 0 ? Pick(CombinerRegister.SparePlusSpecular, CombinerRegister.ProductEF) : Pick(Readable),
        _random.Next(3) == 0,
        Pick(CombinerMapping.UnsignedIdentity, CombinerMapping.UnsignedInvert));

    private FinalCombiner Final() => new()
    {
        A = FinalInput(),
        B = FinalInput(),
        C = FinalInput(),
        D = FinalInput(),
        E = FinalInput(),
        F = FinalInput(),
        G = FinalInput(),
        InvertsSpare = _random.Next(2) == 0,
        InvertsSpecular = _random.Next(2) == 0,
        ClampsSum = _random.Next(2) == 0,
    };
}
