namespace Xemu.Monitor.Qmp;

/// <summary>All commands.</summary>
internal static class QmpCommands
{
    /// <summary>Makes the table of a machine.</summary>
    public static CommandTable Create(QmpMachine machine)
    {
        CommandTable? table = null;
        var human = new HumanMonitor(machine);
        table = new CommandTable(
            [
                .. QueryCommands.All(machine, () => table!),
                .. RunCommands.All(machine),
                .. MigrationCommands.All(machine),
                .. DescriptorCommands.All(machine),
                .. MediaCommands.All(machine),
                .. MemoryCommands.All(machine),
                .. PlatformCommands.All(machine),
                new QmpCommand(
                    "human-monitor-command", "Runs a line of the human monitor; see below.",
                    new QmpStruct("human-monitor-command-arg", new("command-line", QmpScalar.Text), new("cpu-index", QmpInteger.Int, IsOptional: true)),
                    QmpScalar.Text,
                    call => human.Run(call.RequiredText("command-line"), call.Cancellation)),
            ],
            QmpEvents.All);
        return table;
    }
}
