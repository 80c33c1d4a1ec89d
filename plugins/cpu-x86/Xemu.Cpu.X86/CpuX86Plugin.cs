using Xemu.Abstractions;
using Xemu.Cpu.X86;

[assembly: Plugin("cpu-x86", typeof(CpuX86Plugin))]

namespace Xemu.Cpu.X86;

/// <summary>The plugin's entry.</summary>
public sealed class CpuX86Plugin : IPlugin
{
    private const string ReferenceType = "x86.interpreter";

    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<CpuOptions, Interpreter>(
            ReferenceType, "Pentium III (Coppermine), interpreted; the reference engine.", Engines.CreateInterpreter));
        registry.AddComponent(new ComponentType<TranslatorOptions, Translator>(
            "x86.translator", "Pentium III (Coppermine), translated to the host's instructions where it runs often.", CreateTranslator)
        { Reference = ReferenceType });
        registry.AddComponent(new ComponentType<TranslatorOptions, Interpreter>(
            "x86.auto", "Pentium III (Coppermine), by the fastest engine that the host can run: x86.translator, else x86.interpreter.", AutoEngine.Create)
        { Reference = ReferenceType });
    }

    private static Translator CreateTranslator(TranslatorOptions options, IComponentContext context) => Translator.IsSupported(options.Memory, out string? reason)
        ? Engines.CreateTranslator(options, context)
        : throw new ComponentException(options.Memory == TranslatorMemory.Window
            ? $"{reason} Choose memory = \"auto\", or x86.interpreter, which runs everywhere."
            : $"{reason} Choose x86.interpreter, which runs everywhere.");
}
