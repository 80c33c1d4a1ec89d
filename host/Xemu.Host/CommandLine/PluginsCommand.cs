using System.CommandLine;
using System.Text.Json.Nodes;

namespace Xemu.Host;

/// <summary>The verb <c>plugins</c>.</summary>
internal static class PluginsCommand
{
    public static Command Create(HostContext context)
    {
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var command = new Command("plugins", "Lists the plugins and the component types that they bring.") { json };
        command.SetAction(result =>
        {
            if (result.GetValue(json))
            {
                context.Output.WriteLine(ToJson(context.Plugins).ToJsonString(JsonOutput.Options));
            }
            else
            {
                WriteTables(context);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static void WriteTables(HostContext context)
    {
        PluginSet plugins = context.Plugins;
        TableOutput.Write(
            context,
            ["Component type", "Plugin", "Version", "Description"],
            plugins.Types.Select(type => new[] { type.Entry.Name, type.Plugin.Metadata.Name, type.Plugin.Metadata.Version, type.Entry.Description }));
        foreach (PluginProblem problem in plugins.Problems)
        {
            context.Error.WriteLine($"warn: {Printable.Line(problem.Message, 1000)}");
        }
    }

    private static JsonObject ToJson(PluginSet plugins) => new()
    {
        ["plugins"] = new JsonArray([.. plugins.Plugins.Select(ToJson)]),
        ["problems"] = new JsonArray([.. plugins.Problems.Select(problem => new JsonObject
        {
            ["assembly"] = problem.AssemblyName,
            ["path"] = problem.Path,
            ["message"] = problem.Message,
        })]),
    };

    private static JsonObject ToJson(LoadedPlugin plugin) => new()
    {
        ["name"] = plugin.Metadata.Name,
        ["assembly"] = plugin.Metadata.AssemblyName,
        ["version"] = plugin.Metadata.Version,
        ["contract"] = $"{plugin.Metadata.ContractMajor}.{plugin.Metadata.ContractMinor}",
        ["path"] = plugin.Metadata.Path,
        ["types"] = Named(plugin.Parts.Components.Select(type => (type.Name, type.Description))),
        ["verbs"] = Named(plugin.Parts.Verbs.Select(verb => (verb.Name, verb.Description))),
        ["run-options"] = Named(plugin.Parts.RunOptions.Select(option => (option.Name, option.Description))),
        ["file-openers"] = new JsonArray([.. plugin.Parts.FileOpeners.Select(opener => JsonValue.Create(opener.Name))]),
        ["monitor-commands"] = Named(plugin.Parts.MonitorCommands.Select(item => (item.Name, item.Description))),
    };

    private static JsonArray Named(IEnumerable<(string Name, string Description)> items) =>
        [.. items.Select(item => new JsonObject { ["name"] = item.Name, ["description"] = item.Description })];
}
