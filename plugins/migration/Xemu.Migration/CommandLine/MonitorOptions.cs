using System.CommandLine;

namespace Xemu.Migration;

/// <summary>Options of the commands that drive a running machine.</summary>
internal sealed class MonitorOptions
{
    private const int MostChannels = 255;

    public Option<string> Monitor { get; } = new("--monitor")
    {
        Description = $"The machine's monitor, as it was given with run --qmp; without it the only socket in '{MonitorAddress.DefaultFolder}'.",
        HelpName = "ADDRESS",
    };

    public Option<int> Channels { get; } = new("--channels") { Description = "Channels for pages besides the main one, 0 to 255.", HelpName = "N", DefaultValueFactory = static _ => 0 };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the final status as JSON." };

    public void AddChecks(Command command) => command.Validators.Add(parsed =>
    {
        if (parsed.GetResult(Channels) is { Tokens.Count: > 0, Errors: var errors } && !errors.Any() && parsed.GetValue(Channels) is < 0 or > MostChannels)
        {
            parsed.AddError($"'--channels' takes 0 to {MostChannels}.");
        }
    });

    /// <summary>Refuses more than one of some options.</summary>
    public static void Exclusive(Command command, params Option<bool>[] options) => command.Validators.Add(parsed =>
    {
        if (options.Count(option => parsed.GetValue(option)) > 1)
        {
            parsed.AddError($"Only one of {string.Join(", ", options.Select(static option => option.Name))} can be given.");
        }
    });
}
