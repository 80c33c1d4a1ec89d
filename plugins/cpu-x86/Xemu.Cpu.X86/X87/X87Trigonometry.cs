namespace Xemu.Cpu.X86;

/// <summary>FSIN, FCOS, FSINCOS and FPTAN; FSINCOS is both of the first two.</summary>
/// <remarks>
/// An argument of 2^63 or more sets C2 and stays as it is. Results are correctly rounded (see <see cref="Wide"/>) for the
/// argument as <see cref="X87Angle"/> reduces it. Source: Intel SDM vol. 1, 8.3.7 to 8.3.10; vol. 2, FSIN, FCOS, FSINCOS, FPTAN.
/// </remarks>
internal static class X87Trigonometry
{
    private enum Path
    {
        /// <summary>The result is known, to be written.</summary>
        Write,

        /// <summary>An unmasked exception keeps the operand.</summary>
        Keep,

        /// <summary>A finite argument, not zero.</summary>
        Compute,
    }

    public static bool Sine(ref X87Context c, in Float80 a, out Float80 result)
    {
        Path path = Prepare(ref c, a, out result);
        if (path == Path.Compute)
        {
            new X87Angle(a).GetSine(out Wide sine);
            result = sine.Round(ref c);
        }

        return path != Path.Keep;
    }

    public static bool Cosine(ref X87Context c, in Float80 a, out Float80 result)
    {
        Path path = Prepare(ref c, a, out result);
        if (path == Path.Compute)
        {
            new X87Angle(a).GetCosine(out Wide cosine);
            result = cosine.Round(ref c);
        }
        else if (a.IsZero)
        {
            result = Float80.One;
        }

        return path != Path.Keep;
    }

    /// <summary>FSINCOS. C1 tells of the last rounding, that of the cosine.</summary>
    public static bool SineCosine(ref X87Context c, in Float80 a, out Float80 sine, out Float80 cosine)
    {
        Path path = Prepare(ref c, a, out sine);
        cosine = a.IsZero ? Float80.One : sine;
        if (path == Path.Compute)
        {
            var angle = new X87Angle(a);
            angle.GetSine(out Wide wideSine);
            angle.GetCosine(out Wide wideCosine);
            sine = wideSine.Round(ref c);
            c.Status &= ~X87Status.C1;
            cosine = wideCosine.Round(ref c);
        }

        return path != Path.Keep;
    }

    /// <summary>FPTAN without the 1.0 that the instruction pushes after it, unless C2 is set.</summary>
    public static bool Tangent(ref X87Context c, in Float80 a, out Float80 result)
    {
        Path path = Prepare(ref c, a, out result);
        if (path == Path.Compute)
        {
            new X87Angle(a).GetTangent(out Wide tangent);
            result = tangent.Round(ref c);
        }

        return path != Path.Keep;
    }

    private static Path Prepare(ref X87Context c, in Float80 a, out Float80 result)
    {
        result = a;
        if (X87NaN.IsAny(a))
        {
            return X87NaN.Propagate(ref c, a, out result) ? Path.Write : Path.Keep;
        }

        if (a.IsInfinity)
        {
            return c.RaiseInvalid(out result) ? Path.Write : Path.Keep;
        }

        if (a.Exponent >= Float80.Bias + 63)
        {
            c.Status |= X87Status.C2;
            return Path.Write;
        }

        if (!c.CheckDenormal(a))
        {
            return Path.Keep;
        }

        return a.IsZero ? Path.Write : Path.Compute;
    }
}
