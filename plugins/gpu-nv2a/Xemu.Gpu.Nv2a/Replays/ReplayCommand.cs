using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using System.Text.Json.Nodes;
using Xemu.Abstractions;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>The verb <c>replay</c>: draws a capture without a guest, with any renderer, or with two to compare them.</summary>
internal sealed class ReplayCommand
{
    private const string DefaultRenderer = "renderer.software";
    private const int Done = 0;
    private const int Failed = 1;
    private const int WrongArguments = 2;

    private readonly IVerbContext _context;
    private readonly Argument<string> _file = new("FILE") { Description = "A capture, made with 'run --capture-frames N FILE'." };
    private readonly Option<string> _renderer = new("--renderer") { Description = "Who draws.", HelpName = "TYPE", DefaultValueFactory = static _ => DefaultRenderer };
    private readonly Option<string?> _screenshot = new("--screenshot") { Description = "Write the picture at the end as a PNG file.", HelpName = "FILE" };
    private readonly Option<int> _frame = new("--frame") { Description = "Stop after this frame, counted from 1; all by default.", HelpName = "N" };
    private readonly Option<int> _repeat = new("--repeat") { Description = "Draw everything so many times, to measure.", HelpName = "N", DefaultValueFactory = static _ => 1 };

    private readonly Option<string[]> _compare = new("--compare")
    {
        Description = "Draw with two renderers and tell, draw by draw, where they differ. Exit code 1 when they do.",
        HelpName = "A B",
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _output = new("--output") { Description = "With --compare: write pictures of the draws that differ into this folder.", HelpName = "FOLDER" };
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    private ReplayCommand(IVerbContext context) => _context = context;

    /// <summary>The verb.</summary>
    public static VerbDefinition Definition { get; } = new(
        "replay",
        "Draws captured frames without a guest, with any renderer, or compares two renderers.",
        "FILE [--renderer TYPE] [--screenshot FILE] [--frame N] [--repeat N] [--compare A B [--output FOLDER]] [--json]",
        static context => new ReplayCommand(context).Run())
    { AnswersHelp = true };

    private int Run()
    {
        var command = new Command("replay", "Draws captured frames without a guest.") { _file, _renderer, _screenshot, _frame, _repeat, _compare, _output, _json };
        command.Options.Add(new HelpOption());
        command.Validators.Add(result =>
        {
            foreach (Option<int> option in (Option<int>[])[_repeat, _frame])
            {
                if (result.GetResult(option) is { Tokens.Count: > 0 } && result.GetValue(option) < 1)
                {
                    result.AddError($"'{option.Name}' takes 1 or more.");
                }
            }
        });
        ParseResult parsed = command.Parse(_context.Arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            _context.Error.WriteLine($"replay: {parsed.Errors[0].Message}");
            return WrongArguments;
        }

        command.SetAction(Invoke);
        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = _context.Output, Error = _context.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (CaptureException e)
        {
            _context.Error.WriteLine($"{parsed.GetValue(_file)}: {e.Message}");
        }
        catch (Exception e) when (e is ComponentException or IOException or UnauthorizedAccessException)
        {
            _context.Error.WriteLine(e.Message);
        }
        catch (OperationCanceledException)
        {
            _context.Error.WriteLine("Interrupted.");
        }

        return Failed;
    }

    private int Invoke(ParseResult parsed)
    {
        byte[] file = File.ReadAllBytes(parsed.GetRequiredValue(_file));
        return parsed.GetValue(_compare) is { Length: 2 } types ? Compare(parsed, file, types) : Draw(parsed, file);
    }

    private int Draw(ParseResult parsed, byte[] file)
    {
        string type = parsed.GetRequiredValue(_renderer);
        using ReplayBench bench = CreateBench(file, "replay", type);
        var replay = new Replay(bench, file);
        for (int i = 0; i < parsed.GetValue(_repeat); i++)
        {
            replay.Run(parsed.GetValue(_frame), _context.Cancellation);
        }

        if (parsed.GetValue(_screenshot) is { } path)
        {
            bench.Write(bench.Picture(), path);
        }

        double seconds = replay.Elapsed.TotalSeconds;
        double rate = replay.Frames / Math.Max(seconds, 1e-9);
        _context.Output.WriteLine(parsed.GetValue(_json)
            ? new JsonObject { ["renderer"] = type, ["frames"] = replay.Frames, ["draws"] = replay.Draws, ["seconds"] = seconds, ["frames-per-second"] = rate }.ToJsonString()
            : string.Create(CultureInfo.InvariantCulture, $"{type}: {replay.Frames} frames, {replay.Draws} draws and clears, {seconds:F3} s, {rate:F1} frames/s"));
        return Done;
    }

    private int Compare(ParseResult parsed, byte[] file, string[] types)
    {
        using ReplayBench left = CreateBench(file, "left", types[0]);
        using ReplayBench right = CreateBench(file, "right", types[1]);
        using var comparison = new ReplayComparison(left, right, file);
        if (parsed.GetValue(_output) is { } folder)
        {
            Directory.CreateDirectory(folder);
            comparison.Different = (difference, first, second) =>
            {
                string name = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"frame{difference.Frame}-draw{difference.Draw:D5}"));
                left.Write(first, $"{name}-{types[0]}.png");
                left.Write(second, $"{name}-{types[1]}.png");
                left.Write(PictureDifference.Picture(first, second), $"{name}-difference.png");
            };
        }

        comparison.Run(parsed.GetValue(_frame), _context.Cancellation);
        if (parsed.GetValue(_json))
        {
            _context.Output.WriteLine(comparison.ToJson(types).ToJsonString());
        }
        else
        {
            comparison.Print(_context.Output, types);
        }

        return comparison.Differences.Count == 0 ? Done : Failed;
    }

    private ReplayBench CreateBench(byte[] file, string id, string renderer)
    {
        using var reader = new CaptureReader(new MemoryStream(file, writable: false));
        var bench = (ReplayBench)_context.Factory.Create(
            id, Nv2aPlugin.ReplayType, new Dictionary<string, string> { ["ram"] = $"{reader.Header.RamBytes / 4096 * 4}KiB" });
        IComponent component = _context.Factory.Create($"{id}-renderer", renderer, new Dictionary<string, string>());
        bench.Exchange(component as IRenderer ?? throw new ComponentException($"'{renderer}' is no renderer; 'xemu-platform plugins' lists them."));
        return bench;
    }
}
