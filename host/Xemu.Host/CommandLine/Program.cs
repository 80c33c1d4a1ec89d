using System.Runtime.InteropServices;

namespace Xemu.Host;

/// <summary>The program.</summary>
internal static class Program
{
    private const int SigInt = 2;
    private const int SigTerm = 15;
    private const int SigHup = 1;

    private static int Main(string[] arguments)
    {
        GlobalOptions globals = GlobalOptions.Scan(arguments, Environment.GetEnvironmentVariable("XEMU_PLUGINS"));
        using var context = new HostContext
        {
            Output = Console.Out,
            Error = new ForgivingWriter(Console.Error),
            IsOutputTerminal = !Console.IsOutputRedirected,
            IsErrorTerminal = !Console.IsErrorRedirected,
            Globals = globals,
        };
        using PosixSignalRegistration interrupt = Register(PosixSignal.SIGINT, SigInt, context);
        using PosixSignalRegistration terminate = Register(PosixSignal.SIGTERM, SigTerm, context);
        using PosixSignalRegistration hangUp = Register(PosixSignal.SIGHUP, SigHup, context);
        return HostProgram.Run(arguments, context);
    }

    // The first signal ends the run in order; the second one ends the process.
    private static PosixSignalRegistration Register(PosixSignal signal, int number, HostContext context) =>
        PosixSignalRegistration.Create(signal, details =>
        {
            details.Cancel = context.Signal == 0;
            if (details.Cancel)
            {
                context.Cancel(number);
            }
        });
}
