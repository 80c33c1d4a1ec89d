using Xemu.Abstractions.Graphics;
using Xemu.Testing;

namespace Xemu.Conformance;

/// <summary>What costs more: sizes that no memory holds, and programs of any instructions.</summary>
public sealed partial class RandomDraw
{
    private const int Temporaries = 12;

    /// <summary>Fills a draw with anything its types can hold, surfaces and textures of any size too; most of them are small.</summary>
    public void ScrambleAll(DrawCall call)
    {
        Scramble(call);
        call.Target = call.Target with
        {
            WidthLog2 = random.Next(16),
            HeightLog2 = random.Next(16),
            Color = call.Target.Color with { Pitch = (uint)Size(16) },
            Depth = call.Target.Depth with { Pitch = (uint)Size(16) },
            Clip = Flag() ? call.Target.Clip : new Rectangle(random.Next(16), random.Next(16), Size(12), Size(12)),
        };
        call.State = call.State with
        {
            Blend = call.State.Blend with { Logic = Flag() ? Any<LogicOperation>() : null },
            Stencil = AnyStencil(),
            HasFixedPointSize = Flag(),
        };
        for (int i = 0; i < DrawCall.TextureCount; i++)
        {
            call.Textures[i] = call.Textures[i] with { Width = Size(15), Height = Size(15), Depth = Size(11), Levels = random.Next(1, 16), Pitch = (uint)Size(16), IsGaussian = Flag() };
        }

        call.Constants.LineWidth = Number();
        call.HasHiddenEdges = Flag();
        call.HiddenEdges = [.. Enumerable.Range(0, call.VertexCount).Select(_ => Flag())];
        call.PixelProgram = new PixelProgram
        {
            Textures = call.PixelProgram.Textures,
            Combiners = [.. Enumerable.Range(0, random.Next(1, 10)).Select(_ => new CombinerStage(AnyPortion(isColor: true), AnyPortion(isColor: false)))],
            Final = Flag() ? call.PixelProgram.Final : null,
            MuxesByMsb = Flag(),
            HasUniqueFactor0 = Flag(),
            HasUniqueFactor1 = Flag(),
        };
        call.VertexProgram = new VertexProgram([.. Enumerable.Range(0, random.Next(1, 24)).Select(_ => AnyInstruction()), .. PlainDraw.PassThrough().Code], Temporaries);
    }

    private StencilState AnyStencil() => new()
    {
        IsEnabled = Flag(),
        Function = Any<CompareFunction>(),
        Reference = (byte)random.Next(256),
        ReadMask = (byte)random.Next(256),
        WriteMask = (byte)random.Next(256),
        Fail = Any<StencilOperation>(),
        DepthFail = Any<StencilOperation>(),
        Pass = Any<StencilOperation>(),
    };

    /// <summary>Dot products and copies of blue are of the colour alone.</summary>
    private CombinerPortion AnyPortion(bool isColor) => new()
    {
        A = AnyInput(),
        B = AnyInput(),
        C = AnyInput(),
        D = AnyInput(),
        ProductAB = AnyRegister(),
        ProductCD = AnyRegister(),
        Sum = AnyRegister(),
        IsDotAB = isColor && Flag(),
        IsDotCD = isColor && Flag(),
        IsMux = Flag(),
        CopiesBlueAB = isColor && Flag(),
        CopiesBlueCD = isColor && Flag(),
        Scale = Any<CombinerScale>(),
    };

    /// <summary>Those behind are the final combiner's.</summary>
    private CombinerRegister AnyRegister() => (CombinerRegister)Math.Min((int)Any<CombinerRegister>(), (int)CombinerRegister.Spare1);

    private CombinerInput AnyInput() => new(AnyRegister(), Flag(), Any<CombinerMapping>());

    private VertexInstruction AnyInstruction() => random.Next(2) == 0
        ? new(Any<VertexOperation>(), VertexRegister.Temporary, (short)random.Next(Temporaries), (byte)random.Next(16), AnySource(), AnySource(), AnySource())
        : new(Any<VertexOperation>(), VertexRegister.Output, (short)random.Next(13), (byte)random.Next(16), AnySource(), AnySource(), AnySource());

    private VertexSource AnySource() => random.Next(4) switch
    {
        0 => new(VertexRegister.Input, (short)random.Next(16), (byte)random.Next(256), Flag()),
        1 => new(VertexRegister.Constant, (short)random.Next(-100, 200), (byte)random.Next(256), Flag(), IsRelative: true),
        2 => new(VertexRegister.Output, 0, (byte)random.Next(256), Flag()),
        _ => new(VertexRegister.Temporary, (short)random.Next(Temporaries), (byte)random.Next(256), Flag()),
    };

    /// <summary>Any order of magnitude up to a power of two, the large ones seldom.</summary>
    private int Size(int mostLog2)
    {
        int log = random.Next(16) == 0 ? random.Next(mostLog2 + 1) : random.Next(Math.Min(mostLog2, 7));
        return (1 << log) + (random.Next(4) == 0 ? random.Next(1 << log) : 0);
    }
}
