using System.CommandLine;

namespace Xemu.Host;

/// <summary>The verb <c>schema</c>.</summary>
internal static class SchemaCommand
{
    public static Command Create(HostContext context)
    {
        var output = new Option<string>("--output") { Description = "Write to this file instead of standard output.", HelpName = "FILE" };
        var command = new Command("schema", "Writes the JSON schema of manifests, for editors: name it in a manifest's first line, '#:schema ./FILE'.") { output };
        command.SetAction(result =>
        {
            try
            {
                string json = ManifestSchema.Create(context.Plugins).ToJsonString(JsonOutput.Options);
                if (result.GetValue(output) is { } path)
                {
                    File.WriteAllText(path, $"{json}\n");
                }
                else
                {
                    context.Output.WriteLine(json);
                }

                return ExitCodes.Done;
            }
            catch (Exception e) when (e is PluginException or IOException or UnauthorizedAccessException)
            {
                return context.Fail(e.Message, ExitCodes.Failed);
            }
        });
        return command;
    }
}
