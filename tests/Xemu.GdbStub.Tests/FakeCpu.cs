using Xemu.Abstractions.Cpu;

namespace Xemu.GdbStub.Tests;

/// <summary>Registers, an identity mapping, and breakpoints that are only remembered.</summary>
internal sealed class FakeCpu : ICpuDebug, ICpuBreakpoints
{
    private readonly Dictionary<string, CpuRegister> _registers = new()
    {
        ["eax"] = new CpuRegister("eax", 32, 0x11223344),
        ["eip"] = new CpuRegister("eip", 32, 0x1000),
        ["cs"] = new CpuRegister("cs", 16, 8),
        ["st0"] = new CpuRegister("st0", 80, 0),
        ["xmm7"] = new CpuRegister("xmm7", 128, 0),
    };

    public HashSet<CpuBreakpoint> Set { get; } = [];

    public IReadOnlyList<CpuRegister> Registers => [.. _registers.Values];

    public BreakpointHit? LastHit => null;

    public bool HoldsInterrupts { get; set; }

    public void SetRegister(string name, UInt128 value)
    {
        if (!_registers.TryGetValue(name, out CpuRegister register) || (register.Bits < 128 && value >> register.Bits != 0))
        {
            throw new ArgumentException($"'{name}' cannot be {value}.");
        }

        _registers[name] = register with { Value = value };
    }

    public bool TryTranslate(ulong linear, out ulong physical)
    {
        physical = linear;
        return linear is < 0x8_0000 or >= 0xF_0000;
    }

    public void AddBreakpoint(CpuBreakpoint breakpoint)
    {
        if (breakpoint.SizeBytes == 0 || breakpoint.Address > uint.MaxValue)
        {
            throw new ArgumentException("No such place.");
        }

        Set.Add(breakpoint);
    }

    public bool RemoveBreakpoint(CpuBreakpoint breakpoint) => Set.Remove(breakpoint);

    public void ClearBreakpoints() => Set.Clear();

    public void SkipCurrent()
    {
    }
}
