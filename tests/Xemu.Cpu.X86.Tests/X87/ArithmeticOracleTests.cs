namespace Xemu.Cpu.X86.Tests;

/// <summary>Exact operations against the host's own x87, result and status word bit for bit.</summary>
public class ArithmeticOracleTests
{
    private const int Seed = 0x1887;
    private const int RandomCases = 60_000;

    private const X87Status All = X87Status.Exceptions | X87Status.C1 | X87Status.ErrorSummary | X87Status.Busy;
    private const X87Status WithConditions = All | X87Status.Conditions;

    private static readonly HostCase[] Cases =
    [
        new("FADD", [0xD8, 0xC1], X87Add.Add, All),
        new("FSUB", [0xD8, 0xE1], X87Add.Subtract, All),
        new("FSUBR", [0xD8, 0xE9], (ref c, in a, in b, out r) => X87Add.Subtract(ref c, b, a, out r), All),
        new("FMUL", [0xD8, 0xC9], X87Multiply.Multiply, All),
        new("FDIV", [0xD8, 0xF1], X87Divide.Divide, All),
        new("FDIVR", [0xD8, 0xF9], (ref c, in a, in b, out r) => X87Divide.Divide(ref c, b, a, out r), All),
        new("FPREM", [0xD9, 0xF8], X87Remainder.Truncating, WithConditions),
        new("FPREM1", [0xD9, 0xF5], X87Remainder.Nearest, WithConditions),
        new("FSCALE", [0xD9, 0xFD], X87Scale.Scale, All),
        new("FSQRT", [0xD9, 0xFA], (ref c, in a, in _, out r) => X87SquareRoot.SquareRoot(ref c, a, out r), All, true),
        new("FRNDINT", [0xD9, 0xFC], (ref c, in a, in _, out r) => X87RoundToInteger.Round(ref c, a, out r), All, true),
        new("FABS", [0xD9, 0xE1], (ref _, in a, in _, out r) => Keep(a.Abs(), out r), All, true),
        new("FCHS", [0xD9, 0xE0], (ref _, in a, in _, out r) => Keep(a.Negate(), out r), All, true),
        new("FTST", [0xD9, 0xE4], (ref c, in a, in _, out r) => X87Compare.Ordered(ref c, Keep(a, out r) ? a : a, default), WithConditions, true),
        new("FCOM", [0xD8, 0xD1], (ref c, in a, in b, out r) => X87Compare.Ordered(ref c, Keep(a, out r) ? a : a, b), WithConditions),
        new("FUCOM", [0xDD, 0xE1], (ref c, in a, in b, out r) => X87Compare.Unordered(ref c, Keep(a, out r) ? a : a, b), WithConditions),
        new("FXAM", [0xD9, 0xE5], (ref c, in a, in _, out r) => Keep(a, out r) && (c.Status = X87Examine.Examine(a, false)) >= 0, WithConditions, true),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Instruction_AnyOperands_AgreesWithHost(string name)
    {
        Assert.SkipUnless(ExecutableMemory.IsSupported, "The oracle is the host's own x87.");
        HostCase test = Cases.Single(c => c.Name == name);
        var comparison = new Comparison(name, Seed);
        var operands = new Operands(Seed);
        using var stub = new X87Stub(test.Code);

        IReadOnlyList<Float80> second = test.Unary ? [default] : Operands.Special;
        foreach (Float80 a in Operands.Special)
        {
            foreach (Float80 b in second)
            {
                Compare(test, stub, comparison, ControlWords.Next(operands), a, b);
            }
        }

        for (int i = 0; i < RandomCases; i++)
        {
            Compare(test, stub, comparison, ControlWords.Next(operands), operands.NextAny(), operands.NextAny());
        }

        comparison.Finish();
    }

    private static bool Keep(Float80 value, out Float80 result)
    {
        result = value;
        return true;
    }

    private static void Compare(HostCase test, X87Stub stub, Comparison comparison, ushort control, Float80 a, Float80 b)
    {
        var c = new X87Context(control);
        Float80 expected = test.Operation(ref c, a, b, out Float80 result) ? result : a;
        X87Status expectedStatus = ControlWords.WithSummary(control, c.Status);
        stub.Run(X87Image.WithStack(control, a, b), out X87Image after);

        X87Status difference = (after.Status ^ expectedStatus) & test.Compared;
        comparison.Check(
            after.Register(0) == expected && difference == 0,
            () => $"cw {control:X4} {a} , {b}: ours {expected} {(int)expectedStatus:X4}, host {after.Register(0)} {(int)after.Status & 0xC7FF:X4} [{difference}]");
    }
}
