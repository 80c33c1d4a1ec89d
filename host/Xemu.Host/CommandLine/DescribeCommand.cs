using System.CommandLine;
using System.Text.Json.Nodes;

namespace Xemu.Host;

/// <summary>The verb <c>describe</c>.</summary>
internal static class DescribeCommand
{
    public static Command Create(HostContext context)
    {
        var name = new Argument<string>("type") { Description = "A component type, as 'plugins' lists them.", HelpName = "TYPE" };
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var command = new Command("describe", "Tells what a component type is and which keys it has.") { name, json };
        command.SetAction(result =>
        {
            string wanted = result.GetValue(name) ?? string.Empty;
            if (context.Plugins.FindType(wanted) is not { } type)
            {
                IEnumerable<string> known = context.Plugins.Types.Select(candidate => candidate.Entry.Name);
                return context.Fail($"No plugin has the component type '{wanted}'{Suggestion.For(wanted, known, "; 'xemu-platform plugins' lists what there is.")}");
            }

            try
            {
                if (result.GetValue(json))
                {
                    context.Output.WriteLine(ToJson(type).ToJsonString(JsonOutput.Options));
                }
                else
                {
                    WriteText(context, type);
                }

                return ExitCodes.Done;
            }
            catch (PluginException e)
            {
                return context.Fail(e.Message, ExitCodes.Failed);
            }
        });
        return command;
    }

    private static void WriteText(HostContext context, ComponentTypeEntry type)
    {
        context.Output.WriteLine($"{type.Name}: {type.Description}");
        string[] contracts = Contracts(type);
        if (contracts.Length > 0)
        {
            context.Output.WriteLine($"Can be used as {string.Join(", ", contracts)}.");
        }

        if (type.Reference is { } reference)
        {
            context.Output.WriteLine($"Does in every bit what {reference} does, and shares its saved state.");
        }

        if (type.Options.Options.Count == 0)
        {
            context.Output.WriteLine("It has no keys of its own.");
            return;
        }

        TableOutput.Write(
            context,
            ["Key", "Value", "Default", "Description"],
            type.Options.Options.Select(option => new[]
            {
                option.Key, option.ShortKind, option.IsRequired ? "(required)" : option.DefaultText ?? string.Empty, option.Attribute.Description,
            }));
    }

    private static JsonObject ToJson(ComponentTypeEntry type) => new()
    {
        ["name"] = type.Name,
        ["description"] = type.Description,
        ["reference"] = type.Reference,
        ["contracts"] = new JsonArray([.. Contracts(type).Select(contract => JsonValue.Create(contract))]),
        ["options"] = Options(type.Options),
    };

    private static JsonArray Options(OptionsModel model) => [.. model.Options.Select(Option)];

    private static JsonObject Option(OptionInfo option)
    {
        var json = new JsonObject
        {
            ["key"] = option.Key,
            ["kind"] = option.ShortKind,
            ["required"] = option.IsRequired,
            ["default"] = option.DefaultText,
            ["description"] = option.Attribute.Description,
        };
        if (option.Record is not null)
        {
            json["options"] = Options(option.Record);
        }

        return json;
    }

    // What other components may use it as: contracts of the platform, without those that every component has.
    private static string[] Contracts(ComponentTypeEntry type) =>
        [.. type.ComponentClass.GetInterfaces()
            .Where(contract => contract.Assembly == typeof(Abstractions.IComponent).Assembly && contract != typeof(Abstractions.IComponent) && !contract.IsGenericType)
            .Select(contract => contract.Name)
            .Order(StringComparer.Ordinal)];
}
