using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Loads and constants against the host.</summary>
public class LoadOracleTests
{
    private const int Seed = 0x10AD;
    private const int RandomCases = 60_000;

    private static readonly LoadCase[] Cases =
    [
        new("FLD m32", [0xD9, 0x02], 4, (ref c, s, out r) => X87Floats.FromSingle(ref c, BinaryPrimitives.ReadUInt32LittleEndian(s), out r)),
        new("FLD m64", [0xDD, 0x02], 8, (ref c, s, out r) => X87Floats.FromDouble(ref c, BinaryPrimitives.ReadUInt64LittleEndian(s), out r)),
        new("FILD m16", [0xDF, 0x02], 2, (ref _, s, out r) => Push(X87Integers.FromInt64(BinaryPrimitives.ReadInt16LittleEndian(s)), out r)),
        new("FILD m32", [0xDB, 0x02], 4, (ref _, s, out r) => Push(X87Integers.FromInt64(BinaryPrimitives.ReadInt32LittleEndian(s)), out r)),
        new("FILD m64", [0xDF, 0x2A], 8, (ref _, s, out r) => Push(X87Integers.FromInt64(BinaryPrimitives.ReadInt64LittleEndian(s)), out r)),
        new("FBLD", [0xDF, 0x22], 10, (ref _, s, out r) => Push(X87Bcd.Load(s), out r)),
        new("FLD1", [0xD9, 0xE8], 0, (ref _, _, out r) => Push(X87Constants.One, out r)),
        new("FLDL2T", [0xD9, 0xE9], 0, (ref c, _, out r) => Push(X87Constants.Log2Of10(c), out r)),
        new("FLDL2E", [0xD9, 0xEA], 0, (ref c, _, out r) => Push(X87Constants.Log2OfE(c), out r)),
        new("FLDPI", [0xD9, 0xEB], 0, (ref c, _, out r) => Push(X87Constants.Pi(c), out r)),
        new("FLDLG2", [0xD9, 0xEC], 0, (ref c, _, out r) => Push(X87Constants.Log10Of2(c), out r)),
        new("FLDLN2", [0xD9, 0xED], 0, (ref c, _, out r) => Push(X87Constants.LnOf2(c), out r)),
        new("FLDZ", [0xD9, 0xEE], 0, (ref _, _, out r) => Push(X87Constants.Zero, out r)),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_AnyBytes_AgreesWithHost(string name)
    {
        Assert.SkipUnless(ExecutableMemory.IsSupported, "The oracle is the host's own x87.");
        LoadCase test = Cases.Single(c => c.Name == name);
        var comparison = new Comparison(name, Seed);
        var operands = new Operands(Seed);
        using var stub = new X87Stub(test.Code);
        byte[] memory = new byte[16];

        for (int i = 0; i < RandomCases; i++)
        {
            Fill(memory, operands, test.SizeBytes);
            Compare(test, stub, comparison, ControlWords.Next(operands), memory);
        }

        comparison.Finish();
    }

    private static bool Push(Float80 value, out Float80 result)
    {
        result = value;
        return true;
    }

    /// <summary>Random bytes, often with the exponent of a float at an edge; digits for a decimal.</summary>
    private static void Fill(byte[] memory, Operands operands, int sizeBytes)
    {
        ulong bits = operands.Next(4) switch
        {
            0 => (operands.NextBits() & 0x800F_FFFF_807F_FFFF) >> operands.Next(2),
            1 => operands.NextBits() | 0x7FF0_0000_7F80_0000,
            2 => (operands.NextBits() & 0x8000_0000_8000_0000) | (1UL << operands.Next(64)),
            _ => operands.NextBits(),
        };
        MemoryMarshal.Write(memory, bits);
        MemoryMarshal.Write(memory.AsSpan(8), (ushort)operands.NextBits());
        for (int i = 0; i < 9 && sizeBytes == 10; i++)
        {
            memory[i] = (byte)((operands.Next(10) << 4) | operands.Next(10));
        }
    }

    private static void Compare(LoadCase test, X87Stub stub, Comparison comparison, ushort control, byte[] memory)
    {
        var c = new X87Context(control);
        bool write = test.Operation(ref c, memory, out Float80 expected);
        X87Status expectedStatus = ControlWords.WithSummary(control, c.Status) | (write ? X87Status.TopMask : 0);
        stub.Run(X87Image.WithStack(control), out X87Image after, memory);

        const X87Status Compared = ~(X87Status.C0 | X87Status.C2 | X87Status.C3);
        X87Status difference = (after.Status ^ expectedStatus) & Compared;
        comparison.Check(
            difference == 0 && (!write || after.Register(0) == expected),
            () => $"cw {control:X4} {Convert.ToHexString(memory)}: ours {expected} {(int)expectedStatus:X4}, host {after.Register(0)} {(int)after.Status:X4} [{difference}]");
    }
}
