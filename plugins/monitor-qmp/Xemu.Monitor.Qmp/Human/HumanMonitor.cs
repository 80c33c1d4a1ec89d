using System.Text;
using Xemu.Abstractions;

namespace Xemu.Monitor.Qmp;

/// <summary>The lines of the human monitor that people and scripts use most.</summary>
internal sealed class HumanMonitor
{
    private const int LongestLine = 4096;

    private readonly QmpMachine _machine;
    private readonly HumanInfo _info;
    private readonly HumanMemory _memory;
    private readonly Dictionary<string, (string Usage, string Description, Func<string, CancellationToken, string> Run)> _commands;

    public HumanMonitor(QmpMachine machine)
    {
        _machine = machine;
        _info = new HumanInfo(machine);
        _memory = new HumanMemory(machine);
        _commands = new(StringComparer.Ordinal)
        {
            ["info"] = ("info SUBJECT", "show something; 'info' alone lists the subjects", _info.Run),
            ["x"] = ("x /FMT ADDR", "show memory at a linear address; /FMT is count, then x d u o c or i, then b h w or g", (text, c) => _memory.Run(text, isLinear: true, c)),
            ["xp"] = ("xp /FMT ADDR", "show memory at a physical address; registers are read", (text, c) => _memory.Run(text, isLinear: false, c)),
            ["stop"] = ("stop", "stop guest time", (_, c) => Quiet(() => machine.Stop(c))),
            ["cont"] = ("cont", "let guest time pass", (_, c) => Quiet(() => machine.Continue(c))),
            ["system_reset"] = ("system_reset", "press the reset button", (_, c) => Quiet(() => machine.Reset(c))),
            ["system_powerdown"] = ("system_powerdown", "press the power button", (_, c) => Quiet(() => machine.PowerDown(c))),
            ["quit"] = ("quit", "end the run", (_, _) => Quiet(machine.Quit)),
            ["help"] = ("help [COMMAND]", "show this", (text, _) => Help(text)),
        };
    }

    /// <summary>The commands with their usage, for the documentation.</summary>
    public IEnumerable<(string Usage, string Description)> Commands => _commands.Values.Select(static c => (c.Usage, c.Description)).Concat(_info.Subjects);

    /// <summary>Does a line and gives its output, whose lines end as QEMU's do.</summary>
    public string Run(string line, CancellationToken cancellation)
    {
        string text = line.Trim();
        if (text.Length > LongestLine)
        {
            throw new QmpException($"The line is longer than {LongestLine} characters.");
        }

        if (text.Length == 0)
        {
            return string.Empty;
        }

        int end = text.IndexOfAny([' ', '\t', '/']);
        string name = end < 0 ? text : text[..end];
        string rest = end < 0 ? string.Empty : text[end..].Trim();
        string output;
        try
        {
            output = Do(name, rest, cancellation);
        }
        catch (QmpException e)
        {
            // The human monitor tells its errors as text.
            output = $"Error: {e.Message}\n";
        }

        return output.ReplaceLineEndings("\r\n");
    }

    private string Do(string name, string rest, CancellationToken cancellation)
    {
        if (name is "c" or "s" or "q" or "?")
        {
            name = name switch { "c" => "cont", "s" => "stop", "q" => "quit", _ => "help" };
        }

        if (_commands.TryGetValue(name, out (string Usage, string Description, Func<string, CancellationToken, string> Run) command))
        {
            return command.Run(rest, cancellation);
        }

        if (_machine.Context.Commands.Any(c => c.Name == name))
        {
            string text = PlatformCommands.RunPluginCommand(_machine, name, rest.Split(' ', StringSplitOptions.RemoveEmptyEntries), cancellation);
            return text.EndsWith('\n') ? text : text + "\n";
        }

        return $"unknown command: '{name}'\n";
    }

    private string Help(string name)
    {
        if (name.Length > 0)
        {
            return _commands.TryGetValue(name, out (string Usage, string Description, Func<string, CancellationToken, string> Run) one) ? $"{one.Usage} -- {one.Description}\n" : string.Empty;
        }

        var result = new StringBuilder();
        foreach ((string usage, string description, _) in _commands.Values)
        {
            _ = result.Append(usage).Append(" -- ").Append(description).Append('\n');
        }

        foreach (MonitorCommandDefinition command in _machine.Context.Commands)
        {
            _ = result.Append(command.Name).Append(" -- ").Append(command.Description).Append('\n');
        }

        return result.ToString();
    }

    private static string Quiet(Action action)
    {
        action();
        return string.Empty;
    }
}
