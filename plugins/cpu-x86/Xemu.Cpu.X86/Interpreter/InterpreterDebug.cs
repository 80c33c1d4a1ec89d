using Xemu.Abstractions.Cpu;

namespace Xemu.Cpu.X86;


/// <content>What monitors and debuggers see.</content>
public unsafe partial class Interpreter : ICpuDebug, ICpuBreakpoints
{
    /// <inheritdoc/>
    public IReadOnlyList<CpuRegister> Registers => RegisterFile.Read(_state);

    /// <inheritdoc/>
    public ulong? NextInstruction => _state->Cs.Base + _state->Eip;

    /// <inheritdoc/>
    public void SetRegister(string name, UInt128 value) => RegisterFile.Write(_state, name, value);

    /// <inheritdoc/>
    public bool TryTranslate(ulong linear, out ulong physical) => Paging.TryTranslate(_state, (uint)linear, out physical);

    /// <inheritdoc/>
    public void AddBreakpoint(CpuBreakpoint breakpoint) => _host.Breakpoints.Add(breakpoint);

    /// <inheritdoc/>
    public bool RemoveBreakpoint(CpuBreakpoint breakpoint) => _host.Breakpoints.Remove(breakpoint);

    /// <inheritdoc/>
    public void ClearBreakpoints() => _host.Breakpoints.Clear();

    /// <inheritdoc/>
    public BreakpointHit? LastHit => _host.Breakpoints.Hit;

    /// <inheritdoc/>
    public void SkipCurrent() => _host.Breakpoints.Pass(_state->Count, _state->Cs.Base + _state->Eip);

    /// <inheritdoc/>
    public bool HoldsInterrupts
    {
        get => _state->HoldInterrupts != 0;
        set => _state->HoldInterrupts = value ? 1 : 0;
    }
}
