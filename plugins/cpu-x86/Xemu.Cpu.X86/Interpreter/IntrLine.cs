using Xemu.Abstractions.Devices;

namespace Xemu.Cpu.X86;

/// <summary>The INTR pin: a level.</summary>
internal sealed unsafe class IntrLine(CpuState* state) : IInterruptLine
{
    public void SetLevel(bool level)
    {
        state->IntrLine = level ? 1 : 0;
        Events.Update(state);
    }
}
