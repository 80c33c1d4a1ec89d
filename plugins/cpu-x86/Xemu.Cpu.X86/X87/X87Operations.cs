namespace Xemu.Cpu.X86;

// The operations as types, one line each: what the handlers are made for.
internal readonly struct X87AddOp : IX87Binary
{
    public static bool Apply(ref X87Context c, in Float80 a, in Float80 b, out Float80 result) => X87Add.Add(ref c, a, b, out result);
}

internal readonly struct X87SubtractOp : IX87Binary
{
    public static bool Apply(ref X87Context c, in Float80 a, in Float80 b, out Float80 result) => X87Add.Subtract(ref c, a, b, out result);
}

internal readonly struct X87SubtractReversedOp : IX87Binary
{
    public static bool Apply(ref X87Context c, in Float80 a, in Float80 b, out Float80 result) => X87Add.Subtract(ref c, b, a, out result);
}

internal readonly struct X87MultiplyOp : IX87Binary
{
    public static bool Apply(ref X87Context c, in Float80 a, in Float80 b, out Float80 result) => X87Multiply.Multiply(ref c, a, b, out result);
}

internal readonly struct X87DivideOp : IX87Binary
{
    public static bool Apply(ref X87Context c, in Float80 a, in Float80 b, out Float80 result) => X87Divide.Divide(ref c, a, b, out result);
}

internal readonly struct X87DivideReversedOp : IX87Binary
{
    public static bool Apply(ref X87Context c, in Float80 a, in Float80 b, out Float80 result) => X87Divide.Divide(ref c, b, a, out result);
}

internal readonly struct X87RemainderOp : IX87Binary
{
    public static bool Apply(ref X87Context c, in Float80 a, in Float80 b, out Float80 result) => X87Remainder.Truncating(ref c, a, b, out result);
}

internal readonly struct X87NearestRemainderOp : IX87Binary
{
    public static bool Apply(ref X87Context c, in Float80 a, in Float80 b, out Float80 result) => X87Remainder.Nearest(ref c, a, b, out result);
}

internal readonly struct X87ScaleOp : IX87Binary
{
    public static bool Apply(ref X87Context c, in Float80 a, in Float80 b, out Float80 result) => X87Scale.Scale(ref c, a, b, out result);
}

internal readonly struct X87ArctangentOp : IX87Binary
{
    public static bool Apply(ref X87Context c, in Float80 a, in Float80 b, out Float80 result) => X87Arctangent.Arctangent(ref c, a, b, out result);
}

internal readonly struct X87Log2Op : IX87Binary
{
    public static bool Apply(ref X87Context c, in Float80 a, in Float80 b, out Float80 result) => X87Logarithm.TimesLog2(ref c, a, b, out result);
}

internal readonly struct X87Log2PlusOneOp : IX87Binary
{
    public static bool Apply(ref X87Context c, in Float80 a, in Float80 b, out Float80 result) => X87Logarithm.TimesLog2PlusOne(ref c, a, b, out result);
}

internal readonly struct X87SquareRootOp : IX87Unary
{
    public static bool Apply(ref X87Context c, in Float80 a, out Float80 result) => X87SquareRoot.SquareRoot(ref c, a, out result);
}

internal readonly struct X87RoundOp : IX87Unary
{
    public static bool Apply(ref X87Context c, in Float80 a, out Float80 result) => X87RoundToInteger.Round(ref c, a, out result);
}

internal readonly struct X87PowerOp : IX87Unary
{
    public static bool Apply(ref X87Context c, in Float80 a, out Float80 result) => X87Exponential.PowerLessOne(ref c, a, out result);
}

internal readonly struct X87SineOp : IX87Unary
{
    public static bool Apply(ref X87Context c, in Float80 a, out Float80 result) => X87Trigonometry.Sine(ref c, a, out result);
}

internal readonly struct X87CosineOp : IX87Unary
{
    public static bool Apply(ref X87Context c, in Float80 a, out Float80 result) => X87Trigonometry.Cosine(ref c, a, out result);
}

internal readonly struct X87AbsOp : IX87Unary
{
    public static bool Apply(ref X87Context c, in Float80 a, out Float80 result)
    {
        result = a.Abs();
        return true;
    }
}

internal readonly struct X87NegateOp : IX87Unary
{
    public static bool Apply(ref X87Context c, in Float80 a, out Float80 result)
    {
        result = a.Negate();
        return true;
    }
}

internal readonly struct X87ExtractOp : IX87Pair
{
    public static bool Apply(ref X87Context c, in Float80 a, out Float80 below, out Float80 top) => X87Extract.Extract(ref c, a, out below, out top);
}

internal readonly struct X87SineCosineOp : IX87Pair
{
    public static bool Apply(ref X87Context c, in Float80 a, out Float80 below, out Float80 top) => X87Trigonometry.SineCosine(ref c, a, out below, out top);
}

internal readonly struct X87TangentOp : IX87Pair
{
    /// <summary>FPTAN pushes 1.0 after the tangent, or the same NaN again.</summary>
    public static bool Apply(ref X87Context c, in Float80 a, out Float80 below, out Float80 top)
    {
        bool write = X87Trigonometry.Tangent(ref c, a, out below);
        top = below.IsNaN ? below : Float80.One;
        return write;
    }
}
