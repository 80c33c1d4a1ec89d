using Microsoft.Extensions.Logging;
using Xemu.Abstractions;

namespace Xemu.Host.Tests.Plugin;

public sealed record WitnessOptions
{
    [Option("What BeforeRun makes: TYPE, or TYPE KEY=VALUE.")]
    public string? Makes { get; init; }

    [Option("Whether BeforeRun refuses.")]
    public bool Refuses { get; init; }
}

/// <summary>Tells what happens around a run, and makes a component before it.</summary>
public sealed partial class Witness(WitnessOptions options, IComponentContext context) : TestComponent, IRunObserver
{
    private readonly ILogger _log = context.Log;

    public void BeforeRun()
    {
        Told(_log, $"before: {string.Join(',', context.Monitor.Components.Select(pair => $"{pair.Key}={context.Monitor.TypeOf(pair.Key)}"))}, {context.State.Manifest}, sets {string.Join(',', context.Descriptors.Sets.Select(member => member.Set))}");
        if (options.Refuses)
        {
            throw new ComponentException("The snapshot does not fit.");
        }

        if (options.Makes is { } makes)
        {
            string[] words = makes.Split(' ');
            IComponent made = context.Factory.Create("made", words[0], words.Skip(1).Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]));
            Told(_log, $"made {made.GetType().Name} at {(made as Rom)?.Address:X}");
        }
    }

    public void AfterRun(string reason, bool failed) => Told(_log, $"after: {reason} {failed}");

    [LoggerMessage(1, LogLevel.Information, "{Line}")]
    private static partial void Told(ILogger log, string line);
}
