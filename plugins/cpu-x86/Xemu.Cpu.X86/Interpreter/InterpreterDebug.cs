using Xemu.Abstractions.Cpu;

namespace Xemu.Cpu.X86;


/// <content>What monitors and debuggers see.</content>
public sealed unsafe partial class Interpreter : ICpuDebug
{
    /// <inheritdoc/>
    public IReadOnlyList<CpuRegister> Registers => RegisterFile.Read(_state);

    /// <inheritdoc/>
    public void SetRegister(string name, UInt128 value) => RegisterFile.Write(_state, name, value);

    /// <inheritdoc/>
    public bool TryTranslate(ulong linear, out ulong physical) => Paging.TryTranslate(_state, (uint)linear, out physical);
}
