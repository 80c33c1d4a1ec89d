using System.Buffers.Binary;
using Iced.Intel;
using Xemu.Abstractions.Cpu;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Transcendental instructions of emitted code, which call functions, beside interpreted ones: results, flags, condition codes and stack.</summary>
public sealed unsafe class FunctionEngineTests
{
    private const uint Data = 0x20_0000;
    private const uint Results = 0x30_0000;
    private const int Operands = 1024;
    private const uint OperandBytes = 48;
    private const uint ResultBytes = 128;

    /// <summary>F2XM1 to FCOS, the second byte of each.</summary>
    private static readonly byte[] Opcodes = [0xF0, 0xF1, 0xF2, 0xF3, 0xF9, 0xFB, 0xFE, 0xFF];
    private static readonly int[] Depths = [0, 1, 2, 4, 7, 8];

    /// <summary>An instruction, and how many numbers are on the stack before it.</summary>
    public static TheoryData<byte, int> Cases => [.. from opcode in Opcodes from depth in Depths select (opcode, depth)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Function_OfAnyOperands_LeavesTheSameUnit(byte opcode, int depth)
    {
        using Guest expected = Make(opcode, depth, isTranslated: false);
        using Guest actual = Make(opcode, depth, isTranslated: true);
        CpuExit exit = CpuExit.CountReached;
        while (exit == CpuExit.CountReached)
        {
            exit = expected.Run(4999);
            Assert.Equal(exit, actual.Run(4999));
            Assert.Equal(expected.Cpu.InstructionCount, actual.Cpu.InstructionCount);
            Assert.Equal(Registers(expected), Registers(actual));
        }

        Assert.Equal(CpuExit.Halted, exit);
        Assert.Equal(expected.RamHash(), actual.RamHash());
    }

    [Fact]
    public void Functions_OfOrdinaryNumbers_AreSeldomInterpreted()
    {
        using Guest guest = Guest.Flat(
            static a =>
            {
                Label loop = a.CreateLabel();
                a.mov(ecx, 10_000);
                a.fninit();
                a.fld1();
                a.fldpi();
                a.Label(ref loop);
                a.fadd(st0, st1);
                a.fld(st0);
                a.fsin();
                a.fld(st0);
                a.f2xm1();
                a.fsincos();
                a.fpatan();
                a.fabs();
                a.fyl2x();
                a.fstp(__tbyte_ptr[Results]);
                a.dec(ecx);
                a.jnz(loop);
                a.hlt();
            },
            isTranslated: true);

        Assert.Equal(CpuExit.Halted, guest.Run(1_000_000));

        // 50,000 functions; what is declined, for one, goes that way.
        var cpu = (X86.Translator)guest.Cpu;
        Assert.True(cpu.BlocksTranslated > 0);
        Assert.True(cpu.Interpretations + cpu.Faults < 1000, $"{cpu.Interpretations} interpreted, {cpu.Faults} faults");
    }

    /// <summary>As floor() and its like do it: the environment stored, another rounding, the environment loaded again.</summary>
    [Theory]
    [InlineData(1_000_000ul)]
    [InlineData(757ul)]
    public void Environment_StoredAndLoaded_IsTheSameUnit(ulong stop)
    {
        using Guest expected = MakeRounding(isTranslated: false);
        using Guest actual = MakeRounding(isTranslated: true);
        CpuExit exit = CpuExit.CountReached;
        while (exit == CpuExit.CountReached)
        {
            exit = expected.Run(stop);
            Assert.Equal(exit, actual.Run(stop));
            Assert.Equal(Registers(expected), Registers(actual));
        }

        Assert.Equal(CpuExit.Halted, exit);
        Assert.Equal(expected.RamHash(), actual.RamHash());
        Assert.True(stop < 1000 || ((X86.Translator)actual.Cpu).Interpretations < 1000);
    }

    private static Guest MakeRounding(bool isTranslated)
    {
        Guest guest = Guest.Flat(
            static a =>
            {
                Label loop = a.CreateLabel();
                a.mov(ecx, Operands);
                a.mov(esi, Data);
                a.mov(edi, Results);
                a.fninit();
                a.Label(ref loop);
                a.fld(__tbyte_ptr[esi]);
                a.sub(esp, 32);
                a.fadd(__dword_ptr[esi + 16]);
                a.cmp(ecx, 77);
                a.fnstenv(__[esp + 4]);
                a.fldcw(__word_ptr[Data + 32]);
                a.frndint();
                a.fld(__qword_ptr[esi + 8]);
                a.lea(esi, __[esi + OperandBytes]);
                a.fstp(st1);
                a.fnstenv(__[edi]);
                a.fldenv(__[esp + 4]);
                a.adc(eax, __dword_ptr[esp + 12]);
                a.add(esp, 32);
                a.fstp(__tbyte_ptr[edi + 32]);
                a.fnstenv(__[edi + 64]);
                a.add(edi, ResultBytes);
                a.dec(ecx);
                a.jnz(loop);
                a.hlt();
            },
            isTranslated);
        guest.Memory.Write(Data, MakeOperands(new Random(5)));
        return guest;
    }

    private static Guest Make(byte opcode, int depth, bool isTranslated)
    {
        Guest guest = Guest.Flat(a => Emit(a, opcode, depth), isTranslated);
        guest.Memory.Write(Data, MakeOperands(new Random(opcode)));
        return guest;
    }

    /// <summary>
    /// Each operand twice: by a fresh unit, and with flags as they have become. XMM registers, flags and general registers are live over the instruction, and the
    /// stack pointer has moved.
    /// </summary>
    private static void Emit(Assembler a, byte opcode, int depth)
    {
        Label loop = a.CreateLabel();
        Label kept = a.CreateLabel();
        a.mov(edx, 2);
        a.xor(ecx, ecx);
        a.mov(esi, Data);
        a.mov(edi, Results);
        a.Label(ref loop);
        a.cmp(edx, 1);
        a.je(kept);
        a.fninit();
        a.Label(ref kept);
        a.emms();
        a.fldcw(__word_ptr[esi + 32]);
        for (int i = 0; i < depth; i++)
        {
            // The condition codes are those of an FXAM or a comparison.
            a.fld(__tbyte_ptr[esi + (i == depth - 2 ? 16 : 0)]);
        }

        EmitConditions(a);
        a.movups(xmm3, __xmmword_ptr[esi]);
        a.push(edi);
        a.add(eax, ecx);
        a.db([0xD9, opcode]);
        a.adc(eax, __dword_ptr[esi]);
        a.pop(edi);
        a.movups(__xmmword_ptr[edi + 112], xmm3);
        a.fnstsw(__word_ptr[edi + 110]);
        a.fnsave(__[edi]);
        a.frstor(__[edi]);
        a.add(esi, OperandBytes);
        a.add(edi, ResultBytes);
        a.inc(ecx);
        a.cmp(ecx, Operands);
        a.jne(loop);
        a.xor(ecx, ecx);
        a.mov(esi, Data);
        a.dec(edx);
        a.jnz(loop);
        a.hlt();
    }

    /// <summary>By what the operand says: nothing, an FXAM, or a comparison with a number of its own.</summary>
    private static void EmitConditions(Assembler a)
    {
        Label other = a.CreateLabel();
        Label done = a.CreateLabel();
        a.cmp(__word_ptr[esi + 34], 1);
        a.jb(done);
        a.ja(other);
        a.fxam();
        a.jmp(done);
        a.Label(ref other);
        a.fucom(st0, st1);
        a.Label(ref done);
    }

    private static byte[] MakeOperands(Random random)
    {
        byte[] data = new byte[Operands * OperandBytes];
        for (int i = 0; i < Operands; i++)
        {
            Span<byte> place = data.AsSpan(i * (int)OperandBytes, (int)OperandBytes);
            WriteNumber(random, place);
            WriteNumber(random, place[16..]);
            int precision = random.Next(6) switch { 0 => 0, 1 => 2, _ => 3 };
            int rounding = random.Next(2) == 0 ? 0 : random.Next(4);
            BinaryPrimitives.WriteUInt16LittleEndian(place[32..], (ushort)(0x3F | (precision << 8) | (rounding << 10)));
            BinaryPrimitives.WriteUInt16LittleEndian(place[34..], (ushort)random.Next(3));
        }

        return data;
    }

    /// <summary>Mostly normal numbers around one, doubles among them; now and then any exponent, or any class.</summary>
    private static void WriteNumber(Random random, Span<byte> place)
    {
        ulong significand = (1UL << 63) | (ulong)random.NextInt64();
        int exponent = 0x3FFF + random.Next(-9, 4);
        switch (random.Next(12))
        {
            case 0:
                significand = random.Next(5) switch { 0 => 0, 1 => 1UL << 63, 2 => 3UL << 62, 3 => 0xA000_0000_0000_0001, _ => 1234 };
                exponent = random.Next(4) switch { 0 => 0x7FFF, 1 => 0x3FFF, _ => 0 };
                break;
            case 1:
                exponent = random.Next(1, 0x7FFF);
                break;
            case 2:
                exponent = 0x3FFF + random.Next(-70, 70);
                break;
            case < 6:
                significand &= 0xFFFF_FFFF_FFFF_F800;
                break;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(place, significand);
        BinaryPrimitives.WriteUInt16LittleEndian(place[8..], (ushort)(exponent | (random.Next(3) == 0 ? 0x8000 : 0)));
    }

    private static string[] Registers(Guest guest) => [.. guest.Cpu.Registers.Select(static register => $"{register.Name}={register.Value:X}")];
}
