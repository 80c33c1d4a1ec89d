using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Xemu.Gpu.Vertices;

namespace Xemu.Renderer.Software;

/// <summary>Z between the three vertices of a triangle, to the bit.</summary>
/// <remarks>
/// What each vertex counts is an area, cut off to 24 bits, times the reciprocal of all of it, an area of 23 bits; that reciprocal has 28, and the product is cut off
/// to 24. The vertex with the largest area, of which only the exponents are compared, is where Z begins (of equal ones the second goes before the first, the first before the
/// third). To its Z the differences of the others are added, times what those count, as one sum that keeps five bits below the last one of its largest summand:
/// the arithmetic of the vertex unit's dot products. Derived from pictures of the depth buffer (nxdk_pgraph_tests, "W buffering": of 433,716 pixels whose
/// exact Z is within a fifth of a whole number 974 do not come out, 43,593 did not by rounding down; with another count of bits in the sum ten times as many).
/// </remarks>
internal readonly struct DepthPlane
{
    /// <summary>Bits of a sum below the first of its largest summand: 23 and 5.</summary>
    private const long SumBits = 28L << 52;

    /// <summary>The exponent of numbers so small that nothing is below them, which keeps that of a sum of zeros in range.</summary>
    private const long LeastExponent = 512L << 52;

    private const long ExponentMask = 0x7FFL << 52;
    private const long InverseExponent = 2046L << 52;

    /// <summary>The bits of a double that a number of 24 bits has.</summary>
    private const long SingleMask = -1L << 29;

    /// <summary>Of 23 bits.</summary>
    private const long AreaMask = -1L << 30;

    /// <summary>Of 28 bits.</summary>
    private const long ReciprocalMask = -1L << 25;

    private readonly double _x;
    private readonly double _y;
    private readonly double _firstRight;
    private readonly double _firstDown;
    private readonly double _thirdRight;
    private readonly double _thirdDown;
    private readonly double _area;
    private readonly double _reciprocal;
    private readonly double _firstZ;
    private readonly double _secondZ;
    private readonly double _thirdZ;
    private readonly double _firstToSecond;
    private readonly double _firstToThird;
    private readonly double _secondToThird;

    /// <summary>Between vertices, none of which is far away, and not all on a line.</summary>
    /// <param name="a">The first vertex.</param>
    /// <param name="b">The second vertex.</param>
    /// <param name="c">The third vertex.</param>
    public DepthPlane(in RasterVertex a, in RasterVertex b, in RasterVertex c)
    {
        (double ax, double ay) = (Triangle.Snapped(a.X), Triangle.Snapped(a.Y));
        (_x, _y) = (Triangle.Snapped(b.X), Triangle.Snapped(b.Y));
        (double cx, double cy) = (Triangle.Snapped(c.X), Triangle.Snapped(c.Y));
        _area = Triangle.AreaOf(ax, ay, _x, _y, cx, cy);
        double side = Math.Sign(_area);
        _area *= side;
        (_firstRight, _firstDown) = (side * (_y - cy), side * (cx - _x));
        (_thirdRight, _thirdDown) = (side * (ay - _y), side * (_x - ax));
        _reciprocal = Cut(1 / Cut(_area, AreaMask), ReciprocalMask);
        (_firstZ, _secondZ, _thirdZ) = (a.Z, b.Z, c.Z);
        _firstToSecond = Nv2aFloat.Sum(b.Z, -a.Z);
        _firstToThird = Nv2aFloat.Sum(c.Z, -a.Z);
        _secondToThird = Nv2aFloat.Sum(c.Z, -b.Z);
    }

    /// <summary>Z at eight places.</summary>
    /// <param name="x">Pixels.</param>
    /// <param name="y">Pixels.</param>
    public Vector512<double> At(Vector512<double> x, Vector512<double> y)
    {
        (x, y) = (x - Vector512.Create(_x), y - Vector512.Create(_y));
        Vector512<double> first = (x * _firstRight) + (y * _firstDown);
        Vector512<double> third = (x * _thirdRight) + (y * _thirdDown);
        Vector512<double> second = Vector512.Create(_area) - first - third;
        (Vector512<long> exponentA, Vector512<long> exponentB, Vector512<long> exponentC) = (Exponent(first), Exponent(second), Exponent(third));
        Vector512<double> isSecond = (Vector512.GreaterThanOrEqual(exponentB, exponentA) & Vector512.GreaterThanOrEqual(exponentB, exponentC)).AsDouble();
        Vector512<double> isFirst = Vector512.GreaterThanOrEqual(exponentA, exponentC).AsDouble();
        Vector512<double> start = Choose(isSecond, isFirst, _secondZ, _firstZ, _thirdZ);
        Vector512<double> fromFirst = Weight(first) * Choose(isSecond, isFirst, -_firstToSecond, 0, -_firstToThird);
        Vector512<double> fromSecond = Weight(second) * Choose(isSecond, isFirst, 0, _firstToSecond, -_secondToThird);
        Vector512<double> fromThird = Weight(third) * Choose(isSecond, isFirst, _secondToThird, _firstToThird, 0);
        Vector512<long> exponent = Vector512.Max(
            Vector512.Max(Vector512.Max(Exponent(start), Exponent(fromFirst)), Vector512.Max(Exponent(fromSecond), Exponent(fromThird))),
            Vector512.Create(LeastExponent));
        exponent -= Vector512.Create(SumBits);
        (Vector512<double> unit, Vector512<double> units) = (exponent.AsDouble(), (Vector512.Create(InverseExponent) - exponent).AsDouble());
        Vector512<double> sum = Vector512.Truncate(start * units) + Vector512.Truncate(fromFirst * units)
            + Vector512.Truncate(fromSecond * units) + Vector512.Truncate(fromThird * units);
        return CutOff(sum * unit);
    }

    private static double Cut(double number, long mask) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(number) & mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> Weight(Vector512<double> area) => CutOff(CutOff(area) * _reciprocal);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> CutOff(Vector512<double> value) => (value.AsInt64() & Vector512.Create(SingleMask)).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> Exponent(Vector512<double> value) => value.AsInt64() & Vector512.Create(ExponentMask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Choose(Vector512<double> isSecond, Vector512<double> isFirst, double second, double first, double third) =>
        Vector512.ConditionalSelect(isSecond, Vector512.Create(second), Vector512.ConditionalSelect(isFirst, Vector512.Create(first), Vector512.Create(third)));
}
