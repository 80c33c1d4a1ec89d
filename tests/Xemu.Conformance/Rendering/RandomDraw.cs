using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Conformance;

/// <summary>Draws that no sane program makes, as a broken one does: wrong places, odd numbers, any combination of states.</summary>
public sealed partial class RandomDraw(Random random)
{
    private const int MaxVertices = 12;

    private static readonly float[] OddNumbers =
        [0, 1, -1, 0.5f, 17, -33, 1e9f, -1e9f, 1e-30f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon];

    /// <summary>Fills a draw with anything its types can hold; surfaces stay small.</summary>
    public void Scramble(DrawCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        call.Primitive = Any<Primitive>();
        call.Target = AnyTarget();
        call.State = AnyState();
        for (int i = 0; i < DrawCall.TextureCount; i++)
        {
            call.Textures[i] = AnyTexture();
        }

        call.PixelProgram = AnyProgram();
        call.Constants.DepthMin = Number();
        call.Constants.DepthMax = Number();
        call.Constants.PointSize = Number();
        call.Constants.LineWidth = random.Next(64);
        call.Constants.FogParameters = new Vector2(Number(), Number());
        call.Constants.DepthOffsetBias = Number();
        call.Constants.DepthOffsetFactor = Number();
        call.VertexCount = random.Next(1, MaxVertices);
        for (int i = 0; i < call.VertexOutputs.Length; i++)
        {
            call.VertexOutputs[i] = new Vector4(Number(), Number(), Number(), Number());
        }

        call.IndexCount = random.Next(1, 3 * MaxVertices);
        call.Vertices = [.. Enumerable.Range(0, call.VertexCount * DrawCall.AttributeCount).Select(_ => new Vector4(Number(), Number(), Number(), Number()))];
        call.Indices = [.. Enumerable.Range(0, call.IndexCount).Select(_ => random.Next(call.VertexCount))];
    }

    private RenderTarget AnyTarget() => new()
    {
        Color = new Surface(Offset(), Offset(), (uint)random.Next(0, 512)),
        ColorFormat = Any<SurfaceFormat>(),
        Depth = new Surface(Offset(), Offset(), (uint)random.Next(0, 512)),
        DepthFormat = Any<DepthFormat>(),
        IsFloatDepth = Flag(),
        Layout = Any<SurfaceLayout>(),
        Samples = Any<SampleMode>(),
        WidthLog2 = random.Next(8),
        HeightLog2 = random.Next(8),
        Clip = new Rectangle(random.Next(16), random.Next(16), random.Next(96), random.Next(96)),
    };

    private PipelineState AnyState() => new()
    {
        AlphaFunction = Any<CompareFunction>(),
        Blend = new BlendState { IsEnabled = Flag(), Source = Any<BlendFactor>(), Destination = Any<BlendFactor>(), Equation = Any<BlendEquation>() },
        ColorMask = (ColorMask)random.Next(16),
        IsDithered = Flag(),
        IsDepthTested = Flag(),
        DepthFunction = Any<CompareFunction>(),
        WritesDepth = Flag(),
        IsDepthW = Flag(),
        ClampsDepth = Flag(),
        CullsOutsideDepth = Flag(),
        CulledFaces = (Faces)random.Next(4),
        IsFrontClockwise = Flag(),
        FrontMode = Any<PolygonMode>(),
        BackMode = Any<PolygonMode>(),
        OffsetsPoints = Flag(),
        OffsetsLines = Flag(),
        OffsetsFills = Flag(),
        IsAffine = Flag(),
        IsFlat = Flag(),
        IsFirstProvoking = Flag(),
        IsTwoSided = Flag(),
        DropsSpecular = Flag(),
        DropsSpecularAlpha = Flag(),
        HasPointSprites = Flag(),
        DrawsWholePixels = Flag(),
        SmoothsPoints = Flag(),
        SmoothsLines = Flag(),
        SmoothsPolygons = Flag(),
        IsStippled = Flag(),
        IsWindowClipExclusive = Flag(),
        ConvertsTextures = Flag(),
        Fog = Any<FogMode>(),
        CountsPasses = Flag(),
    };

    private TextureState AnyTexture() => new()
    {
        Kind = Any<TextureKind>(),
        Offset = Offset(),
        Limit = Offset(),
        Format = Any<TextureFormat>(),
        Layout = Any<SurfaceLayout>(),
        Width = 1 << random.Next(7),
        Height = 1 << random.Next(7),
        Depth = 1 << random.Next(3),
        Levels = random.Next(1, 8),
        Pitch = (uint)random.Next(0, 512),
        HasBorder = Flag(),
        BorderColor = (uint)random.NextInt64(1L << 32),
        PaletteOffset = Offset(),
        PaletteLength = 32 << random.Next(4),
        AddressU = Any<TextureAddress>(),
        AddressV = Any<TextureAddress>(),
        AddressP = Any<TextureAddress>(),
        CylinderWraps = (byte)random.Next(16),
        MinFilter = Any<TextureFilter>(),
        MagFilter = Any<TextureFilter>(),
        LodBias = random.Next(-4096, 4096),
        MinLod = random.Next(4096),
        MaxLod = random.Next(4096),
        MaxAnisotropy = random.Next(1, 5),
        SignedComponents = (ColorMask)random.Next(16),
        KillsAlpha = Flag(),
        ColorKey = Any<ColorKeyMode>(),
        ColorKeyValue = (uint)random.NextInt64(1L << 32),
        ShadowFunction = Any<CompareFunction>(),
    };

    private PixelProgram AnyProgram() => new()
    {
        Textures = [AnyStage(0), AnyStage(1), AnyStage(2), AnyStage(3)],
        Combiners = [default],
        Final = new FinalCombiner
        {
            D = new CombinerInput(Any<CombinerRegister>(), Flag(), Any<CombinerMapping>()),
            G = new CombinerInput(Any<CombinerRegister>(), Flag(), Any<CombinerMapping>()),
        },
        MuxesByMsb = Flag(),
    };

    private TextureStage AnyStage(int stage) => new()
    {
        Operation = Any<TextureOperation>(),
        Input = random.Next(Math.Max(stage, 1)),
        Mapping = Any<DotMapping>(),
        ClipSigns = (byte)random.Next(16),
    };

    private ulong Offset() => random.Next(8) == 0 ? (ulong)random.NextInt64(1L << 32) : (ulong)random.Next(1 << 20);

    private float Number() => random.Next(3) == 0 ? OddNumbers[random.Next(OddNumbers.Length)] : (random.NextSingle() * 96) - 16;

    private bool Flag() => random.Next(2) == 0;

    private T Any<T>()
        where T : struct, Enum
    {
        T[] values = Enum.GetValues<T>();
        return values[random.Next(values.Length)];
    }
}
