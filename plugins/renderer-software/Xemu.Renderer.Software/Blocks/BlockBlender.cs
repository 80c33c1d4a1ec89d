using System.Numerics;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Blends colours of a block with those of a surface. Gives what <see cref="OutputMerger"/> does for a pixel.</summary>
internal sealed class BlockBlender
{
    private BlendState _state;
    private ColorBlock _constant;

    /// <summary>Takes a draw.</summary>
    public void Begin(BlendState state, Vector4 constant) => (_state, _constant) = (state, ColorBlock.Of(constant));

    /// <summary>Blends.</summary>
    public ColorBlock Blend(in ColorBlock source, in ColorBlock destination)
    {
        ColorBlock s = Factor(_state.Source, source, destination);
        ColorBlock d = Factor(_state.Destination, source, destination);
        return new ColorBlock
        {
            X = Combine(source.X, s.X, destination.X, d.X),
            Y = Combine(source.Y, s.Y, destination.Y, d.Y),
            Z = Combine(source.Z, s.Z, destination.Z, d.Z),
            W = Combine(source.W, s.W, destination.W, d.W),
        };
    }

    private Vector512<float> Combine(Vector512<float> source, Vector512<float> sourceFactor, Vector512<float> destination, Vector512<float> destinationFactor) => _state.Equation switch
    {
        BlendEquation.Subtract => (source * sourceFactor) - (destination * destinationFactor),
        BlendEquation.ReverseSubtract => (destination * destinationFactor) - (source * sourceFactor),
        BlendEquation.Min => Vector512.Min(source, destination),
        BlendEquation.Max => Vector512.Max(source, destination),
        BlendEquation.AddSigned => destination + Signed(source),
        BlendEquation.ReverseSubtractSigned => destination - Signed(source),
        _ => (source * sourceFactor) + (destination * destinationFactor),
    };

    private static Vector512<float> Signed(Vector512<float> value) =>
        Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(value * 255f, Vector512.Create(127.5f)), value - Vector512.Create(256 / 255f), value);

    private ColorBlock Factor(BlendFactor factor, in ColorBlock source, in ColorBlock destination) => factor switch
    {
        BlendFactor.Zero => default,
        BlendFactor.SourceColor => source,
        BlendFactor.InverseSourceColor => Inverse(source),
        BlendFactor.SourceAlpha => All(source.W),
        BlendFactor.InverseSourceAlpha => All(Vector512<float>.One - source.W),
        BlendFactor.DestinationAlpha => All(destination.W),
        BlendFactor.InverseDestinationAlpha => All(Vector512<float>.One - destination.W),
        BlendFactor.DestinationColor => destination,
        BlendFactor.InverseDestinationColor => Inverse(destination),
        BlendFactor.SourceAlphaSaturate => All(Vector512.Min(source.W, Vector512<float>.One - destination.W)) with { W = Vector512<float>.One },
        BlendFactor.ConstantColor => _constant,
        BlendFactor.InverseConstantColor => Inverse(_constant),
        BlendFactor.ConstantAlpha => All(_constant.W),
        BlendFactor.InverseConstantAlpha => All(Vector512<float>.One - _constant.W),
        _ => All(Vector512<float>.One),
    };

    private static ColorBlock All(Vector512<float> value) => new() { X = value, Y = value, Z = value, W = value };

    private static ColorBlock Inverse(in ColorBlock color) => new()
    {
        X = Vector512<float>.One - color.X,
        Y = Vector512<float>.One - color.Y,
        Z = Vector512<float>.One - color.Z,
        W = Vector512<float>.One - color.W,
    };
}
