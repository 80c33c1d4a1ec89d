using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Devices;

namespace Xemu.Monitor.Tests;

/// <summary>A CPU that is always halted, with registers to look at; linear addresses from 0xC0000000 on are physical ones from 0.</summary>
internal sealed class FakeCpu : ICpu, ICpuDebug
{
    public ulong InstructionCount => 1234;

    public IInterruptLine Intr => throw new NotSupportedException();

    public IInterruptLine Nmi => throw new NotSupportedException();

    public IReadOnlyList<CpuRegister> Registers { get; } =
    [
        new("eax", 32, 0x11), new("ecx", 32, 0x22), new("edx", 32, 0x33), new("ebx", 32, 0x44), new("esp", 32, 0xC000_0100),
        new("ebp", 32, 0x66), new("esi", 32, 0x77), new("edi", 32, 0x88), new("eip", 32, 0xC000_0000), new("eflags", 32, 2),
        new("cs", 16, 8), new("ds", 16, 16), new("cr0", 32, 0x8000_0011), new("st0", 80, 0), new("xmm0", 128, UInt128.MaxValue),
    ];

    public void ConnectInterruptController(IInterruptAcknowledge controller)
    {
    }

    public CpuExit Run(ulong untilCount) => CpuExit.Halted;

    public void RequestExit()
    {
    }

    public void SetRegister(string name, UInt128 value) => throw new NotSupportedException();

    public bool TryTranslate(ulong linear, out ulong physical)
    {
        physical = linear - 0xC000_0000;
        return linear >= 0xC000_0000;
    }

    public void Dispose()
    {
    }
}
