using System.CommandLine;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.State;
using Xemu.Machine;

namespace Xemu.Host;

/// <summary>The verb <c>run</c>.</summary>
internal sealed class RunCommand
{
    public const string Name = "run";

    private const string DefaultScreenshot = "xemu-screenshot.png";
    private static readonly RunLimits UnattendedLimits = new(StopAtNs: 5_000_000_000);

    private readonly HostContext _context;
    private readonly ManifestOptions _manifest = new();

    private readonly Option<string> _screenshot = new("--screenshot") { Description = "Write what the machine shows at the end as a PNG file.", HelpName = "FILE" };

    private readonly Option<string> _stopAfter = new("--stop-after")
    {
        Description = "End the run at this guest time (5s, 200ms) or after so many instructions (1000000).",
        HelpName = "TIME|INSTRUCTIONS",
    };

    private readonly Option<string[]> _trace = new("--trace")
    {
        Description = "Write a component's trace: ID:NAME, or the component's type for ID; * for any; may be repeated.",
        HelpName = "ID:NAME",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _traceFile = new("--trace-file") { Description = "Write traces here instead of to standard error.", HelpName = "FILE" };

    private readonly Option<string> _logLevel = new("--log-level")
    {
        Description = "What to tell: trace, debug, information, warning, error, critical, none.",
        HelpName = "LEVEL",
        DefaultValueFactory = _ => "information",
    };

    private readonly Option<string[]> _addFd = new("--add-fd")
    {
        Description = "Hand an inherited descriptor over: a set's number and the descriptor, or a name and the descriptor; may be repeated.",
        HelpName = "SET|NAME=FD",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _lockstep = new(LockstepOption.Name)
    {
        Description = "Run the machine twice, the second with a CPU that is right, and compare them: =TYPE, or what the CPU's type names as its reference.",
        HelpName = "TYPE",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _json = new("--json") { Description = "With --lockstep: write the result as JSON." };

    private RunCommand(HostContext context) => _context = context;

    public static Command Create(HostContext context)
    {
        var run = new RunCommand(context);
        run._logLevel.AcceptOnlyFromAmong([.. Enum.GetNames<LogLevel>().Select(static name => name.ToLowerInvariant())]);
        var command = new Command(Name, "Runs a machine.") { run._screenshot, run._stopAfter, run._trace, run._traceFile, run._logLevel, run._addFd, run._lockstep, run._json };
        run._manifest.AddTo(command, context);
        command.SetAction(run.Invoke);
        return command;
    }

    private int Invoke(ParseResult result)
    {
        // With nobody to look and nothing said, a run must end by itself and leave something to look at.
        bool isUnattended = !_context.IsOutputTerminal && result.CommandResult.Children.All(child => child is System.CommandLine.Parsing.OptionResult { Implicit: true });
        RunLimits limits = isUnattended ? UnattendedLimits : default;
        if (result.GetValue(_stopAfter) is { } text && !StopCondition.TryParse(text, out limits))
        {
            return _context.Fail($"--stop-after {text}: write guest time with its unit, such as 5s, or a number of instructions.");
        }

        string? reference = result.GetResult(_lockstep) is null ? null : result.GetValue(_lockstep) ?? string.Empty;
        if (reference is null && result.GetValue(_json))
        {
            return _context.Fail("--json tells the result of --lockstep; a run without it has none to tell.");
        }

        var diagnostics = new Diagnostics();
        BoundMachine? bound = _manifest.Bind(_context, result, isUnattended, diagnostics);
        if (bound is null)
        {
            return _context.Fail(diagnostics);
        }

        using var logs = new ConsoleLogFactory(_context.Error, Enum.Parse<LogLevel>(result.GetValue(_logLevel)!, ignoreCase: true));
        foreach (PluginProblem problem in _context.Plugins.Problems)
        {
            HostLog.PluginLeftOut(logs.CreateLogger("plugins"), problem.Message);
        }

        string? screenshot = isUnattended ? DefaultScreenshot : result.GetValue(_screenshot);
        if (screenshot is not null && Path.GetDirectoryName(screenshot) is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            return _context.Fail($"--screenshot {screenshot}: there is no folder '{folder}'; make it, or name a file elsewhere.");
        }

        try
        {
            using var descriptors = new DescriptorStore();
            if (!DescriptorOption.TryAdd(result.GetValue(_addFd) ?? [], descriptors, out string? mistake))
            {
                return _context.Fail(mistake);
            }

            return WithTraces(result, traces =>
            {
                var services = new MachineServices(logs, new PngWriter(), traces, _context.Plugins, descriptors);
                return reference is null ? Run(bound, limits, screenshot, services) : RunLockstep(result, bound, reference, limits, screenshot, services);
            });
        }
        catch (CompositionException e)
        {
            diagnostics.Add(e.Place, e.Message);
            return _context.Fail(diagnostics);
        }
        catch (Exception e) when (e is ComponentException or StateException)
        {
            return _context.Fail(e.Message, ExitCodes.Failed);
        }
    }

    private int WithTraces(ParseResult result, Func<TraceHub, int> run)
    {
        string[] selections = result.GetValue(_trace) ?? [];
        if (result.GetValue(_traceFile) is not { } path)
        {
            return run(new TraceHub(selections, _context.Error));
        }

        StreamWriter writer;
        try
        {
            writer = new StreamWriter(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return _context.Fail($"--trace-file {path}: {e.Message}");
        }

        using (writer)
        {
            return run(new TraceHub(selections, writer));
        }
    }

    private int Run(BoundMachine bound, RunLimits limits, string? screenshot, MachineServices services)
    {
        using ComposedMachine composed = MachineComposer.Build(bound, services);
        if (UnmatchedTrace(services) is { } mistake)
        {
            return _context.Fail(mistake);
        }

        ILogger log = TellBuilt(composed.Machine, services);
        composed.BeforeRun();
        TellStart(log);
        long started = Stopwatch.GetTimestamp();
        RunResult end = composed.Machine.Runner.Run(limits, _context.Cancellation);
        Report(log, end, composed, Stopwatch.GetElapsedTime(started));
        composed.AfterRun(end);
        int screenshotCode = screenshot is null ? ExitCodes.Done : TakeScreenshot(composed, screenshot);
        int exitCode = end.End == RunEnd.Cancelled ? ExitCodes.Signal + _context.Signal : end.ExitCode;
        return exitCode != 0 ? exitCode : screenshotCode;
    }

    private static string? UnmatchedTrace(MachineServices services)
    {
        if (services.Traces.Unmatched.FirstOrDefault() is not { } selection)
        {
            return null;
        }

        IEnumerable<string> known = services.Traces.Sources.Select(source => $"{source.Id}:{source.Name}");
        return $"--trace {selection}: no component has such a trace{Suggestion.For(selection, known, $"; there are: {string.Join(", ", known.Take(20))}.")}";
    }

    private ILogger TellBuilt(VirtualMachine machine, MachineServices services)
    {
        MachineOptions options = machine.Options;
        ILogger log = services.Logs.CreateLogger(options.Name);
        HostLog.Built(log, new ByteSize(options.RamBytes).ToString(), machine.Components.Count, options.IsDeterministic ? "deterministic" : "real", _manifest.Display);
        return log;
    }

    /// <summary>What starting has cost, for those who ask: the runtime, plugins, the machine.</summary>
    private static void TellStart(ILogger log)
    {
        if (log.IsEnabled(LogLevel.Debug))
        {
            using var process = Process.GetCurrentProcess();
            HostLog.Starting(log, (DateTime.Now - process.StartTime).TotalMilliseconds);
        }
    }

    private int RunLockstep(ParseResult result, BoundMachine bound, string reference, RunLimits limits, string? screenshot, MachineServices services)
    {
        var diagnostics = new Diagnostics();
        LockstepMachines? machines = LockstepMachines.Prepare(bound, reference, overrides => _manifest.BindAnother(_context, result, diagnostics, overrides), services, diagnostics);
        if (machines is null)
        {
            return _context.Fail(diagnostics);
        }

        LockstepResult ended;
        int screenshotCode = ExitCodes.Done;
        using (machines.Build())
        {
            if (UnmatchedTrace(services) is { } mistake)
            {
                return _context.Fail(mistake);
            }

            ILogger log = TellBuilt(machines.First.Machine, services);
            HostLog.Lockstep(log, machines.FirstType, machines.SecondType);
            machines.BeforeRun();
            long started = Stopwatch.GetTimestamp();
            using (var progress = new LockstepProgress(_context))
            {
                ended = machines.Run(limits, progress.Tell, _context.Cancellation);
            }

            Report(log, ended.End, machines.First, Stopwatch.GetElapsedTime(started));
            machines.First.AfterRun(ended.End);
            screenshotCode = screenshot is null ? ExitCodes.Done : TakeScreenshot(machines.First, screenshot);
        }

        // The guest's own output is out by now.
        new LockstepReport(machines.FirstType, machines.SecondType, ended).Write(_context, result.GetValue(_json));
        return ended.Difference is not null ? ExitCodes.Differs
            : ended.End.End == RunEnd.Cancelled ? ExitCodes.Signal + _context.Signal
            : ended.End.ExitCode != 0 ? ended.End.ExitCode : screenshotCode;
    }

    private static void Report(ILogger log, RunResult end, ComposedMachine composed, TimeSpan elapsed)
    {
        double instructions = (composed.Machine.Cpu?.InstructionCount ?? 0) / 1e6;
        string reason = end.End == RunEnd.Limit ? "Done." : end.Reason;
        HostLog.Ended(log, reason, composed.Machine.Clock.NowNs / 1e9, instructions, instructions / Math.Max(elapsed.TotalSeconds, 1e-6));
    }

    private int TakeScreenshot(ComposedMachine composed, string path)
    {
        try
        {
            if (!composed.TryTakeScreenshot(path))
            {
                return _context.Fail($"There is no picture for {path}: the machine has no display, or it is off.", ExitCodes.Failed);
            }

            _context.Output.WriteLine(Path.GetFullPath(path));
            return ExitCodes.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return _context.Fail($"The picture cannot be written to {path}: {e.Message}", ExitCodes.Failed);
        }
    }
}
