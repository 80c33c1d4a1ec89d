using System.CommandLine;
using Xemu.Abstractions;

namespace Xemu.Migration;

/// <summary><c>snapshot restore FILE [MANIFEST] [run options]</c>: <c>run … --restore FILE</c>, with the manifest that the file names unless another is given.</summary>
internal static class RestoreCommand
{
    private const string Name = "restore";

    public static Command Create(IVerbContext context)
    {
        var arguments = new Argument<string[]>("FILE [MANIFEST] [OPTIONS]")
        {
            Description = "The snapshot; the machine's manifest, if it is none that ships; options of run.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command(Name, "Runs a machine from a snapshot.") { arguments };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(_ => Run(context, [.. context.Arguments.SkipWhile(static argument => argument != Name).Skip(1)]));
        return command;
    }

    private static int Run(IVerbContext context, string[] arguments)
    {
        if (arguments is not [{ Length: > 0 } file, ..] || file.StartsWith('-'))
        {
            context.Error.WriteLine("snapshot: 'restore' takes the snapshot first: snapshot restore FILE [MANIFEST] [OPTIONS].");
            return 2;
        }

        bool hasManifest = arguments.Length > 1 && !arguments[1].StartsWith('-');
        return hasManifest
            ? context.Invoke(["run", arguments[1], "--restore", file, .. arguments[2..]])
            : context.Invoke(["run", file, .. arguments[1..]]);
    }
}
