using Iced.Intel;
using Xemu.Abstractions.Cpu;
using Xemu.Cpu.X86;
using Xemu.Kernel.Hle;
using Xemu.Testing;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Tests.Xc;

/// <summary>A guest program replaces a crypto routine by its own, which goes on in the ROM's.</summary>
public sealed class XcVectorRunTests : IDisposable
{
    private const uint WritablePage = PageTables.Present | PageTables.Writable;
    private const int Parity = 11;
    private const uint RoutineOffset = 0x800;
    private const ulong Instructions = 200_000;

    private readonly TestMachine _machine = new(64 << 20);
    private readonly Interpreter _cpu;
    private readonly KernelComponent _component;

    public XcVectorRunTests()
    {
        _cpu = new Interpreter(new CpuOptions(), _machine.Memory, _machine.Ports, _machine.Clock, _machine.Log);
        _component = new KernelComponent(new KernelOptions { Cpu = _cpu }, _machine);
        _component.Kernel.Reset();
    }

    public void Dispose()
    {
        _component.Dispose();
        _cpu.Dispose();
        _machine.Dispose();
    }

    [Fact]
    public void Call_ReplacedRoutine_ReachesTheProgramThenTheRom()
    {
        Hle.Kernel kernel = _component.Kernel;
        uint data = kernel.System.Allocate(4096, WritablePage, PageUse.SystemMemory);
        uint code = kernel.System.Allocate(4096, WritablePage, PageUse.SystemMemory);
        (uint vector, uint rom, uint key, uint called, uint done) = (data, data + 0x100, data + 0x200, data + 0x300, data + 0x304);
        kernel.Memory.Fill(data, 4096, 0);
        kernel.Memory.Write64(key, 0x1716_1514_1312_1110);
        kernel.Memory.Write32(vector + (4 * Parity), code + RoutineOffset);
        kernel.Memory.Write(code, Program(code, kernel.Exports, vector, rom, key, done));
        kernel.Memory.Write(code + RoutineOffset, Routine(code + RoutineOffset, rom, called));
        Assert.Equal(NtStatus.Success, kernel.ThreadMaker.Create(new ThreadRequest(0, 0x4000, 0, code, 0, Suspended: false, SystemRoutine: 0), out _));
        _cpu.EnterProtectedMode(
            GuestCode.Entry,
            new uint[8],
            new BootDescriptors(KernelLayout.Physical(KernelLayout.Gdt), BootTables.GdtLimit, KernelLayout.CodeSelector, KernelLayout.DataSelector));

        _ = _cpu.Run(Instructions);

        Assert.Equal((1U, 1U), (kernel.Memory.Read32(called), kernel.Memory.Read32(done)));
        Assert.Equal(0x1616_1515_1313_1010U, kernel.Memory.Read64(key));
    }

    private static byte[] Program(uint place, ExportTable exports, uint vector, uint rom, uint key, uint done)
    {
        var code = new Assembler(32);
        Label forever = code.CreateLabel();
        code.push((int)rom);
        code.push((int)vector);
        code.call(exports["XcUpdateCrypto"].Address);
        code.push(8);
        code.push((int)key);
        code.call(exports["XcDESKeyParity"].Address);
        code.mov(__dword_ptr[done], 1);
        code.Label(ref forever);
        code.jmp(forever);
        return Assemble(code, place);
    }

    private static byte[] Routine(uint place, uint rom, uint called)
    {
        var code = new Assembler(32);
        code.mov(__dword_ptr[called], 1);
        code.jmp(__dword_ptr[rom + (4 * Parity)]);
        return Assemble(code, place);
    }

    private static byte[] Assemble(Assembler code, uint place)
    {
        using var stream = new MemoryStream();
        _ = code.Assemble(new StreamCodeWriter(stream), place);
        return stream.ToArray();
    }
}
