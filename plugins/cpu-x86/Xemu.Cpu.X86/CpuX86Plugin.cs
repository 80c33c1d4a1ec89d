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
        registry.AddComponent(new ComponentType<TranslatorOptions, Translator>(
            "x86.translator", "Pentium III (Coppermine), translated to the host's instructions where it runs often.", static (options, context) => Create(options, context)));
    }

    private static Translator Create(TranslatorOptions options, IComponentContext context)
    {
        if (!Translator.IsSupported(out string? reason))
        {
            throw new ComponentException($"{reason} Choose x86.interpreter, which runs everywhere.");
        }

        var cpu = new Translator(options, context.Memory, context.Ports, context.Clock, context.Log);
        context.AddCounter("blocks-decoded", "Blocks of guest code decoded, a number.", () => (long)cpu.BlocksDecoded);
        context.AddCounter("blocks-translated", "Blocks translated, a number.", () => (long)cpu.BlocksTranslated);
        context.AddCounter("code-bytes", "Memory that translated code takes, in bytes.", () => cpu.CodeBytesUsed);
        context.AddCounter("faults", "Faults of translated code that were dealt with, a number.", () => (long)cpu.Faults);
        context.AddCounter("interpretations", "Instructions that translated code left to the interpreter, a number.", () => (long)cpu.Interpretations);
        return cpu;
    }

    private static Interpreter Create(CpuOptions options, IComponentContext context)
    {
        var cpu = new Interpreter(options, context.Memory, context.Ports, context.Clock, context.Log);
        context.AddCounter("blocks-decoded", "Blocks of guest code decoded, a number.", () => (long)cpu.BlocksDecoded);
        return cpu;
    }
}
