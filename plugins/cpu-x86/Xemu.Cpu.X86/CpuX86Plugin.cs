using Xemu.Abstractions;
using Xemu.Cpu.X86;

[assembly: Plugin("cpu-x86", typeof(CpuX86Plugin))]

namespace Xemu.Cpu.X86;

/// <summary>The plugin's entry.</summary>
public sealed class CpuX86Plugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<CpuOptions, Interpreter>(
            "x86.interpreter", "Pentium III (Coppermine), interpreted; the reference engine.", static (options, context) => Create(options, context)));
    }

    private static Interpreter Create(CpuOptions options, IComponentContext context)
    {
        var cpu = new Interpreter(options, context.Memory, context.Ports, context.Clock, context.Log);
        context.AddCounter("blocks-decoded", "Blocks of guest code decoded, a number.", () => (long)cpu.BlocksDecoded);
        return cpu;
    }
}
