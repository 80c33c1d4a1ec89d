namespace Xemu.Cpu.X86.Tests;

/// <summary>Transcendental functions against the host: special values exactly, others within a unit of the last place.</summary>
public class TranscendentalOracleTests
{
    private const int Seed = 0x7A11;
    private const int RandomCases = 40_000;

    // C1 tells of the rounding, which differs wherever the last place does.
    private const X87Status Compared = X87Status.Exceptions | X87Status.C2 | X87Status.ErrorSummary | X87Status.Busy;

    private static readonly HostCase[] Cases =
    [
        new("F2XM1", [0xD9, 0xF0], (ref c, in a, in _, out r) => X87Exponential.PowerLessOne(ref c, a, out r), Compared, true),
        new("FYL2X", [0xD9, 0xF1], X87Logarithm.TimesLog2, Compared),
        new("FYL2XP1", [0xD9, 0xF9], X87Logarithm.TimesLog2PlusOne, Compared),
        new("FPATAN", [0xD9, 0xF3], X87Arctangent.Arctangent, Compared),
        new("FSIN", [0xD9, 0xFE], (ref c, in a, in _, out r) => X87Trigonometry.Sine(ref c, a, out r), Compared, true),
        new("FCOS", [0xD9, 0xFF], (ref c, in a, in _, out r) => X87Trigonometry.Cosine(ref c, a, out r), Compared, true),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Instruction_AnyOperands_IsNearTheHost(string name)
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

    private static void Compare(HostCase test, X87Stub stub, Comparison comparison, ushort control, Float80 a, Float80 b)
    {
        var c = new X87Context(control);
        bool write = test.Operation(ref c, a, b, out Float80 result);
        Float80 expected = write ? result : a;
        X87Status expectedStatus = ControlWords.WithSummary(control, c.Status);
        stub.Run(X87Image.WithStack(control, a, b), out X87Image after);

        comparison.Near += after.Register(0) == expected ? 0 : 1;
        X87Status difference = (after.Status ^ expectedStatus) & test.Compared;
        comparison.Check(
            UlpDistance.Between(after.Register(0), expected) <= 1 && difference == 0,
            () => $"cw {control:X4} {a} , {b}: ours {expected} {(int)expectedStatus:X4}, host {after.Register(0)} {(int)after.Status & 0xC7FF:X4} [{difference}]");
    }
}
