namespace Xemu.Gpu.Nv2a;

/// <summary>Class 0x5D: triangles of one colour: upper and left edges belong to them, lower and right ones do not. Source: envytools docs/hw/graph/2d/solid.</summary>
internal sealed class SolidTriangle(PixelContext context) : SolidSource(0x5D, TwoDMethods.SolidTriangle, PixelMethods.Solid, context)
{
    private const uint Triangle = 0x310;
    private const uint LongTriangle = 0x320;
    private const uint EndOfTriangles = 0x338;
    private const uint Mesh = 0x400;
    private const uint LongMesh = 0x480;
    private const uint ColorTriangles = 0x500;
    private const uint ColorMesh = 0x580;
    private const uint EndOfMethods = 0x600;

    /// <summary>The last three corners.</summary>
    private readonly uint[] _corners = new uint[6];

    public override void Reset()
    {
        base.Reset();
        Array.Clear(_corners);
    }

    public override void DescribeState(Xemu.Abstractions.State.IStateVisitor state)
    {
        base.DescribeState(state);
        state.Words("corners", _corners);
    }

    public override void DescribeContext(ContextImage image)
    {
        base.DescribeContext(image);
        image.Words(_corners);
    }

    /// <summary>The method that ends a triangle draws it; each further corner of a mesh does.</summary>
    protected override void AfterWrite(uint method, uint word)
    {
        switch (method)
        {
            case >= Triangle and < Triangle + 12:
                AddShort(word, draws: method == Triangle + 8);
                break;
            case >= LongTriangle and < EndOfTriangles when (method & 4) != 0:
                Add((short)this[method - 4], (short)word, draws: method == EndOfTriangles - 4);
                break;
            case >= Mesh and < LongMesh:
                AddShort(word, draws: true);
                break;
            case >= LongMesh and < ColorTriangles when (method & 4) != 0:
                Add((short)this[method - 4], (short)word, draws: true);
                break;
            case >= ColorTriangles and < ColorMesh when (method & 12) == 0:
            case >= ColorMesh and < EndOfMethods when (method & 4) == 0:
                Color = word;
                break;
            case >= ColorTriangles and < ColorMesh:
                AddShort(word, draws: (method & 12) == 12);
                break;
            case >= ColorMesh and < EndOfMethods:
                AddShort(word, draws: true);
                break;
        }
    }

    private void AddShort(uint point, bool draws) => Add((short)point, (short)(point >> 16), draws);

    private void Add(int x, int y, bool draws)
    {
        _corners.AsSpan(2).CopyTo(_corners);
        _corners[4] = (uint)x;
        _corners[5] = (uint)y;
        if (draws)
        {
            Draw();
        }
    }

    private (long X, long Y) Corner(int index) => ((int)_corners[2 * index], (int)_corners[(2 * index) + 1]);

    private void Draw()
    {
        ((long X, long Y) a, (long X, long Y) b, (long X, long Y) c) = (Corner(0), Corner(1), Corner(2));
        long cross = ((b.X - a.X) * (c.Y - a.Y)) - ((c.X - a.X) * (b.Y - a.Y));
        if (cross == 0)
        {
            return;
        }

        if (cross < 0)
        {
            (b, c) = (c, b);
        }

        long top = Math.Max(Math.Min(a.Y, Math.Min(b.Y, c.Y)), 0);
        long bottom = Math.Min(Math.Max(a.Y, Math.Max(b.Y, c.Y)), MaxSide - 1);
        PixelOperation operation = Current;
        for (long y = top; y <= bottom; y++)
        {
            (long left, long right) = (0, MaxSide - 1);
            Cut(a, b, y, ref left, ref right);
            Cut(b, c, y, ref left, ref right);
            Cut(c, a, y, ref left, ref right);
            DrawSpan(in operation, (int)left, (int)right + 1, (int)y);
        }
    }

    /// <summary>Cuts a row at an edge: what lies right of one that goes up is within, from the edge on, and left of one that goes down, without it.</summary>
    private static void Cut((long X, long Y) from, (long X, long Y) to, long y, ref long left, ref long right)
    {
        long dx = to.X - from.X;
        long dy = to.Y - from.Y;
        long product = dx * (y - from.Y);
        if (dy < 0)
        {
            left = Math.Max(left, from.X + CeilingOf(-product, -dy));
        }
        else if (dy > 0)
        {
            right = Math.Min(right, from.X + CeilingOf(product, dy) - 1);
        }
        else if (product < 0 || (product == 0 && dx < 0))
        {
            right = -1;
        }
    }

    private static long CeilingOf(long value, long divisor) => (value / divisor) + (value % divisor > 0 ? 1 : 0);
}
