namespace Xemu.Cpu.X86.Tests;

/// <summary>Instructions that leave two results (FXTRACT, FSINCOS, FPTAN) or set the flags register (FCOMI), against the host.</summary>
public class PairOracleTests
{
    private const int Seed = 0x2E5;
    private const int RandomCases = 60_000;

    private delegate bool PairOperation(ref X87Context c, in Float80 a, out Float80 below, out Float80 top);

    [Fact]
    public void Fxtract_AnyOperand_AgreesWithHost() => Run(
        "FXTRACT", [0xD9, 0xF4], (ref c, in a, out below, out top) => X87Extract.Extract(ref c, a, out below, out top), X87Status.C1, 0);

    [Fact]
    public void Fsincos_AnyOperand_IsNearTheHost() => Run(
        "FSINCOS", [0xD9, 0xFB], (ref c, in a, out below, out top) => X87Trigonometry.SineCosine(ref c, a, out below, out top), 0, 1);

    [Fact]
    public void Fptan_AnyOperand_IsNearTheHost() => Run("FPTAN", [0xD9, 0xF2], TangentAndOne, 0, 1);

    [Theory]
    [InlineData("FCOMI", 0xDB, 0xF1, false)]
    [InlineData("FUCOMI", 0xDB, 0xE9, true)]
    public void CompareToFlags_AnyOperands_AgreesWithHost(string name, byte first, byte second, bool quiet)
    {
        Assert.SkipUnless(ExecutableMemory.IsSupported, "The oracle is the host's own x87.");
        var comparison = new Comparison(name, Seed);
        var operands = new Operands(Seed);
        using var stub = new X87Stub(first, second);

        for (int i = 0; i < RandomCases; i++)
        {
            ushort control = ControlWords.Next(operands);
            (Float80 a, Float80 b) = (operands.NextAny(), operands.NextAny());
            var c = new X87Context(control);
            _ = quiet ? X87Compare.Unordered(ref c, a, b) : X87Compare.Ordered(ref c, a, b);
            ulong flags = stub.Run(X87Image.WithStack(control, a, b), out X87Image after);
            X87Status host = (after.Status & X87Status.Exceptions)
                | ((flags & 0x40) != 0 ? X87Status.C3 : 0) | ((flags & 4) != 0 ? X87Status.C2 : 0) | ((flags & 1) != 0 ? X87Status.C0 : 0);
            comparison.Check(host == c.Status, () => $"cw {control:X4} {a} , {b}: ours {c.Status}, host {host}");
        }

        comparison.Finish();
    }

    private static bool TangentAndOne(ref X87Context c, in Float80 a, out Float80 below, out Float80 top)
    {
        bool write = X87Trigonometry.Tangent(ref c, a, out below);
        top = below.IsNaN ? below : Float80.One;
        return write;
    }

    private static void Run(string name, byte[] code, PairOperation operation, X87Status alsoCompared, int tolerance)
    {
        Assert.SkipUnless(ExecutableMemory.IsSupported, "The oracle is the host's own x87.");
        var comparison = new Comparison(name, Seed);
        var operands = new Operands(Seed);
        using var stub = new X87Stub(code);

        for (int i = 0; i < RandomCases + Operands.Special.Count; i++)
        {
            Float80 a = i < Operands.Special.Count ? Operands.Special[i] : operands.NextAny();
            ushort control = ControlWords.Next(operands);
            var c = new X87Context(control);
            bool two = operation(ref c, a, out Float80 below, out Float80 top) && (c.Status & X87Status.C2) == 0;
            (below, top) = two ? (below, top) : (default, a);
            X87Status expected = ControlWords.WithSummary(control, c.Status);
            stub.Run(X87Image.WithStack(control, a), out X87Image after);

            const X87Status Always = X87Status.Exceptions | X87Status.C2 | X87Status.ErrorSummary | X87Status.Busy;
            X87Status difference = (after.Status ^ expected) & (Always | alsoCompared);
            bool equal = difference == 0
                && after.Top == (two ? 6 : 7)
                && UlpDistance.Between(after.Register(0), top) <= (UInt128)tolerance
                && (!two || UlpDistance.Between(after.Register(1), below) <= (UInt128)tolerance);
            comparison.Check(
                equal,
                () => $"cw {control:X4} {a}: ours {top} {below} {(int)expected:X4}, host {after.Register(0)} {after.Register(1)} {(int)after.Status:X4} [{difference}]");
        }

        comparison.Finish();
    }
}
