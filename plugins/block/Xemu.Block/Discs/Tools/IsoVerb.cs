using System.Globalization;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>The verb <c>iso</c>: makes disc images of folders, and looks into discs.</summary>
internal static class IsoVerb
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Wrong = 2;

    /// <summary>The verb.</summary>
    public static VerbDefinition Definition { get; } = new(
        "iso",
        "Pack a folder as an Xbox disc image, or unpack or list a disc: an image (also CSO, CCI, CHD) or a folder.",
        "pack FOLDER FILE [--force] | unpack FILE FOLDER [--force] | ls FILE [--json]",
        Run);

    private static int Run(IVerbContext context)
    {
        List<string> paths = [.. context.Arguments.Skip(1).Where(static a => !a.StartsWith("--", StringComparison.Ordinal))];
        HashSet<string> options = [.. context.Arguments.Skip(1).Where(static a => a.StartsWith("--", StringComparison.Ordinal))];
        bool isForced = options.Remove("--force");
        bool asJson = options.Remove("--json");
        Func<int>? work = (context.Arguments.Count > 0 ? context.Arguments[0] : string.Empty, paths.Count, options.Count) switch
        {
            ("pack", 2, 0) when !asJson => () => Pack(context, Path.GetFullPath(paths[0]), Path.GetFullPath(paths[1]), isForced),
            ("unpack", 2, 0) when !asJson => () => Unpack(context, Path.GetFullPath(paths[0]), Path.GetFullPath(paths[1]), isForced),
            ("ls", 1, 0) when !isForced => () => List(context, Path.GetFullPath(paths[0]), asJson),
            _ => null,
        };
        return work is null ? Explain(context) : Try(context, work);
    }

    private static int Explain(IVerbContext context)
    {
        context.Error.WriteLine($"Say 'iso {Definition.Usage.Replace(" | ", "', 'iso ", StringComparison.Ordinal)}'.");
        return Wrong;
    }

    private static int Try(IVerbContext context, Func<int> work)
    {
        try
        {
            return work();
        }
        catch (OperationCanceledException)
        {
            context.Error.WriteLine("Stopped.");
            return Failed;
        }
        catch (Exception e) when (e is ComponentException or IOException or UnauthorizedAccessException)
        {
            context.Error.WriteLine(e.Message);
            return Failed;
        }
    }

    private static int Pack(IVerbContext context, string folder, string file, bool isForced)
    {
        ulong bytes = IsoPacker.Pack(context, folder, file, isForced);
        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"'{file}' has {bytes} bytes."));
        return Done;
    }

    private static int Unpack(IVerbContext context, string file, string folder, bool isForced)
    {
        if (File.Exists(folder) || (!isForced && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new ComponentException($"'{folder}' is a file or a folder that is not empty; choose another, or write into a folder with --force.");
        }

        using DiscFile disc = DiscFile.Open(file);
        var unpacker = new IsoUnpacker(context, disc, folder);
        IReadOnlyList<string> problems = unpacker.Run();
        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{unpacker.Files} files are in '{folder}'."));
        return Report(context, problems);
    }

    private static int List(IVerbContext context, string file, bool asJson)
    {
        using DiscFile disc = DiscFile.Open(file);
        return Report(context, IsoLister.List(context, disc, asJson));
    }

    private static int Report(IVerbContext context, IReadOnlyList<string> problems)
    {
        foreach (string problem in problems)
        {
            context.Error.WriteLine(problem);
        }

        return problems.Count == 0 ? Done : Failed;
    }
}
