using Xemu.Abstractions;

namespace Xemu.Cpu.X86;

/// <summary>Makes engines with their counters.</summary>
internal static class Engines
{
    public static Interpreter CreateInterpreter(CpuOptions options, IComponentContext context)
    {
        var cpu = new Interpreter(options, context.Memory, context.Ports, context.Clock, context.Log);
        context.AddCounter("blocks-decoded", "Blocks of guest code decoded, a number.", () => (long)cpu.BlocksDecoded);
        return cpu;
    }

    public static Translator CreateTranslator(TranslatorOptions options, IComponentContext context)
    {
        var cpu = new Translator(options, context.Memory, context.Ports, context.Clock, context.Log);
        context.AddCounter("blocks-decoded", "Blocks of guest code decoded, a number.", () => (long)cpu.BlocksDecoded);
        context.AddCounter("blocks-translated", "Blocks translated, a number.", () => (long)cpu.BlocksTranslated);
        context.AddCounter("code-bytes", "Memory that translated code takes, in bytes.", () => cpu.CodeBytesUsed);
        context.AddCounter("faults", "Faults of translated code that were dealt with, a number.", () => (long)cpu.Faults);
        context.AddCounter("interpretations", "Instructions that translated code left to the interpreter, a number.", () => (long)cpu.Interpretations);
        return cpu;
    }
}
