using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Boot.Image;

/// <summary>Configuration space: places the console's functions, and lists what there is.</summary>
/// <remarks>
/// Sources: PCI Local Bus Specification 2.2, 3.2.2.3.2; addresses: xboxdevwiki "Memory" and "PCI".
/// Functions 0.1 and 0.2, and bus 1 beyond device 0, are left alone: reading them hangs a console (xboxdevwiki "Porting an Operating System to the Xbox").
/// </remarks>
internal sealed class Pci
{
    private const ushort AddressPort = 0xCF8;
    private const ushort DataPort = 0xCFC;
    private const uint Enable = 0x8000_0000;
    private const ushort Nvidia = 0x10DE;
    private const uint GraphicsId = 0x02A0_10DE;
    private const int Lines = 15;

    private const uint IoMemoryMaster = 7;
    private const uint MemoryMaster = 6;
    private const uint IoMaster = 5;
    private const uint IoOnly = 1;

    private static readonly (uint Class, string Name)[] ClassNames =
    [
        (0x0101, "IDE controller"), (0x0180, "Storage"), (0x0200, "Ethernet"), (0x0300, "VGA graphics"),
        (0x0401, "Audio"), (0x0480, "Audio processor"), (0x0500, "Memory controller"),
        (0x0600, "Host bridge"), (0x0601, "LPC bridge"), (0x0604, "PCI bridge"), (0x0680, "Bridge"),
        (0x0C03, "USB controller"), (0x0C05, "SMBus"),
    ];

    private readonly Firmware _firmware;
    private readonly Routine _read;
    private readonly Routine _printFunction;
    private readonly uint _count;

    public Pci(Firmware firmware)
    {
        _firmware = firmware;
        _read = firmware.NewRoutine("pci-read");
        _printFunction = firmware.NewRoutine("pci-print");
        _count = firmware.Data.Variable();
        HasGraphics = firmware.Data.Variable();
    }

    /// <summary>Variable: 1 if the NV2A is there.</summary>
    public uint HasGraphics { get; }

    /// <summary>Writes BARs, bus numbers, interrupt lines and command registers of the functions that NVIDIA made.</summary>
    public void EmitChipsetSetup()
    {
        Assembler c = _firmware.Code;
        uint[] rows = [.. Settings().SelectMany(static s => new[] { Address(s.Bus, s.Device, s.Function) | s.Register, s.Value })];
        uint table = _firmware.Data.Dwords(rows);
        Label next = c.CreateLabel();
        Label skip = c.CreateLabel();

        c.mov(esi, table);
        c.mov(ecx, rows.Length / 2);
        c.Mark(ref next);
        c.mov(eax, __dword_ptr[esi]);
        c.and(eax, 0xFFFF_FF00u);
        _read.Call();
        c.cmp(ax, Nvidia);
        c.jne(skip);
        c.mov(eax, __dword_ptr[esi]);
        c.mov(dx, AddressPort);
        c.@out(dx, eax);
        c.mov(eax, __dword_ptr[esi + 4]);
        c.mov(dx, DataPort);
        c.@out(dx, eax);
        c.Mark(ref skip);
        c.add(esi, 8);
        c.dec(ecx);
        c.jnz(next);

        c.mov(eax, Address(1, 0, 0));
        _read.Call();
        c.xor(edx, edx);
        c.cmp(eax, GraphicsId);
        c.sete(dl);
        c.mov(__dword_ptr[HasGraphics], edx);
    }

    /// <summary>Prints a line for each function.</summary>
    public void EmitList()
    {
        Assembler c = _firmware.Code;
        Label next = c.CreateLabel();
        Label following = c.CreateLabel();
        Label nextDevice = c.CreateLabel();
        Label check = c.CreateLabel();
        Label done = c.CreateLabel();

        c.mov(ebx, Address(0, 0, 0));
        c.Mark(ref next);
        c.cmp(ebx, Address(0, 0, 1));
        c.je(following);
        c.cmp(ebx, Address(0, 0, 2));
        c.je(following);
        c.mov(eax, ebx);
        _read.Call();
        c.cmp(ax, 0xFFFF);
        c.jne(check);
        c.test(ebx, 0x700);
        c.jz(nextDevice);
        c.jmp(following);

        c.Mark(ref check);
        _printFunction.Call();
        c.test(ebx, 0x700);
        c.jnz(following);

        // Function 0: bit 7 of the header type says whether there are more.
        c.mov(eax, ebx);
        c.mov(al, 0x0C);
        _read.Call();
        c.test(eax, 0x0080_0000);
        c.jz(nextDevice);
        c.Mark(ref following);
        c.add(ebx, 0x100);
        c.jmp(done);
        c.Mark(ref nextDevice);
        c.add(ebx, 0x800);
        c.Mark(ref done);
        c.cmp(ebx, Address(1, 0, 0) + 1);
        c.jb(next);
    }

    public void EmitRoutines()
    {
        Assembler c = _firmware.Code;
        EmitRead(c);
        EmitPrintFunction(c);
    }

    private static uint Address(uint bus, uint device, uint function) => Enable | (bus << 16) | (device << 11) | (function << 8);

    private static IEnumerable<(uint Bus, uint Device, uint Function, uint Register, uint Value)> Settings()
    {
        yield return (0, 0x01, 0, 0x10, 0x8001);
        yield return (0, 0x01, 0, 0x04, 0x000F);
        yield return (0, 0x01, 1, 0x14, 0xC001);
        yield return (0, 0x01, 1, 0x18, 0xC201);
        yield return (0, 0x01, 1, 0x3C, 11);
        yield return (0, 0x01, 1, 0x04, IoOnly);
        yield return (0, 0x02, 0, 0x10, 0xFED0_0000);
        yield return (0, 0x02, 0, 0x3C, 1);
        yield return (0, 0x02, 0, 0x04, MemoryMaster);
        yield return (0, 0x03, 0, 0x10, 0xFED0_8000);
        yield return (0, 0x03, 0, 0x3C, 9);
        yield return (0, 0x03, 0, 0x04, MemoryMaster);
        yield return (0, 0x04, 0, 0x10, 0xFEF0_0000);
        yield return (0, 0x04, 0, 0x14, 0xE001);
        yield return (0, 0x04, 0, 0x3C, 4);
        yield return (0, 0x04, 0, 0x04, IoMemoryMaster);
        yield return (0, 0x05, 0, 0x10, 0xFE80_0000);
        yield return (0, 0x05, 0, 0x3C, 5);
        yield return (0, 0x05, 0, 0x04, MemoryMaster);
        yield return (0, 0x06, 0, 0x10, 0xD001);
        yield return (0, 0x06, 0, 0x14, 0xD201);
        yield return (0, 0x06, 0, 0x18, 0xFEC0_0000);
        yield return (0, 0x06, 0, 0x3C, 6);
        yield return (0, 0x06, 0, 0x04, IoMemoryMaster);
        yield return (0, 0x09, 0, 0x20, 0xFF61);
        yield return (0, 0x09, 0, 0x3C, 14);
        yield return (0, 0x09, 0, 0x04, IoMaster);

        // The bridge to bus 1: bus numbers, then its memory and prefetchable windows.
        yield return (0, 0x1E, 0, 0x18, 0x0001_0100);
        yield return (0, 0x1E, 0, 0x20, 0xFDF0_FD00);
        yield return (0, 0x1E, 0, 0x24, 0xF7F0_F000);
        yield return (0, 0x1E, 0, 0x04, IoMemoryMaster);
        yield return (1, 0x00, 0, 0x10, VideoSetup.Registers);
        yield return (1, 0x00, 0, 0x14, 0xF000_0000);
        yield return (1, 0x00, 0, 0x3C, 3);
        yield return (1, 0x00, 0, 0x04, IoMemoryMaster);
    }

    /// <summary>In: EAX, address. Out: EAX, the 32 bits there.</summary>
    private void EmitRead(Assembler c)
    {
        _read.Begin();
        c.push(edx);
        c.mov(dx, AddressPort);
        c.@out(dx, eax);
        c.mov(dx, DataPort);
        c.@in(eax, dx);
        c.pop(edx);
        c.ret();
    }

    /// <summary>In: EBX, address of a function. Prints its line, while the panel has room.</summary>
    private void EmitPrintFunction(Assembler c)
    {
        uint names = _firmware.Data.Dwords([.. ClassNames.SelectMany(n => new[] { n.Class, _firmware.Data.Text(n.Name) }), uint.MaxValue, _firmware.Data.Text("Other device")]);
        Text text = _firmware.Text;
        Label full = c.CreateLabel();
        Label search = c.CreateLabel();
        Label found = c.CreateLabel();

        _printFunction.Begin();
        c.pushad();
        c.inc(__dword_ptr[_count]);
        c.cmp(__dword_ptr[_count], Lines);
        c.ja(full);
        text.EmitColor(Palette.Dim);
        EmitField(c, 16, 0xFF, 1);
        text.EmitPrint(":");
        EmitField(c, 11, 0x1F, 2);
        text.EmitPrint(".");
        EmitField(c, 8, 0x07, 1);
        text.EmitPrint(" ");

        text.EmitColor(Palette.Value);
        c.mov(eax, ebx);
        _read.Call();
        c.mov(ebp, eax);
        c.mov(cl, 4);
        text.PutHex.Call();
        text.EmitPrint(":");
        c.mov(eax, ebp);
        c.shr(eax, 16);
        text.PutHex.Call();
        text.EmitPrint(" ");

        text.EmitColor(Palette.Label);
        c.mov(eax, ebx);
        c.mov(al, 0x08);
        _read.Call();
        c.shr(eax, 16);
        c.mov(edi, names);
        c.Mark(ref search);
        c.cmp(__dword_ptr[edi], eax);
        c.je(found);
        c.cmp(__dword_ptr[edi], -1);
        c.je(found);
        c.add(edi, 8);
        c.jmp(search);
        c.Mark(ref found);
        c.mov(esi, __dword_ptr[edi + 4]);
        text.PutText.Call();
        text.EmitPrint("\n");
        c.Mark(ref full);
        c.popad();
        c.ret();
    }

    private void EmitField(Assembler c, byte shift, uint mask, byte digits)
    {
        c.mov(eax, ebx);
        c.shr(eax, shift);
        c.and(eax, mask);
        c.mov(cl, digits);
        _firmware.Text.PutHex.Call();
    }
}
