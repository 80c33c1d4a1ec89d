using System.CommandLine;
using System.Text.Json.Nodes;

namespace Xemu.Host;

/// <summary>The verb <c>validate</c>.</summary>
internal static class ValidateCommand
{
    public static Command Create(HostContext context)
    {
        var manifest = new ManifestOptions();
        var json = new Option<bool>("--json") { Description = "Write the mistakes as JSON." };
        var command = new Command("validate", "Checks a manifest and starts nothing.") { json };
        manifest.AddTo(command, context);
        command.SetAction(result =>
        {
            var diagnostics = new Diagnostics();
            BoundMachine? machine = manifest.Bind(context, result, forceHeadless: false, diagnostics);
            if (result.GetValue(json))
            {
                context.Output.WriteLine(ToJson(diagnostics).ToJsonString(JsonOutput.Options));
            }
            else if (machine is not null)
            {
                context.Output.WriteLine($"{manifest.Display}: right; machine '{machine.Options.Name}' with {machine.Components.Count} components.");
            }
            else
            {
                diagnostics.WriteTo(context.Error);
            }

            return machine is null ? ExitCodes.Wrong : ExitCodes.Done;
        });
        return command;
    }

    private static JsonObject ToJson(Diagnostics diagnostics) => new()
    {
        ["valid"] = !diagnostics.HasErrors,
        ["errors"] = new JsonArray([.. diagnostics.Errors.Select(error => new JsonObject
        {
            ["file"] = error.Place.File,
            ["line"] = error.Place.Line,
            ["column"] = error.Place.Column,
            ["message"] = error.Message,
        })]),
    };
}
