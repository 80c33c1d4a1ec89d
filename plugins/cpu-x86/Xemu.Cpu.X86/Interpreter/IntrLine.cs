using Xemu.Abstractions.Devices;

namespace Xemu.Cpu.X86;

/// <summary>The INTR pin: a level.</summary>
internal sealed unsafe class IntrLine(CpuState* state) : IInterruptLine
{
    private readonly CpuState* _state = state;

    public void SetLevel(bool level)
    {
        _state->IntrLine = level ? 1 : 0;
        Events.Update(_state);
    }
}
