using Xemu.Abstractions;

namespace Xemu.Cpu.X86;

/// <summary><c>x86.auto</c>: the fastest engine that the host can run.</summary>
internal static class AutoEngine
{
    /// <summary>Makes the translator, or the interpreter where that cannot run, and says which and why.</summary>
    public static Interpreter Create(TranslatorOptions options, IComponentContext context)
    {
        if (!Translator.IsSupported(options.Memory, out string? reason))
        {
            return Interpret(options, context, reason ?? "This host cannot run x86.translator.");
        }

        try
        {
            Translator cpu = Engines.CreateTranslator(options, context);
            Announce(cpu, context);
            return cpu;
        }
        catch (Exception e) when (e is CodeMemoryException or GuestWindowException or PlatformNotSupportedException)
        {
            // What the host has in principle, a security policy or a limit may refuse.
            return Interpret(options, context, e.Message);
        }
    }

    private static void Announce(Translator cpu, IComponentContext context)
    {
        if (cpu.MemoryReason is null)
        {
            CpuLog.Translates(context.Log);
        }
        else
        {
            CpuLog.TranslatesByTables(context.Log, cpu.MemoryReason);
        }
    }

    private static Interpreter Interpret(TranslatorOptions options, IComponentContext context, string reason)
    {
        CpuLog.Interprets(context.Log, reason);
        return Engines.CreateInterpreter(options.ToCpuOptions(), context);
    }
}
