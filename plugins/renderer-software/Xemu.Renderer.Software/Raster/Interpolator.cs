using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Vertices;

namespace Xemu.Renderer.Software;

/// <summary>Says what the results of the vertex stage are at the pixels of a triangle, a block at a time.</summary>
/// <remarks>
/// Colours are coarser than everything else. Derived from pictures of the console (gradients of the public test program, "Alpha func"): a vertex's
/// colour is rounded to eight bits; the weights of the first and third vertex have eight bits of fraction, further ones cut off, and the second has the
/// rest; the sum is rounded to eight bits.
/// </remarks>
internal sealed class Interpolator
{
    /// <summary>The four texture coordinates.</summary>
    public static readonly VertexOutput[] TextureOutputs =
        [VertexOutput.Texture0, VertexOutput.Texture1, VertexOutput.Texture2, VertexOutput.Texture3];

    private const double WeightOne = 256;
    private const double Sixteenth = 1 / 16.0;
    private const float LeastW = 5.5e-20f;
    private const float GreatestW = 1.8e19f;

    private WeightPlane _weights;
    private RasterVertex _a;
    private RasterVertex _b;
    private RasterVertex _c;
    private double _wa;
    private double _wb;
    private double _wc;
    private bool _isAffine;
    private bool _isDepthW;
    private bool _isDepthFlat;
    private DepthPlane _depth;
    private float _slope;

    // Of the block in progress, before perspective: the first and third weight, and W; left and right half.
    private Vector512<double> _firstLow;
    private Vector512<double> _firstHigh;
    private Vector512<double> _thirdLow;
    private Vector512<double> _thirdHigh;
    private Vector512<double> _wLow;
    private Vector512<double> _wHigh;

    // Beside and below those, with perspective.
    private Vector512<float> _firstBeside;
    private Vector512<float> _thirdBeside;
    private Vector512<float> _firstBelow;
    private Vector512<float> _thirdBelow;

    /// <summary>Takes a triangle.</summary>
    /// <param name="weights">How its vertices count over the screen.</param>
    /// <param name="vertices">Its vertices.</param>
    /// <param name="state">How depth and perspective are had.</param>
    /// <param name="slope">What is added to a depth of W.</param>
    public void Begin(in WeightPlane weights, ReadOnlySpan<RasterVertex> vertices, PipelineState state, float slope)
    {
        (_weights, _a, _b, _c) = (weights, vertices[0], vertices[1], vertices[2]);
        (_wa, _wb, _wc) = (Inverse(_a.W), Inverse(_b.W), Inverse(_c.W));
        (_isAffine, _isDepthW, _slope) = (state.IsAffine, state.IsDepthW, slope);
        _isDepthFlat = _a.Z == _b.Z && _b.Z == _c.Z;
        if (weights.IsOfNearTriangle && !_isDepthW && !_isDepthFlat)
        {
            _depth = new DepthPlane(_a, _b, _c);
        }
    }

    /// <summary>Rounds the colours of a vertex to what the interpolators take: 0 to 255.</summary>
    public static void QuantizeColors(ref VertexResult outputs)
    {
        Quantize(ref outputs[(int)VertexOutput.Diffuse]);
        Quantize(ref outputs[(int)VertexOutput.Specular]);
        Quantize(ref outputs[(int)VertexOutput.BackDiffuse]);
        Quantize(ref outputs[(int)VertexOutput.BackSpecular]);
    }

    /// <summary>Goes to a block.</summary>
    /// <param name="places">Where its pixels are.</param>
    /// <param name="offset">What is added to depths.</param>
    /// <returns>Depths, in units of the buffer. Z has 24 bits, what is beyond is cut off, and so are sums of depths and offsets (nxdk_pgraph_tests, "W buffering" and "Depth buffer").</returns>
    public Vector512<float> Place(in BlockPlaces places, float offset)
    {
        (_firstLow, _thirdLow) = _weights.At(places.LowX * Sixteenth, places.LowY * Sixteenth);
        (_firstHigh, _thirdHigh) = _weights.At(places.HighX * Sixteenth, places.HighY * Sixteenth);
        (_wLow, _wHigh) = _weights.IsSecondFar ? FarW(places) : (WAt(_firstLow, _thirdLow), WAt(_firstHigh, _thirdHigh));
        if (_isDepthW)
        {
            return Add(Vector512.Narrow(_wLow, _wHigh), (double)_slope + offset);
        }

        return Add(_isDepthFlat ? Vector512.Create(_b.Z) : _weights.IsOfNearTriangle ? PlaneZ(places) : MixZ(), offset);
    }

    /// <summary>Fills a block in.</summary>
    /// <param name="block">The block.</param>
    /// <param name="textures">Texture coordinates that are needed, a bit each.</param>
    /// <param name="program">What else is needed.</param>
    public void Interpolate(PixelBlock block, int textures, CombinerProgram program)
    {
        BlockWeights weights = _isAffine
            ? BlockWeights.Of(_firstLow, _firstHigh, _thirdLow, _thirdHigh, _weights.IsExact)
            : BlockWeights.Of(_firstLow * _wa * _wLow, _firstHigh * _wa * _wHigh, _thirdLow * _wc * _wLow, _thirdHigh * _wc * _wHigh, _weights.IsExact);
        if (program.ReadsDiffuse || program.ReadsSpecular)
        {
            Vector512<float> first = Coarse(weights.ColorFirstLow, weights.ColorFirstHigh);
            Vector512<float> third = Coarse(weights.ColorThirdLow, weights.ColorThirdHigh);
            if (program.ReadsDiffuse)
            {
                MixColor(ref block.Diffuse, VertexOutput.Diffuse, first, third);
            }

            if (program.ReadsSpecular)
            {
                MixColor(ref block.Specular, VertexOutput.Specular, first, third);
            }
        }

        if (program.ReadsFog)
        {
            block.FogDistance = MixFog(Vector512.Narrow(weights.FirstLow, weights.FirstHigh), Vector512.Narrow(weights.ThirdLow, weights.ThirdHigh));
        }

        for (int i = 0; textures >> i != 0; i++)
        {
            if ((textures >> i & 1) != 0)
            {
                MixFine(ref block.Coordinates[i], TextureOutputs[i], weights);
            }
        }
    }

    /// <summary>
    /// Finds the weights in the other column and in the other row of the square of four pixels that each pixel is of: so the console sees how coordinates change
    /// (nxdk_pgraph_tests, "Texture anisotropy").
    /// </summary>
    /// <param name="x">Column of the leftmost pixel.</param>
    /// <param name="y">Row of the pixels.</param>
    public void LookAcross(int x, int y)
    {
        Vector512<double> beside = Vector512.Create(1.0, -1, 1, -1, 1, -1, 1, -1) * ((x & 1) == 0 ? 1 : -1);
        Vector512<double> below = Vector512.Create((y & 1) == 0 ? 1.0 : -1);
        (_firstBeside, _thirdBeside) = WeightsAt(beside * _weights.FirstRight, beside * _weights.ThirdRight);
        (_firstBelow, _thirdBelow) = WeightsAt(below * _weights.FirstDown, below * _weights.ThirdDown);
    }

    /// <summary>A result in the other column, after <see cref="LookAcross"/>.</summary>
    public ColorBlock Beside(VertexOutput output) => Mix(output, _firstBeside, _thirdBeside);

    /// <summary>A result in the other row, after <see cref="LookAcross"/>.</summary>
    public ColorBlock Below(VertexOutput output) => Mix(output, _firstBelow, _thirdBelow);

    private static Vector512<float> Add(Vector512<float> depths, double offset)
    {
        if (offset == 0)
        {
            return depths;
        }

        (Vector512<double> low, Vector512<double> high) = Vector512.Widen(depths);
        return Lanes.CutOff(low + Vector512.Create(offset), high + Vector512.Create(offset));
    }

    private (Vector512<float> First, Vector512<float> Third) WeightsAt(Vector512<double> first, Vector512<double> third)
    {
        (Vector512<double> firstLow, Vector512<double> firstHigh) = (_firstLow + first, _firstHigh + first);
        (Vector512<double> thirdLow, Vector512<double> thirdHigh) = (_thirdLow + third, _thirdHigh + third);
        if (!_isAffine)
        {
            (Vector512<double> low, Vector512<double> high) = (WAt(firstLow, thirdLow), WAt(firstHigh, thirdHigh));
            (firstLow, firstHigh) = (firstLow * _wa * low, firstHigh * _wa * high);
            (thirdLow, thirdHigh) = (thirdLow * _wc * low, thirdHigh * _wc * high);
        }

        return (Vector512.Narrow(firstLow, firstHigh), Vector512.Narrow(thirdLow, thirdHigh));
    }

    private ColorBlock Mix(VertexOutput output, Vector512<float> first, Vector512<float> third)
    {
        Vector4 second = _b.Outputs[(int)output];
        Vector4 toFirst = _a.Outputs[(int)output] - second;
        Vector4 toThird = _c.Outputs[(int)output] - second;
        return new ColorBlock
        {
            X = Vector512.Create(second.X) + (first * toFirst.X) + (third * toThird.X),
            Y = Vector512.Create(second.Y) + (first * toFirst.Y) + (third * toThird.Y),
            Z = Vector512.Create(second.Z) + (first * toFirst.Z) + (third * toThird.Z),
            W = Vector512.Create(second.W) + (first * toFirst.W) + (third * toThird.W),
        };
    }

    /// <summary>1 / w, in the bounds that the chip's own division by w keeps: a w of 0 outweighs all others (nxdk_pgraph_tests, "ZMinMaxControl").</summary>
    private static double Inverse(float w) => Math.Abs(w) is > LeastW and < GreatestW ? 1.0 / w : Nv2aFloat.ReciprocalClamped(w);

    /// <summary>Weights in 256ths, cut off towards 0: below it they are where a smoothed triangle is seen but its pixel's centre is outside (nxdk_pgraph_tests, "3D primitive").</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Coarse(Vector512<double> low, Vector512<double> high) =>
        Vector512.Narrow(Vector512.Truncate(low * WeightOne), Vector512.Truncate(high * WeightOne));

    private Vector512<double> WAt(Vector512<double> first, Vector512<double> third) =>
        Vector512<double>.One / (Vector512.Create(_wb) + (first * (_wa - _wb)) + (third * (_wc - _wb)));

    /// <summary>
    /// W where the second vertex lies so far away, as its own W is about 0, that its weight is too small to be the rest of 1, and its 1 / W as large
    /// (nxdk_pgraph_tests, "W param": textures of strips without an end).
    /// </summary>
    private (Vector512<double> Low, Vector512<double> High) FarW(in BlockPlaces places)
    {
        Vector512<double> low = _weights.FarSecondAt(places.LowX * Sixteenth, places.LowY * Sixteenth);
        Vector512<double> high = _weights.FarSecondAt(places.HighX * Sixteenth, places.HighY * Sixteenth);
        return (
            Vector512<double>.One / ((_firstLow * _wa) + (low * _wb) + (_thirdLow * _wc)),
            Vector512<double>.One / ((_firstHigh * _wa) + (high * _wb) + (_thirdHigh * _wc)));
    }

    private void MixColor(ref ColorBlock color, VertexOutput output, Vector512<float> first, Vector512<float> third)
    {
        ref readonly Vector4 a = ref _a.Outputs[(int)output];
        ref readonly Vector4 b = ref _b.Outputs[(int)output];
        ref readonly Vector4 c = ref _c.Outputs[(int)output];
        Vector512<float> second = Vector512.Create((float)WeightOne) - first - third;
        color.X = MixColor(a.X, b.X, c.X, first, second, third);
        color.Y = MixColor(a.Y, b.Y, c.Y, first, second, third);
        color.Z = MixColor(a.Z, b.Z, c.Z, first, second, third);
        color.W = MixColor(a.W, b.W, c.W, first, second, third);
    }

    /// <summary>A component, limited to 0 to 1: weights outside of the triangle go further.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> MixColor(float a, float b, float c, Vector512<float> first, Vector512<float> second, Vector512<float> third)
    {
        Vector512<float> sum = (first * a) + (second * b) + (third * c);
        return Lanes.Saturate(Vector512.Truncate((sum * (float)(1 / WeightOne)) + Vector512.Create(0.5f)) / 255f);
    }

    private Vector512<float> PlaneZ(in BlockPlaces places) =>
        Vector512.Narrow(_depth.At(places.LowX * Sixteenth, places.LowY * Sixteenth), _depth.At(places.HighX * Sixteenth, places.HighY * Sixteenth));

    private Vector512<float> MixZ()
    {
        (double second, double toFirst, double toThird) = (_b.Z, (double)_a.Z - _b.Z, (double)_c.Z - _b.Z);
        var weights = BlockWeights.Of(_firstLow, _firstHigh, _thirdLow, _thirdHigh, _weights.HasExactArea);
        return Lanes.CutOff(
            Vector512.Create(second) + (weights.FirstLow * toFirst) + (weights.ThirdLow * toThird),
            Vector512.Create(second) + (weights.FirstHigh * toFirst) + (weights.ThirdHigh * toThird));
    }

    /// <summary>An infinite fog coordinate stays so.</summary>
    private Vector512<float> MixFog(Vector512<float> first, Vector512<float> third)
    {
        const int Fog = (int)VertexOutput.Fog;
        (float a, float b, float c) = (_a.Outputs[Fog].X, _b.Outputs[Fog].X, _c.Outputs[Fog].X);
        Vector512<float> mixed = Vector512.Create(b) + (first * (a - b)) + (third * (c - b));
        return float.IsInfinity(b) ? Vector512.ConditionalSelect(Vector512.IsNaN(mixed), Vector512.Create(b), mixed) : mixed;
    }

    /// <summary>A result, so fine that places between texels come out exactly.</summary>
    private void MixFine(ref ColorBlock result, VertexOutput output, in BlockWeights weights)
    {
        Vector4 second = _b.Outputs[(int)output];
        Vector4 toFirst = _a.Outputs[(int)output] - second;
        Vector4 toThird = _c.Outputs[(int)output] - second;
        result.X = MixFine(second.X, toFirst.X, toThird.X, weights);
        result.Y = MixFine(second.Y, toFirst.Y, toThird.Y, weights);
        result.Z = MixFine(second.Z, toFirst.Z, toThird.Z, weights);
        result.W = MixFine(second.W, toFirst.W, toThird.W, weights);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> MixFine(double second, double toFirst, double toThird, in BlockWeights weights)
    {
        return Vector512.Narrow(
            Vector512.Create(second) + (weights.FirstLow * toFirst) + (weights.ThirdLow * toThird),
            Vector512.Create(second) + (weights.FirstHigh * toFirst) + (weights.ThirdHigh * toThird));
    }

    private static void Quantize(ref Vector4 color)
    {
        color = new Vector4(VertexColors.Quantize(color.X), VertexColors.Quantize(color.Y), VertexColors.Quantize(color.Z), VertexColors.Quantize(color.W));
    }
}
