using System.Security.Cryptography;
using Xemu.Abstractions.Cpu;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Repeated string instructions in one go, and the same one iteration at a time.</summary>
public sealed class RepeatedStringTests
{
    [Fact]
    public void InOneGo_EndsAsIterationByIteration()
    {
        var random = new Random(4);
        for (int i = 0; i < 300; i++)
        {
            byte[] code = MoveOrStore(random);
            uint edi = 0x2_0000 + (uint)random.Next(0x3000);
            uint esi = edi + (uint)random.Next(-40, 40);
            bool is16Bit = code[0] == 0x67;
            uint[] registers = [(uint)random.Next(), (uint)random.Next(is16Bit ? 300 : 9000), 0, 0, is16Bit ? (uint)(ushort)esi : esi, is16Bit ? (uint)(ushort)edi : edi];
            bool isDown = random.Next(2) == 0;
            using Guest whole = Make(code, registers, isDown);
            using Guest single = Make(code, registers, isDown);

            whole.Run();
            while (single.Run(1) != CpuExit.Halted)
            {
            }

            Assert.True(Outcome(whole) == Outcome(single), $"{Outcome(whole)} / {Outcome(single)}: {Convert.ToHexString(code)} down {isDown} {string.Join(' ', registers.Select(static r => $"{r:X}"))}");
        }
    }

    private static byte[] MoveOrStore(Random random)
    {
        byte opcode = (byte)(random.Next(2) == 0 ? 0xA4 : 0xAA);
        byte[] instruction = random.Next(3) switch
        {
            0 => [0xF3, opcode],
            1 => [0xF3, (byte)(opcode + 1)],
            _ => [0x66, 0xF3, (byte)(opcode + 1)],
        };
        return random.Next(4) == 0 ? [0x67, .. instruction] : instruction;
    }

    private static Guest Make(byte[] code, uint[] registers, bool isDown)
    {
        Guest guest = Guest.Flat(a =>
        {
            if (isDown)
            {
                a.std();
            }

            a.mov(eax, registers[0]);
            a.mov(ecx, registers[1]);
            a.mov(esi, registers[4]);
            a.mov(edi, registers[5]);
            a.db(code);
            a.hlt();
        });

        byte[] text = new byte[0x8000];
        new Random(1).NextBytes(text);
        guest.Memory.Write(0x2_0000, text);
        guest.Memory.Write(0x4000, text);
        return guest;
    }

    private static string Outcome(Guest guest)
    {
        byte[] memory = new byte[0x4_0000];
        guest.Memory.Read(0, memory);
        string hash = Convert.ToHexString(SHA256.HashData(memory));
        return $"{guest.Register(Reg.Ecx):X} {guest.Register(Reg.Esi):X} {guest.Register(Reg.Edi):X} {guest.Cpu.InstructionCount} {hash}";
    }
}
