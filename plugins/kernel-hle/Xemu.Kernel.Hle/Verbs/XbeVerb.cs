using Xemu.Abstractions;
using Xemu.Kernel.Xbe;

namespace Xemu.Kernel.Hle;

/// <summary>The verb <c>xbe</c>: shows what a program's file says of it.</summary>
/// <param name="exports">Name of a kernel function by its number, and whether the platform serves it; null for a number that no kernel has.</param>
internal sealed class XbeVerb(Func<int, (string Name, bool Served)?> exports)
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Wrong = 2;

    /// <summary>The verb.</summary>
    public VerbDefinition Definition => new(
        "xbe",
        "Show a program: header, certificate, sections, libraries, kernel functions. FILE is an XBE, or a folder or disc image with a default.xbe.",
        "info FILE [--json]",
        Run);

    private int Run(IVerbContext context)
    {
        IReadOnlyList<string> arguments = context.Arguments;
        bool asJson = arguments.Contains("--json");
        List<string> rest = [.. arguments.Where(static a => a != "--json")];
        if (rest.Count != 2 || rest[0] != "info" || rest[1].StartsWith("--", StringComparison.Ordinal))
        {
            context.Error.WriteLine("Say 'xbe info FILE [--json]'; FILE is an XBE, or a folder or disc image with a default.xbe.");
            return Wrong;
        }

        try
        {
            return Show(context, Path.GetFullPath(rest[1]), asJson);
        }
        catch (Exception e) when (e is ComponentException or IOException or UnauthorizedAccessException)
        {
            context.Error.WriteLine(e.Message);
            return Failed;
        }
    }

    private int Show(IVerbContext context, string path, bool asJson)
    {
        (string name, byte[] file) = ProgramFile.Read(path, context.Factory);
        if (XbeReader.TryRead(file, out XbeImage? image) is { } problem)
        {
            context.Error.WriteLine($"Program '{name}' {problem}.");
            return Failed;
        }

        if (asJson)
        {
            XbeJson.Write(context.Output, name, image!, exports);
        }
        else
        {
            XbeText.Write(context.Output, name, image!, exports);
        }

        return Done;
    }
}
