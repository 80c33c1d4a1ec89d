using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Stores against the host: the bytes written, the status word, and whether the stack was popped.</summary>
public class StoreOracleTests
{
    private const int Seed = 0x570E;
    private const int RandomCases = 100_000;

    private static readonly StoreCase[] Cases =
    [
        new("FST m32", [0xD9, 0x12], (ref c, in a, t) => X87Floats.ToSingle(ref c, a, out uint r) && Put(t, r)),
        new("FST m64", [0xDD, 0x12], (ref c, in a, t) => X87Floats.ToDouble(ref c, a, out ulong r) && Put(t, r)),
        new("FSTP m32", [0xD9, 0x1A], (ref c, in a, t) => X87Floats.ToSingle(ref c, a, out uint r) && Put(t, r), true),
        new("FIST m16", [0xDF, 0x12], (ref c, in a, t) => X87Integers.ToInt16(ref c, a, out short r) && Put(t, r)),
        new("FIST m32", [0xDB, 0x12], (ref c, in a, t) => X87Integers.ToInt32(ref c, a, out int r) && Put(t, r)),
        new("FISTP m64", [0xDF, 0x3A], (ref c, in a, t) => X87Integers.ToInt64(ref c, a, out long r) && Put(t, r), true),
        new("FBSTP", [0xDF, 0x32], StoreBcd, true),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Store_AnyOperand_AgreesWithHost(string name)
    {
        Assert.SkipUnless(ExecutableMemory.IsSupported, "The oracle is the host's own x87.");
        StoreCase test = Cases.Single(c => c.Name == name);
        var comparison = new Comparison(name, Seed);
        var operands = new Operands(Seed);
        using var stub = new X87Stub(test.Code);

        foreach (Float80 a in Operands.Special)
        {
            Compare(test, stub, comparison, ControlWords.Next(operands), a);
        }

        for (int i = 0; i < RandomCases; i++)
        {
            Compare(test, stub, comparison, ControlWords.Next(operands), NextOperand(operands));
        }

        comparison.Finish();
    }

    /// <summary>Also numbers around the smallest and largest of the narrow formats.</summary>
    private static Float80 NextOperand(Operands operands)
    {
        Float80 any = operands.NextAny();
        int edge = operands.Next(8) switch
        {
            0 => 127 - 160,
            1 => 127 - 4,
            2 => -1023 - 60,
            3 => 1023 - 4,
            _ => int.MinValue,
        };
        return edge == int.MinValue ? any : new Float80(
            any.Significand | Float80.IntegerBit,
            (ushort)(any.Sign | (Float80.Bias + edge + operands.Next(64))));
    }

    private static bool Put<T>(Span<byte> target, T value)
        where T : struct
    {
        MemoryMarshal.Write(target, value);
        return true;
    }

    private static bool StoreBcd(ref X87Context c, in Float80 a, Span<byte> target)
    {
        Span<byte> digits = stackalloc byte[X87Bcd.SizeBytes];
        bool write = X87Bcd.Store(ref c, a, digits);
        digits[..(write ? digits.Length : 0)].CopyTo(target);
        return write;
    }

    private static void Compare(StoreCase test, X87Stub stub, Comparison comparison, ushort control, Float80 a)
    {
        byte[] expected = new byte[16];
        byte[] actual = new byte[16];
        var c = new X87Context(control);
        bool write = test.Operation(ref c, a, expected);
        X87Status expectedStatus = ControlWords.WithSummary(control, c.Status);
        int expectedTop = write && test.Pops ? 0 : 7;
        stub.Run(X87Image.WithStack(control, a), out X87Image after, actual);

        const X87Status Compared = ~(X87Status.C0 | X87Status.C2 | X87Status.C3 | X87Status.TopMask);
        X87Status difference = (after.Status ^ expectedStatus) & Compared;
        comparison.Check(
            difference == 0 && after.Top == expectedTop && actual.AsSpan().SequenceEqual(expected),
            () => $"cw {control:X4} {a}: ours {Convert.ToHexString(expected)} {(int)expectedStatus:X4} top {expectedTop}, "
                + $"host {Convert.ToHexString(actual)} {(int)after.Status:X4} [{difference}]");
    }
}
