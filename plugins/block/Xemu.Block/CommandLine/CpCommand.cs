using System.CommandLine;
using System.Globalization;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary><c>disk cp SOURCE… TARGET</c>: copies to, from and within images.</summary>
internal static class CpCommand
{
    /// <summary>The subcommand.</summary>
    public static Command Create(IVerbContext context)
    {
        var operands = new Argument<string[]>("SOURCE… TARGET")
        {
            Description = $"Files and folders, and at last where they go. IMAGE::E:/path is in an image, anything else on the host; {DiskPath.HostPrefix}PATH is on the host whatever it looks like.",
            Arity = ArgumentArity.OneOrMore,
        };
        var recursive = new Option<bool>("--recursive", "-r") { Description = "Copy folders with all that is in them." };
        var force = new Option<bool>("--force", "-f") { Description = "Overwrite files that exist." };
        Option<string?> layers = DiskVerb.LayersOption();
        var command = new Command("cp", "Copies files to, from and within disk images.") { operands, recursive, force, layers };
        command.Validators.Add(parsed =>
        {
            if (parsed.GetValue(operands) is { Length: < 2 })
            {
                parsed.AddError("Say what to copy and where to: disk cp SOURCE… TARGET.");
            }
        });
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(operands), parsed.GetValue(layers), parsed.GetValue(recursive), parsed.GetValue(force)));
        return command;
    }

    private static int Run(IVerbContext context, string[] operands, string? layers, bool recursive, bool force)
    {
        DiskPath[] sources = [.. operands[..^1].Select(DiskPath.Parse)];
        DiskPath target = DiskPath.Parse(operands[^1]);
        if (!target.IsInImage && sources.FirstOrDefault(static s => !s.IsInImage) is { } onHost)
        {
            throw new ComponentException($"'{onHost.Host}' and '{target.Host}' are both on the host; write IMAGE::E:/path for what is in an image.");
        }

        var disks = new Dictionary<string, DiskFile>(StringComparer.Ordinal);
        try
        {
            foreach (string image in sources.Append(target).Select(static p => p.Image).OfType<string>().Distinct())
            {
                disks.Add(image, DiskFile.Open(image, layers, writable: image == target.Image));
            }

            var plan = new CopyPlan(disks, target, recursive, force, context.Cancellation);
            Array.ForEach(sources, plan.Add);
            using (var progress = new CopyProgress(context, plan.TotalBytes))
            {
                plan.Run(progress);
            }

            context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{plan.Files} files and {plan.Folders} folders, {SizeText.Short(plan.TotalBytes)}"));
            return DiskVerb.ExitCode(isGood: true);
        }
        finally
        {
            foreach (DiskFile disk in disks.Values)
            {
                disk.Dispose();
            }
        }
    }
}
