namespace Xemu.Monitor.Qmp;

/// <summary>Guest time, resets and the end.</summary>
internal static class RunCommands
{
    public static IEnumerable<QmpCommand> All(QmpMachine machine) =>
    [
        Plain("stop", "Stops guest time.", call => machine.Stop(call.Cancellation)),
        Plain("cont", "Lets guest time pass again.", call => machine.Continue(call.Cancellation)),
        Plain("system_reset", "Presses the reset button.", call => machine.Reset(call.Cancellation)),
        Plain("system_powerdown", "Presses the power button.", call => machine.PowerDown(call.Cancellation)),
        Plain("quit", "Ends the run.", call => call.AfterReply = machine.Quit),
    ];

    private static QmpCommand Plain(string name, string description, Action<CommandCall> run) =>
        new(name, description, QmpStruct.Empty, QmpStruct.Empty, call =>
        {
            run(call);
            return null;
        });
}
