using System.Security.Cryptography;
using Iced.Intel;
using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Memory;
using Xemu.Machine;
using Xemu.Testing;

namespace Xemu.Cpu.X86.Tests;

/// <summary>An interpreter with RAM, no devices, and a flat GDT: code at 0x10000, stack below 0x80000.</summary>
internal sealed unsafe class Guest : IDisposable
{
    public const uint Code = 0x1_0000;
    public const uint Gdt = 0x1000;
    public const uint Idt = 0x2000;
    public const uint StackTop = 0x8_0000;
    private const ulong RamBytes = 16 << 20;
    private readonly RamBlock _ram = new("ram", RamBytes);

    public Guest(bool isTranslated = false, TranslatorOptions? options = null)
    {
        Memory.MapRam("ram", 0, _ram, 0, RamBytes);
        Cpu = isTranslated
            ? new X86.Translator(options ?? TestForm.Options, Memory, Ports, new StoppedClock(), NullLogger.Instance)
            : new X86.Interpreter(new CpuOptions(), Memory, Ports, new StoppedClock(), NullLogger.Instance);
    }

    public AddressSpace Memory { get; } = new("memory", 1UL << 32);

    public AddressSpace Ports { get; } = new("ports", 1 << 16);

    public X86.Interpreter Cpu { get; }

    public CpuState* State => Cpu.State;

    /// <summary>Starts 32-bit code in flat protected mode at level 0. Handlers of all 32 exceptions halt with the vector in EBP.</summary>
    public static Guest Flat(Action<Assembler> program, bool isTranslated = false, TranslatorOptions? options = null)
    {
        var guest = new Guest(isTranslated, options);
        guest.Write64(Gdt + 8, 0x00CF_9B00_0000_FFFF);
        guest.Write64(Gdt + 16, 0x00CF_9300_0000_FFFF);
        guest.Assemble(Code, 32, program);
        guest.InstallHandlers();
        guest.Cpu.EnterProtectedMode(Code, [0, 0, 0, 0, StackTop, 0, 0, 0], new BootDescriptors(Gdt, 0xFF, 8, 16));
        guest.State->IdtBase = Idt;
        guest.State->IdtLimit = 0x7FF;
        return guest;
    }

    /// <summary>Starts 16-bit code in real mode at 0:7C00.</summary>
    public static Guest Real(Action<Assembler> program)
    {
        var guest = new Guest();
        guest.Assemble(0x7C00, 16, program);
        SegmentLoad.SetParagraph(guest.State, SegmentLoad.CsNumber, 0);
        guest.State->Eip = 0x7C00;
        guest.State->Gpr[Reg.Esp] = 0x7000;
        return guest;
    }

    /// <summary>Makes this guest's RAM and processor those of another.</summary>
    public void Become(Guest other)
    {
        using (RamLease from = other._ram.Lease(0, (int)RamBytes, RamAccess.Read))
        using (RamLease to = _ram.Lease(0, (int)RamBytes, RamAccess.Write))
        {
            from.Span.CopyTo(to.Span);
        }

        StateBytes.Load(Cpu, StateBytes.Save(other.Cpu));
    }

    /// <summary>The hash of all RAM.</summary>
    public string RamHash()
    {
        using RamLease lease = _ram.Lease(0, (int)RamBytes, RamAccess.Read);
        return Convert.ToHexString(SHA256.HashData(lease.Span));
    }

    public uint Register(int number) => State->Gpr[number];

    /// <summary>Runs to the halt that ends every test program.</summary>
    public CpuExit Run(ulong limit = 1_000_000) => Cpu.Run(Cpu.InstructionCount + limit);

    public byte[] Assemble(uint address, int bits, Action<Assembler> program)
    {
        var assembler = new Assembler(bits);
        program(assembler);
        var stream = new MemoryStream();
        assembler.Assemble(new StreamCodeWriter(stream), address);
        byte[] bytes = stream.ToArray();
        Memory.Write(address, bytes);
        return bytes;
    }

    public void Write32(uint address, uint value) => Memory.WriteValue(address, 4, value);

    public void Write64(uint address, ulong value) => Memory.WriteValue(address, 8, value);

    public uint Read32(uint address) => (uint)Memory.ReadValue(address, 4);

    /// <summary>The error code or EIP that the halting handler saw on top of its stack.</summary>
    public uint StackTopValue(uint index = 0) => Read32(Register(Reg.Esp) + (4 * index));

    public void SetGate(int vector, uint target, ulong type = 0x8E) =>
        Write64(Idt + (8 * (uint)vector), (target & 0xFFFF) | (8u << 16) | (type << 40) | ((ulong)(target >> 16) << 48));

    public void Dispose()
    {
        Cpu.Dispose();
        _ram.Dispose();
    }

    /// <summary>Maps the first 4 MiB to themselves by 4 KiB pages, supervisor and user, writable.</summary>
    public void IdentityPages(uint directory, uint table)
    {
        Write32(directory, table | 7);
        for (uint page = 0; page < 1024; page++)
        {
            Write32(table + (4 * page), (page << 12) | 7);
        }
    }

    private void InstallHandlers()
    {
        for (int vector = 0; vector < 32; vector++)
        {
            uint handler = 0x3000 + (16 * (uint)vector);
            int number = vector;
            Assemble(handler, 32, a =>
            {
                a.mov(AssemblerRegisters.ebp, number);
                a.hlt();
            });
            SetGate(vector, handler);
        }
    }
}
