using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <content>Saved state.</content>
public unsafe partial class Interpreter : IStateful
{
    /// <inheritdoc/>
    public int StateVersion => CpuStateDescription.Version;

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state) => CpuStateDescription.Describe(_state, state);

    /// <inheritdoc/>
    public void AfterRestore()
    {
        CpuStateDescription.Check(_state);
        _host.Physical.Flush();
        _host.Code.Flush();
        CpuStateDescription.Rebuild(_state);
    }
}
