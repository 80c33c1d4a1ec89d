using System.Globalization;
using System.Text;
using Xemu.Abstractions;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>The monitor command <c>x-xemu-gpu</c>: looks into the graphics chip.</summary>
internal static class GpuCommand
{
    private const string Usage =
        """
        x-xemu-gpu                          who draws, and the last frame in short
        x-xemu-gpu draws                    draws and clears of the last frame, each with its state in short
        x-xemu-gpu draw N                   one of them in full, its programs included
        x-xemu-gpu surfaces [FOLDER]        what the last frame drew into; with a folder, as PNG files
        x-xemu-gpu textures [FOLDER [all]]  the textures that it used; with a folder, as PNG files: the first level of each face, or all of them
        x-xemu-gpu texture N STAGE FOLDER [FACE [LEVEL]]   what stage 0 to 3 of a draw samples, as PNG files
        x-xemu-gpu shader N vertex|pixel [program|glsl|vulkan-glsl|spirv [FILE]]   a stage of a draw: as the draw has it, or as a renderer on a host GPU would
        x-xemu-gpu renderer TYPE|ID [KEY=VALUE ...]   has another renderer draw, while the machine runs
        x-xemu-gpu capture N FILE           captures N frames, for 'xemu-platform replay'
        """;

    /// <summary>The command.</summary>
    public static MonitorCommandDefinition Definition { get; } =
        new("x-xemu-gpu", "Looks into the graphics chip: draws, surfaces, textures and programs of the last frame; exchanges its renderer; captures.", Run);

    private static string Run(IMonitorContext context, IReadOnlyList<string> words)
    {
        if (context.Components.Values.OfType<Nv2a>().FirstOrDefault() is not { } gpu)
        {
            return "This machine has no component of type 'nv2a'.";
        }

        using FifoGate.Scope quiet = gpu.Gate.Enter();
        return words.ToArray() switch
        {
            [] => Summary(context, gpu),
            ["draws"] => Draws(gpu),
            ["draw", var number] => Draw(gpu, number),
            ["surfaces"] => Surfaces(context, gpu, folder: null),
            ["surfaces", var folder] => Surfaces(context, gpu, folder),
            ["textures"] => TextureCommand.All(context, gpu, folder: null, everyLevel: false),
            ["textures", var folder] => TextureCommand.All(context, gpu, folder, everyLevel: false),
            ["textures", var folder, "all"] => TextureCommand.All(context, gpu, folder, everyLevel: true),
            ["texture", var draw, var stage, var folder] => TextureCommand.One(context, gpu, draw, stage, folder),
            ["texture", var draw, var stage, var folder, var face] => TextureCommand.One(context, gpu, draw, stage, folder, face),
            ["texture", var draw, var stage, var folder, var face, var level] => TextureCommand.One(context, gpu, draw, stage, folder, face, level),
            ["shader", var draw, var stage] => ShaderCommand.Run(gpu, draw, stage, "program", file: null),
            ["shader", var draw, var stage, var form] => ShaderCommand.Run(gpu, draw, stage, form, file: null),
            ["shader", var draw, var stage, var form, var file] => ShaderCommand.Run(gpu, draw, stage, form, file),
            ["renderer", var type, .. var options] => Exchange(context, gpu, type, options),
            ["capture", var count, var file] => Capture(gpu, count, file),
            _ => Usage,
        };
    }

    private static string Summary(IMonitorContext context, Nv2a gpu)
    {
        string renderer = context.Components.Where(pair => ReferenceEquals(pair.Value, gpu.Renderer)).Select(pair => $"'{pair.Key}' ({context.TypeOf(pair.Key)})").FirstOrDefault()
            ?? gpu.Renderer?.GetType().Name ?? "nobody";
        return $"renderer: {renderer}\nframes: {gpu.Log.Frames}\nlast frame: {gpu.Log.Last.Length} draws and clears\n";
    }

    private static string Draws(Nv2a gpu)
    {
        var text = new StringBuilder();
        for (int i = 0; i < gpu.Log.Last.Length; i++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{i,5} {FrameText.Line(in gpu.Log.Last[i])}");
        }

        return text.Length == 0 ? "The last frame had no draws.\n" : text.ToString();
    }

    private static string Draw(Nv2a gpu, string number) => FindEntry(gpu, number, out string problem) is { } entry ? FrameText.Full(in entry) : problem;

    /// <summary>Finds a draw of the last frame.</summary>
    /// <param name="gpu">The chip.</param>
    /// <param name="number">Its number.</param>
    /// <param name="problem">Receives what to answer when there is none.</param>
    public static FrameEntry? FindDraw(Nv2a gpu, string number, out string problem)
    {
        FrameEntry? entry = FindEntry(gpu, number, out problem);
        if (entry is not { IsClear: true } clear)
        {
            return entry;
        }

        problem = $"{number} is a clear: {FrameText.Line(in clear)}\n";
        return null;
    }

    private static FrameEntry? FindEntry(Nv2a gpu, string number, out string problem)
    {
        problem = $"The last frame has the draws 0 to {gpu.Log.Last.Length - 1}; '{number}' is none of them.\n";
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < gpu.Log.Last.Length ? gpu.Log.Last[index] : null;
    }

    private static string Surfaces(IMonitorContext context, Nv2a gpu, string? folder)
    {
        var seen = new HashSet<RenderTarget>();
        var text = new StringBuilder();
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
        }

        foreach (ref readonly FrameEntry entry in gpu.Log.Last)
        {
            if (!seen.Add(entry.Target))
            {
                continue;
            }

            text.Append(FrameText.Target(entry.Target));
            if (folder is not null && entry.Target.ColorFormat != SurfaceFormat.None)
            {
                string path = Path.Combine(folder, $"{seen.Count:D2}-{entry.Target.Color.Offset:x8}.png");
                Picture picture = gpu.Picture(entry.Target);
                context.Pictures.WritePng(path, picture.Width, picture.Height, picture.Bytes);
                text.Append(CultureInfo.InvariantCulture, $": {path}");
            }

            text.AppendLine();
        }

        return text.Length == 0 ? "The last frame drew into nothing.\n" : text.ToString();
    }

    private static string Exchange(IMonitorContext context, Nv2a gpu, string type, IReadOnlyList<string> options)
    {
        try
        {
            IComponent component = context.Components.GetValueOrDefault(type)
                ?? context.Factory.Create("renderer", type, options.Select(static o => o.Split('=', 2)).ToDictionary(static o => o[0], static o => o.Length > 1 ? o[1] : "true"));
            if (component is not IRenderer renderer)
            {
                return $"'{type}' is no renderer.\n";
            }

            if (ReferenceEquals(renderer, gpu.Renderer))
            {
                return $"'{type}' draws already.\n";
            }

            gpu.Exchange(renderer);
            return Summary(context, gpu);
        }
        catch (ComponentException e)
        {
            return e.Message + "\n";
        }
    }

    private static string Capture(Nv2a gpu, string count, string file)
    {
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int frames) || frames == 0)
        {
            return $"'{count}' is no number of frames; write 1 or more.\n";
        }

        gpu.Capture(new CaptureRequest(Path.GetFullPath(file), frames, StartNs: 0));
        return $"The next {frames} frames go to {Path.GetFullPath(file)}; the log says when it is complete.\n";
    }
}
