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
        context.AddCounter("blocks-translated", "Traces of blocks translated, a number.", () => (long)cpu.BlocksTranslated);
        context.AddCounter("code-bytes", "Memory that translated code takes, in bytes.", () => cpu.CodeBytesUsed);
        context.AddCounter("translator-bytes", "Memory of translated code, of what is known of it and of tables of jumps, in bytes.", () => cpu.MemoryUsed);
        context.AddCounter("window-pages", "Guest pages mapped in windows of linear memory, a number.", () => cpu.WindowPages);
        context.AddCounter("links", "Jumps led from one trace straight to another, a number.", () => (long)cpu.Links);
        context.AddCounter("entries", "Times that translated code was entered, a number.", () => (long)cpu.Entries);
        context.AddCounter("faults", "Faults of translated code that were dealt with, a number.", () => (long)cpu.Faults);
        context.AddCounter("interpretations", "Instructions that translated code left to the interpreter, a number.", () => (long)cpu.Interpretations);
        context.AddCounter("invalidations", "Traces dropped because the bytes of an instruction changed, a number.", () => (long)cpu.Invalidations);
        context.AddCounter("evictions", "Times that an eighth of the code memory was emptied to make room, a number.", () => (long)cpu.Evictions);
        context.AddCounter("refusals", "Instructions that could not be encoded, a number; each is a mistake of the translator.", () => (long)cpu.Refusals);
        context.AddStatusItem("memory", () => cpu.MemoryReason is null ? "by windows" : $"by tables, up to twice as slow as by windows: {cpu.MemoryReason}");
        context.AddStatusItem("code", () => $"{cpu.CodeBytesUsed >> 10} KiB");
        return cpu;
    }
}
