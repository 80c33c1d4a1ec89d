namespace Xemu.Renderer.Toolkit;

/// <summary>The longer axis of what a pixel covers in a texture, and the samples along it that an anisotropic filter takes; how, renderer-software says.</summary>
/// <param name="StepU">From sample to sample in u.</param>
/// <param name="StepV">From sample to sample in v.</param>
/// <param name="Count">How many samples, with a fraction: at least 1.</param>
internal sealed record PixelFootprint(ShaderValue StepU, ShaderValue StepV, ShaderValue Count)
{
    /// <summary>Translates it.</summary>
    /// <param name="b">Where the code goes.</param>
    /// <param name="sampler">The texture's.</param>
    /// <param name="right">How coordinates change to the next column.</param>
    /// <param name="down">How they change to the next row.</param>
    /// <param name="level">Receives the level of detail of the samples.</param>
    public static PixelFootprint Of(ShaderBuilder b, SamplerTranslator sampler, ShaderValue[] right, ShaderValue[] down, out ShaderValue level)
    {
        (ShaderValue wide, ShaderValue high) = (Length(b, sampler, right), Length(b, sampler, down));
        ShaderValue isWide = b.Less(high, wide);
        (ShaderValue one, ShaderValue most) = (b.Float(1), b.Float(sampler.Code.MaxSamples));
        ShaderValue longer = b.Select(isWide, wide, high);
        ShaderValue shorter = b.Select(isWide, high, wide);
        shorter = b.Select(b.Less(shorter, one), one, shorter);
        ShaderValue count = b.Divide(longer, shorter);
        count = b.Select(b.Less(count, one), one, count);
        count = b.Select(b.Less(most, count), most, count);
        ShaderValue least = b.Float(1.1754944e-38f);
        level = b.Logarithm(b.Select(b.Less(least, longer), b.Divide(longer, count), least));
        return new PixelFootprint(b.Divide(b.Select(isWide, right[0], down[0]), count), b.Divide(b.Select(isWide, right[1], down[1]), count), count);
    }

    /// <summary>Steps from the middle to each sample of a pair.</summary>
    public ShaderValue Distance(ShaderBuilder b, int pair)
    {
        if (pair > 0)
        {
            return b.Float(pair + 0.5f);
        }

        (ShaderValue half, ShaderValue between) = (b.Float(0.5f), b.Multiply(b.Subtract(Count, b.Float(1)), b.Float(0.5f)));
        return b.Select(b.Less(between, half), between, half);
    }

    /// <summary>How much a pair counts, 0 to 1.</summary>
    public ShaderValue Weight(ShaderBuilder b, int pair) =>
        pair == 0 ? b.Float(1) : b.Saturate(b.Subtract(b.Multiply(Count, b.Float(0.5f)), b.Float(pair)));

    /// <summary>What the weights of all samples make together.</summary>
    public ShaderValue Sum(ShaderBuilder b) => b.Select(b.Less(Count, b.Float(2)), b.Float(2), Count);

    private static ShaderValue Length(ShaderBuilder b, SamplerTranslator sampler, ShaderValue[] change)
    {
        (ShaderValue x, ShaderValue y) = (change[0], change[1]);
        if (!sampler.Code.IsLinear)
        {
            (x, y) = (b.Multiply(x, sampler.Size(0)), b.Multiply(y, sampler.Size(1)));
        }

        return b.SquareRoot(b.Add(b.Multiply(x, x), b.Multiply(y, y)));
    }
}
