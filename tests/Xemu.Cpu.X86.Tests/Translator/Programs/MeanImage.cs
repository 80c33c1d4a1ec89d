using System.Buffers.Binary;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>The RAM that a program starts with.</summary>
internal static class MeanImage
{
    private static readonly byte[] Template = MakeTemplate();

    /// <summary>What the ROM holds.</summary>
    public static byte[] Rom { get; } = Noise(3, (int)MeanLayout.RomBytes);

    public static void Fill(MeanProgram program, byte[] ram)
    {
        Template.CopyTo(ram, 0);
        byte[] code = program.Code;
        for (int i = 0; i < code.Length; i++)
        {
            ram[CodeOffset(program, (uint)i)] = code[i];
        }

        foreach ((uint address, uint value) in program.Tables)
        {
            Put(ram, address, value);
        }

        Put(ram, MeanLayout.LogPointer, MeanLayout.Log);
        Put(ram, MeanLayout.Bias, 0u - program.Start);
        Put(ram, MeanLayout.CodeStart, program.Start);
        Put(ram, MeanLayout.CodeLength, (uint)code.Length);
    }

    /// <summary>Where a byte of the program lies.</summary>
    public static uint CodeOffset(MeanProgram program, uint index)
    {
        uint linear = program.Start + index;
        return linear >= MeanLayout.Top ? MeanLayout.Code + 0x2000 + (linear - MeanLayout.Top)
            : linear >= MeanLayout.Alias ? linear - MeanLayout.Alias
            : linear;
    }

    private static byte[] MakeTemplate()
    {
        byte[] ram = new byte[MeanLayout.RamBytes];
        Noise(1, (int)MeanLayout.DataBytes).CopyTo(ram, (int)MeanLayout.Data);
        Noise(2, (int)MeanLayout.StackBytes).CopyTo(ram, (int)MeanLayout.Stack);
        for (int i = 0; i < MeanLayout.StubCount; i++)
        {
            ((ReadOnlySpan<byte>)[0x05, 1, 2, 3, 4, 0xC3]).CopyTo(ram.AsSpan((int)MeanLayout.Stubs + (i << 12)));
        }

        for (int i = 0; i < MeanLayout.CounterCount; i++)
        {
            Put(ram, MeanLayout.Counters + (4 * (uint)i), 15 + (8 * (uint)i));
        }

        Tables(ram);
        for (int i = 0; i < MeanLayout.Descriptors.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(ram.AsSpan((int)MeanLayout.Gdt + 8 + (8 * i)), MeanLayout.Descriptors[i]);
        }

        Put(ram, MeanLayout.Tss + 4, MeanLayout.KernelStackTop);
        Put(ram, MeanLayout.Tss + 8, 0x10);
        Put(ram, MeanLayout.Tss + 0x64, 0xFFFF_0000);
        uint common = MeanLayout.Handlers + 0x1000 - 0x200;
        for (int vector = 0; vector < 256; vector++)
        {
            // Each stub ends in the same code; of vectors that are not used, one stands for all.
            int stub = vector < 32 ? vector : vector == MeanLayout.InterruptVector ? 32 : vector == MeanLayout.CallVector ? 33 : 34;
            uint address = MeanLayout.Handlers + (16 * (uint)stub);
            bool hasError = vector is 8 or 10 or 11 or 12 or 13 or 14 or 17;
            Assemble(ram, address, a =>
            {
                if (!hasError)
                {
                    a.push(0);
                }

                a.push(vector < 32 ? vector : 100);
                a.jmp(common);
            });
            uint level = vector is 3 or 4 or MeanLayout.CallVector ? 0xEE00u : 0x8E00u;
            Put(ram, MeanLayout.Idt + (8 * (uint)vector), (8u << 16) | (address & 0xFFFF));
            Put(ram, MeanLayout.Idt + (8 * (uint)vector) + 4, (address & 0xFFFF_0000) | level);
        }

        Assemble(ram, common, Common);
        return ram;
    }

    private static void Tables(byte[] ram)
    {
        Put(ram, MeanLayout.Directory, MeanLayout.LowTable | 7);
        Put(ram, MeanLayout.Directory + (4 * (MeanLayout.Alias >> 22)), MeanLayout.AliasTable | 7);
        Put(ram, MeanLayout.Directory + (4 * (MeanLayout.Window >> 22)), MeanLayout.WindowTable | 7);
        Put(ram, MeanLayout.Directory + (4 * (MeanLayout.Top >> 22)), MeanLayout.TopTable | 7);
        for (uint page = 0; page < MeanLayout.RamBytes >> 12; page++)
        {
            // Strays do not reach the tables where they lie; a program that means it goes by the window.
            bool isTable = page is >= 4 and <= 7 or 0xE;
            Put(ram, MeanLayout.LowTable + (4 * page), (page << 12) | (isTable ? 1u : page is > 0 and < 16 ? 3u : 7u));
            Put(ram, MeanLayout.AliasTable + (4 * page), (page << 12) | (page < 16 ? 1u : 7u));
        }

        foreach (uint address in new[] { MeanLayout.Device, MeanLayout.Rom })
        {
            Put(ram, MeanLayout.LowTable + (address >> 10), address | 7);
            Put(ram, MeanLayout.LowTable + (address >> 10) + 4, (address + 0x1000) | 7);
        }

        for (uint page = 0; page < 4; page++)
        {
            Put(ram, MeanLayout.WindowTable + (4 * page), (MeanLayout.Directory + (page << 12)) | 3);
        }

        Put(ram, MeanLayout.TopTable + (4 * 0x3FE), (MeanLayout.Code + 0x2000) | 7);
        Put(ram, MeanLayout.TopTable + (4 * 0x3FF), (MeanLayout.Code + 0x3000) | 7);
    }

    /// <summary>Logs vector, error code, EIP, CS, EFLAGS, CR2 and DR6; faults go on at the next slot, traps where they are.</summary>
    private static void Common(Assembler a)
    {
        const int Frame = 40;
        Label trap = a.CreateLabel();
        Label leave = a.CreateLabel();
        Label set = a.CreateLabel();
        Label odd = a.CreateLabel();
        Label wrapped = a.CreateLabel();
        a.pushad();
        a.push(ds);
        a.push(es);
        a.mov(ax, 0x10);
        a.mov(ds, ax);
        a.mov(es, ax);
        a.mov(edi, __dword_ptr[MeanLayout.LogPointer]);
        for (int i = 0; i < 5; i++)
        {
            a.mov(eax, __dword_ptr[esp + Frame + (4 * i)]);
            a.mov(__dword_ptr[edi + (4 * i)], eax);
        }

        a.mov(eax, cr2);
        a.mov(__dword_ptr[edi + 20], eax);
        a.mov(eax, dr6);
        a.mov(__dword_ptr[edi + 24], eax);
        a.add(edi, 32);
        a.and(edi, 0xFE0);
        a.or(edi, (int)MeanLayout.Log);
        a.mov(__dword_ptr[MeanLayout.LogPointer], edi);
        a.inc(__dword_ptr[MeanLayout.Faults]);
        a.fnclex();
        a.clts();
        a.mov(eax, __dword_ptr[esp + Frame]);
        a.cmp(eax, 1);
        a.je(trap);
        foreach (int vector in new[] { 2, 3, 4, 100 })
        {
            a.cmp(eax, vector);
            a.je(leave);
        }

        a.mov(eax, __dword_ptr[esp + Frame + 8]);
        a.mov(ecx, __dword_ptr[MeanLayout.Bias]);
        a.add(eax, ecx);
        a.and(eax, -MeanLayout.SlotBytes);
        a.add(eax, MeanLayout.SlotBytes);
        a.sub(eax, ecx);
        a.mov(ebx, __dword_ptr[esp + Frame + 12]);
        a.and(ebx, 0xFFFC);
        a.cmp(ebx, 8);
        Label flat = a.CreateLabel();
        a.je(flat);
        a.cmp(ebx, 0x18);
        a.jne(odd);
        a.Label(ref flat);
        a.mov(edx, eax);
        a.sub(edx, __dword_ptr[MeanLayout.CodeStart]);
        a.cmp(edx, __dword_ptr[MeanLayout.CodeLength]);
        a.jb(set);
        a.mov(edx, __dword_ptr[MeanLayout.Next]);
        a.add(edx, 3 * MeanLayout.SlotBytes);
        a.cmp(edx, __dword_ptr[MeanLayout.CodeLength]);
        a.jb(wrapped);
        a.xor(edx, edx);
        a.Label(ref wrapped);
        a.mov(__dword_ptr[MeanLayout.Next], edx);
        a.mov(eax, __dword_ptr[MeanLayout.CodeStart]);
        a.add(eax, edx);
        a.jmp(set);
        a.Label(ref odd);
        a.and(eax, 0x7FF);
        a.Label(ref set);
        a.mov(__dword_ptr[esp + Frame + 8], eax);
        a.jmp(leave);
        a.Label(ref trap);
        a.test(__byte_ptr[MeanLayout.Faults], 7);
        a.jne(leave);
        a.and(__dword_ptr[esp + Frame + 16], ~0x100);
        a.Label(ref leave);
        a.pop(es);
        a.pop(ds);
        a.popad();
        a.add(esp, 8);
        a.iretd();
    }

    private static void Assemble(byte[] ram, uint address, Action<Assembler> program)
    {
        var assembler = new Assembler(32);
        program(assembler);
        using var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), address);
        stream.ToArray().CopyTo(ram, (int)address);
    }

    private static void Put(byte[] ram, uint address, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(ram.AsSpan((int)address), value);

    private static byte[] Noise(int seed, int count)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
