namespace Xemu.Gpu.Vertices;

/// <summary>One number of each of sixteen vertices, and how it is had.</summary>
/// <param name="Operation">How.</param>
/// <param name="A">First operand: twice a number's place, and 1 more for its negative; or what the operation says.</param>
/// <param name="B">Second operand.</param>
/// <param name="C">Third operand.</param>
/// <param name="D">Fourth operand.</param>
internal readonly record struct LaneInstruction(LaneOperation Operation, int A = 0, int B = 0, int C = 0, int D = 0)
{
    /// <summary>How many of the operands are numbers.</summary>
    public int OperandCount => Operation switch
    {
        LaneOperation.Zero or LaneOperation.One or LaneOperation.Nothing or LaneOperation.Input or LaneOperation.Constant or LaneOperation.Before => 0,
        LaneOperation.Multiply or LaneOperation.Sum2 or LaneOperation.Minimum or LaneOperation.Maximum or LaneOperation.SetLess or LaneOperation.SetGreaterOrEqual => 2,
        LaneOperation.Specular => 3,
        LaneOperation.Sum4 => 4,
        _ => 1,
    };

    /// <summary>An operand.</summary>
    public int Operand(int index) => index switch
    {
        0 => A,
        1 => B,
        2 => C,
        _ => D,
    };

    /// <summary>The same with its numbers in other places.</summary>
    /// <param name="places">Where each number is.</param>
    public LaneInstruction Placed(ReadOnlySpan<int> places)
    {
        int count = OperandCount;
        return new(
            Operation,
            count > 0 ? Place(A, places) : A,
            count > 1 ? Place(B, places) : B,
            count > 2 ? Place(C, places) : C,
            count > 3 ? Place(D, places) : D);
    }

    private static int Place(int operand, ReadOnlySpan<int> places) => (places[operand >> 1] << 1) | (operand & 1);
}
