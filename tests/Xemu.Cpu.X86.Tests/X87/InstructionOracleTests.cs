using System.Runtime.InteropServices;
using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Every x87 opcode against the host with random stacks: registers, tags, TOP, control and status word, memory and EFLAGS.</summary>
public class InstructionOracleTests
{
    private const int Seed = 0xD8DF;
    private const int CasesEach = 1_500;

    // Where this host, an AMD part, differs from Intel's manual (SDM vol. 2 under each): FCOMI and relatives clear C1 there,
    // and the host keeps it.
    private static readonly Dictionary<Mnemonic, X87Status> HostDiffers = new()
    {
        [Mnemonic.Fcomi] = X87Status.C1,
        [Mnemonic.Fcomip] = X87Status.C1,
        [Mnemonic.Fucomi] = X87Status.C1,
        [Mnemonic.Fucomip] = X87Status.C1,
    };

    private static readonly Mnemonic[] Transcendental =
    [
        Mnemonic.F2xm1, Mnemonic.Fyl2x, Mnemonic.Fyl2xp1, Mnemonic.Fpatan, Mnemonic.Fsin, Mnemonic.Fcos, Mnemonic.Fsincos, Mnemonic.Fptan,
    ];

    public static TheoryData<int> FirstBytes => [0xD8, 0xD9, 0xDA, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF];

    [Theory]
    [MemberData(nameof(FirstBytes))]
    public void Opcode_RandomStack_AgreesWithHost(int first) => Run($"{first:X2}", SecondBytes().Select(second => new[] { (byte)first, second }));

    [Fact]
    public void EnvironmentWith16BitOperands_RandomStack_AgreesWithHost() =>
        Run("66 D9, 66 DD", [[0x66, 0xD9, 0x22], [0x66, 0xD9, 0x32], [0x66, 0xDD, 0x22], [0x66, 0xDD, 0x32]]);

    private static void Run(string name, IEnumerable<byte[]> codes)
    {
        Assert.SkipUnless(ExecutableMemory.IsSupported, "The oracle is the host's own x87.");
        var failures = new List<string>();
        int opcodes = 0;
        int cases = 0;
        var operands = new Operands(Seed);
        using var machine = new X87Machine();

        foreach (byte[] code in codes)
        {
            Instruction instruction = Decode(code);
            if (!IsComparable(instruction.Code))
            {
                continue;
            }

            opcodes++;
            var comparison = new Comparison($"{Convert.ToHexString(code)} {instruction}", Seed);
            using var stub = new X87Stub(code);
            Op op = X87Machine.Decode(code);
            for (int i = 0; i < CasesEach; i++)
            {
                RunCase(machine, op, stub, instruction.Mnemonic, comparison, operands);
            }

            cases += comparison.Cases;
            if (comparison.Mismatches != 0)
            {
                failures.Add(comparison.Describe());
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {opcodes} opcodes, {cases} cases, seed {Seed}");
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    /// <summary>The memory forms through [EDX], then all register forms.</summary>
    private static IEnumerable<byte> SecondBytes() =>
        Enumerable.Range(0, 8).Select(r => (byte)((r << 3) | 2)).Concat(Enumerable.Range(0xC0, 0x40).Select(b => (byte)b));

    private static Instruction Decode(byte[] code)
    {
        Decoder decoder = Decoder.Create(32, code);
        decoder.Decode(out Instruction instruction);
        return instruction;
    }

    /// <summary>All that the guest has but FNSTSW AX, whose result the stub has no place for.</summary>
    private static bool IsComparable(Code code) => code != Code.INVALID && LegalCodes.IsLegal(code) && code != Code.Fnstsw_AX;

    private static unsafe void RunCase(X87Machine machine, Op op, X87Stub stub, Mnemonic mnemonic, Comparison comparison, Operands operands)
    {
        X87Image before = NextImage(operands);
        byte[] memory = new byte[128];
        NextMemory(operands, memory);
        uint flagsBefore = (uint)operands.NextBits() & Efl.Arithmetic;
        Flags.SetArithmetic(machine.State, flagsBefore);
        byte[] expected = RunOurs(machine, op, before, memory, out X87Image ours, out ulong ourFlags);
        ulong flags = stub.Run(before, out X87Image host, memory, flagsBefore);

        X87Status status = (ours.Status ^ host.Status) & ~Masked(mnemonic, before.Status, host.Status);
        string difference = Compare(mnemonic, ours, host)
            + (status != 0 ? $" status {status}" : "")
            + (memory.AsSpan().SequenceEqual(expected) ? "" : " memory")
            + (IsFlagCompare(mnemonic) && ((flags ^ ourFlags) & Efl.Arithmetic) != 0 ? " eflags" : "");
        comparison.Check(difference.Length == 0, () => $"{difference}\n  from {Describe(before)}\n  ours {Describe(ours)}\n  host {Describe(host)}");
    }

    private static unsafe byte[] RunOurs(X87Machine machine, Op op, in X87Image before, byte[] memory, out X87Image ours, out ulong flags)
    {
        machine.Load(before);
        machine.State->Gpr[Reg.Edx] = X87Machine.PageLinear + 256;
        Span<byte> place = machine.Page.Slice(256, memory.Length);
        memory.CopyTo(place);

        Assert.True(machine.Run(op));
        flags = Flags.GetArithmetic(machine.State);
        ours = machine.Save();
        return place.ToArray();
    }

    /// <summary>Rounding of a transcendental result differs with its last place; C1 then says little. After a stack fault it counts.</summary>
    private static X87Status Masked(Mnemonic mnemonic, X87Status before, X87Status after)
    {
        bool rounded = Transcendental.Contains(mnemonic) && (after & ~before & X87Status.StackFault) == 0;
        return HostDiffers.GetValueOrDefault(mnemonic) | (rounded ? X87Status.C1 : 0);
    }

    private static bool IsFlagCompare(Mnemonic mnemonic) =>
        mnemonic is Mnemonic.Fcomi or Mnemonic.Fcomip or Mnemonic.Fucomi or Mnemonic.Fucomip;

    private static string Compare(Mnemonic mnemonic, in X87Image ours, in X87Image host)
    {
        UInt128 tolerance = Transcendental.Contains(mnemonic) ? 1u : 0u;
        string difference = "";
        for (int i = 0; i < 8; i++)
        {
            difference += UlpDistance.Between(ours.Register(i), host.Register(i)) > tolerance ? $" st{i}" : "";
        }

        difference += (ushort)ours.Control != (ushort)host.Control ? " control" : "";
        return difference + ((ushort)ours.Tags != (ushort)host.Tags ? " tags" : "");
    }

    private static X87Image NextImage(Operands operands)
    {
        ushort control = ControlWords.Next(operands);
        int top = operands.Next(8);
        var image = new X87Image
        {
            Control = 0xFFFF_0000u | control,
            StatusWord = (uint)(top << 11) | ((uint)operands.NextBits() & (uint)X87Status.Conditions)
                | ((uint)operands.NextBits() & control & 0x3F) | ((uint)operands.NextBits() & 0x40),
        };
        int style = operands.Next(4);
        for (int i = 0; i < 8; i++)
        {
            // Mostly a stack with room, sometimes a full or an arbitrary one.
            bool empty = style switch { 0 => operands.Next(2) == 0, 1 => false, _ => i >= 5 };
            image.Tags |= (empty ? 3u : 0) << (2 * ((top + i) & 7));
            image.SetRegister(i, operands.NextAny());
        }

        return image;
    }

    /// <summary>Random bits, or a float, an integer or digits that fit the stack.</summary>
    private static void NextMemory(Operands operands, byte[] memory)
    {
        for (int i = 0; i < memory.Length; i += 8)
        {
            MemoryMarshal.Write(memory.AsSpan(i), operands.NextBits());
        }

        Float80 value = operands.NextAny();
        var c = new X87Context(X87Context.InitialControl);
        switch (operands.Next(4))
        {
            case 0:
                _ = X87Floats.ToSingle(ref c, value, out uint single);
                MemoryMarshal.Write(memory, single);
                break;
            case 1:
                _ = X87Floats.ToDouble(ref c, value, out ulong wide);
                MemoryMarshal.Write(memory, wide);
                break;
            case 2:
                MemoryMarshal.Write(memory, value.Significand);
                MemoryMarshal.Write(memory.AsSpan(8), value.SignExponent);
                break;
            default:
                for (int i = 0; i < 9; i++)
                {
                    memory[i] = (byte)((operands.Next(10) << 4) | operands.Next(10));
                }

                break;
        }
    }

    private static string Describe(in X87Image image)
    {
        string text = $"cw {(ushort)image.Control:X4} sw {(ushort)image.StatusWord:X4} tw {(ushort)image.Tags:X4}";
        for (int i = 0; i < 8; i++)
        {
            text += $" {(image.IsValid(i) ? "" : "-")}{image.Register(i)}";
        }

        return text;
    }
}
