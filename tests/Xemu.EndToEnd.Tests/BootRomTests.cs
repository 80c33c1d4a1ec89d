using Iced.Intel;
using Xemu.Abstractions;
using Xemu.Machine;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.EndToEnd.Tests;

/// <summary>Flash images that start from a boot ROM, on the console's machine, under both engines.</summary>
/// <remarks>XEMU_MUTATIONS sets how many images of random x-codes are tried, 6 without it.</remarks>
public sealed class BootRomTests : IDisposable
{
    private const uint LoaderInFlash = 0xFFFF_9E00;
    private const uint LoaderInRam = 0x9_0000;
    private const uint Marker = 0x2_0000;
    private const string Open = "components.flash.boot-rom=open";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xemu-end-to-end-");

    public static TheoryData<string> Engines => ["x86.interpreter", "x86.translator"];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Engines))]
    public void OpenRom_EveryXCode_DoesWhatItSays(string engine)
    {
        XCodeImage image = new XCodeImage()
            .Code(0x03, 0x1000, 0x1111_2222).Code(0x02, 0xF000_1000).StoreResult(0x1010)
            .Code(0x06, 0x0000_FFFF, 0xABCD_0000).StoreResult(0x1014)
            .Code(0x05, 0x8000_0000).StoreResult(0x1018)
            .Code(0x04, 0x8000_0880, 0x0000_0102).Code(0x05, 0x8000_0880).StoreResult(0x101C)
            .Code(0x11, 0x70, 0x3F).Code(0x11, 0x71, 0x5A).Code(0x12, 0x71).StoreResult(0x1020)
            .Code(0x10, 0, 0x77).Code(0x10, 0xF0, 0x05).StoreResult(0x1024)
            .Code(0x55, 1, 2)
            .Code(0x08, 0x75, 9).Code(0x03, 0x1028, 1).Code(0x08, 0x74, 9).Code(0x03, 0x102C, 2)
            .Code(0x09, 0, 9).Code(0x03, 0x1030, 3)
            .Code(0xEE);
        PlaceLoader(image, static c => c.mov(__dword_ptr[Marker], 0x600D));

        using BuiltMachine built = Run(image, engine, Open);

        uint[] expected = [0x1111_2222, 0xABCD_2222, 0x02A5_10DE, 0x0000_0100, 0x5A, 0x75, 1, 0, 0];
        Assert.Equal(expected, Enumerable.Range(0, 9).Select(i => Read(built, 0x1010 + (4 * (uint)i))));
        Assert.Equal(0x600Du, Read(built, Marker));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void OpenRom_LoaderInTheClear_RunsFromRamWithTheRomHidden(string engine)
    {
        XCodeImage image = new XCodeImage(1 << 20, fill: 0xF1).Code(0x02).Code(0xEE);
        PlaceLoader(image, static c =>
        {
            c.mov(eax, __dword_ptr[0xFFFF_FE00]);
            c.mov(__dword_ptr[Marker], eax);
            c.mov(__dword_ptr[Marker + 4], esp);
        });

        using BuiltMachine built = Run(image, engine);

        Assert.Equal(0xF1F1_F1F1u, Read(built, Marker));
        Assert.InRange(Read(built, Marker + 4), 0x8_0000u, LoaderInRam);
        Assert.Equal(LoaderInRam + 0x10, Read(built, LoaderInRam));
    }

    // The end of Cromwell's x-codes: a jump to a fixed place of the flash, stored where EIP wraps to.
    [Theory]
    [MemberData(nameof(Engines))]
    public void OpenRom_ProgramLeftAtAddress0_IsEntered(string engine)
    {
        XCodeImage image = new XCodeImage().Code(0x03, 0, 0xFC10_00B8).Code(0x03, 4, 0x90E0_FFFF).Code(0xEE, 0x806);
        image.Place(0xFFFC_1000, XCodeImage.Assemble(32, 0xFFFC_1000, static c =>
        {
            c.mov(__dword_ptr[Marker], 0x600D);
            Halt(c);
        }));

        using BuiltMachine built = Run(image, engine);

        Assert.Equal(0x600Du, Read(built, Marker));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void OpenRom_NoWayOn_Halts(string engine)
    {
        XCodeImage image = new XCodeImage().Code(0x03, Marker, 5).Code(0xEE);

        using BuiltMachine built = Run(image, engine);

        Assert.Equal(5u, Read(built, Marker));
        Assert.Equal(0xFAu, Read(built, 0xFFFF_FF90) & 0xFF);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void OpenRom_EndlessJump_LoopsInTheGuest(string engine)
    {
        XCodeImage image = new XCodeImage().Code(0x03, Marker, 5).Code(0x09, 0, unchecked((uint)-9));

        using BuiltMachine built = Run(image, engine, Open);

        Assert.Equal(5u, Read(built, Marker));
        Assert.Equal(2_000_000ul, built.Machine.Cpu!.InstructionCount);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void OpenRom_RandomXCodes_NeverHurtTheHost(string engine)
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("XEMU_MUTATIONS"), out int wanted) ? wanted : 6;
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);

        for (int i = 0; i < count; i++)
        {
            using BuiltMachine built = Run(RandomImage(random), engine, Open);
            Assert.InRange(built.Machine.Cpu!.InstructionCount, 1ul, 2_000_000ul);
        }
    }

    // The user's ROM hides itself by an instruction in its middle; the next one is the flash's.
    [Theory]
    [MemberData(nameof(Engines))]
    public void UserRom_HidesItself_GoesOnInTheFlashAndAResetStartsItAgain(string engine)
    {
        byte[] rom = new byte[512];
        byte[] code = XCodeImage.Assemble(16, 0xFE00, HideAndMark);
        code.CopyTo(rom, 0);
        XCodeImage.Assemble(16, 0xFFF0, static c => c.jmp(0xFE00)).CopyTo(rom, 0x1F0);
        string romFile = Path.Combine(_folder.FullName, "rom.bin");
        File.WriteAllBytes(romFile, rom);
        XCodeImage image = new XCodeImage().Place(0xFFFF_FE00, code);
        image.Bytes[^(512 - code.Length + 4)] = 2;

        using BuiltMachine built = Run(image, engine, $"components.flash.mcpx={romFile}");
        uint first = Read(built, 0x1000);
        uint hidden = Read(built, 0xFFFF_FFF0);
        built.Machine.Reset(ResetKind.Cold);
        uint again = Read(built, 0xFFFF_FFF0);

        Assert.Equal(2, image.Bytes[^(512 - code.Length + 4)]);
        Assert.Equal(2u, first & 0xFF);
        Assert.Equal(0u, hidden);
        Assert.NotEqual(0u, again);
    }

    // The console's own ROM ends with that instruction in its last byte: EIP goes on at 0, where Cromwell's x-codes have left a program.
    [Theory]
    [MemberData(nameof(Engines))]
    public void UserRom_HidesItselfWithItsLastByte_GoesOnAtAddress0(string engine)
    {
        const uint Table = 0xFFFF_FFD8;
        byte[] rom = new byte[512];
        byte[] program = XCodeImage.Assemble(32, 0, static c =>
        {
            c.mov(eax, __dword_ptr[0xFFFF_FFFC]);
            c.mov(__dword_ptr[Marker], eax);
            Halt(c);
        });
        XCodeImage.Assemble(16, 0xFE00, c => EnterProtectedMode(c, program)).CopyTo(rom, 0);
        XCodeImage.Assemble(32, 0xFFFF_FF00, HideAtTheEnd).CopyTo(rom, 0x100);
        BitConverter.GetBytes(0x00CF_9B00_0000_FFFFul).CopyTo(rom, 0x1E0);
        BitConverter.GetBytes(0x00CF_9300_0000_FFFFul).CopyTo(rom, 0x1E8);
        XCodeImage.Assemble(16, 0xFFF0, static c => c.jmp(0xFE00)).CopyTo(rom, 0x1F0);
        BitConverter.GetBytes((ushort)0x17).CopyTo(rom, 0x1F4);
        BitConverter.GetBytes(Table).CopyTo(rom, 0x1F6);
        rom[^1] = 0xEE;
        string romFile = Path.Combine(_folder.FullName, "rom.bin");
        File.WriteAllBytes(romFile, rom);

        using BuiltMachine built = Run(new XCodeImage(fill: 0x5C), engine, $"components.flash.mcpx={romFile}");

        Assert.Equal(0x5C5C_5C5Cu, Read(built, Marker));
    }

    /// <summary>Real mode: leaves a program at address 0 and goes to 0xFFFFFF00 in 32-bit mode, by the table that 0xFFFFFFF4 points to.</summary>
    private static void EnterProtectedMode(Assembler c, byte[] program)
    {
        c.xor(ax, ax);
        c.mov(ds, ax);
        for (int i = 0; i < program.Length; i++)
        {
            c.mov(__byte_ptr[i], program[i]);
        }

        c.AddInstruction(Instruction.Create(Code.Lgdt_m1632, new MemoryOperand(Register.None, Register.None, 1, 0xFFF4, 2, false, Register.CS)));
        c.mov(eax, cr0);
        c.or(al, 1);
        c.mov(cr0, eax);
        c.AddInstruction(Instruction.CreateBranch(Code.Jmp_ptr1632, 0x08, 0xFFFF_FF00));
    }

    private static void HideAtTheEnd(Assembler c)
    {
        c.mov(eax, 0x10);
        c.mov(ds, ax);
        c.mov(eax, 0x8000_0880u);
        c.mov(edx, 0xCF8);
        c.@out(dx, eax);
        c.mov(al, 2);
        c.mov(dl, unchecked((sbyte)0xFC));
        c.jmp(0xFFFF_FFFF);
    }

    /// <summary>Real mode: hides the ROM, then stores a byte that the flash has another value of: the fourth from the end.</summary>
    private static void HideAndMark(Assembler c)
    {
        c.xor(ax, ax);
        c.mov(ds, ax);
        c.mov(eax, 0x8000_0880u);
        c.mov(dx, 0xCF8);
        c.@out(dx, eax);
        c.mov(al, 2);
        c.mov(dl, unchecked((sbyte)0xFC));
        c.@out(dx, al);
        c.mov(__byte_ptr[0x1000], 1);
        Halt(c);
    }

    private static void Halt(Assembler c)
    {
        Label halt = c.CreateLabel();
        c.Label(ref halt);
        c.hlt();
        c.jmp(halt);
    }

    private static void PlaceLoader(XCodeImage image, Action<Assembler> body)
    {
        const uint Entry = LoaderInRam + 0x10;
        image.Place(LoaderInFlash, BitConverter.GetBytes(Entry));
        image.Place(LoaderInFlash + 0x10, XCodeImage.Assemble(32, Entry, c =>
        {
            body(c);
            Halt(c);
        }));
    }

    /// <summary>X-codes of which most are known and reach devices, then a loader of random bytes.</summary>
    private static XCodeImage RandomImage(Random random)
    {
        byte[] opcodes = [0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x10, 0x11, 0x12, 0x13];
        uint[] places = [0x8000_0000, 0x8001_0000, 0xFD00_0000, 0xFED0_0000, 0xFEF0_0000, 0x0F00_0000, 0xFFFF_FE00, 0xC000, 0x8000, 0];
        var image = new XCodeImage();
        for (int i = 0; i < 4000; i++)
        {
            uint first = places[random.Next(places.Length)] + (uint)random.Next(0x2000);
            byte opcode = opcodes[random.Next(opcodes.Length)];
            uint second = opcode is 0x08 or 0x09 ? 9 * (uint)random.Next(-3, 20) : (uint)random.NextInt64();
            image.Code(opcode, opcode == 0x07 ? (uint)random.Next(0x14) : first, opcode == 0x07 ? first : second);
        }

        image.Code(0xEE);
        random.NextBytes(image.Bytes[^0x61F0..^0x200]);
        return image.Place(LoaderInFlash, BitConverter.GetBytes(LoaderInRam + 0x10));
    }

    private BuiltMachine Run(XCodeImage image, string engine, params string[] overrides)
    {
        string file = Path.Combine(_folder.FullName, "flash.bin");
        File.WriteAllBytes(file, image.Bytes);
        var built = new BuiltMachine(
            "xbox.toml", [$"components.cpu.type={engine}", "machine.time=deterministic", $"components.flash.image={file}",
            $"components.eeprom.file={_folder.FullName}/eeprom.bin", .. overrides]);
        try
        {
            _ = built.Machine.Runner.Run(new RunLimits(StopAtNs: 1_000_000_000, StopAtCount: 2_000_000));
            return built;
        }
        catch
        {
            built.Dispose();
            throw;
        }
    }

    private static uint Read(BuiltMachine built, uint address) => (uint)built.Machine.Memory.ReadValue(address, 4);
}
