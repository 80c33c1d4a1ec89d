using System.Text.Json.Nodes;

namespace Xemu.Host;

/// <summary>Makes the JSON schema (draft 7) by which TOML editors complete and check manifests.</summary>
/// <remarks>
/// Component types are alternatives of <c>anyOf</c>, told apart by an <c>enum</c> of one: editors and validators
/// know that form, while <c>if</c>/<c>then</c> and <c>const</c> are ignored by several.
/// </remarks>
internal static class ManifestSchema
{
    public static JsonObject Create(PluginSet plugins)
    {
        var definitions = new JsonObject();
        var alternatives = new JsonArray();
        foreach ((ComponentTypeEntry type, _) in plugins.Types)
        {
            definitions[type.Name] = Component(type);
            alternatives.Add(Reference(type.Name));
        }

        alternatives.Add(WithoutType());
        definitions["component"] = new JsonObject { ["anyOf"] = alternatives };
        return new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "Machine manifest of Xemu.Platform",
            ["type"] = "object",
            ["properties"] = Properties(),
            ["required"] = new JsonArray(ManifestKeys.Manifest),
            ["additionalProperties"] = false,
            ["definitions"] = definitions,
        };
    }

    private static JsonObject Properties() => new()
    {
        [ManifestKeys.Manifest] = new JsonObject { ["description"] = "The format: 1.", ["type"] = "integer", ["enum"] = new JsonArray(1) },
        [ManifestKeys.Extends] = new JsonObject { ["description"] = "The manifest that this one overlays.", ["type"] = "string" },
        [ManifestKeys.Remove] = new JsonObject
        {
            ["description"] = "Inherited components to drop.",
            ["type"] = "array",
            ["items"] = new JsonObject { ["type"] = "string" },
        },
        [ManifestKeys.Machine] = Table("The machine as a whole.", OptionsModel.Of(typeof(MachineTable))),
        [ManifestKeys.Headless] = Table("What --headless changes.", OptionsModel.Of(typeof(HeadlessTable))),
        [ManifestKeys.Plugins] = Plugins(),
        [ManifestKeys.Components] = new JsonObject
        {
            ["description"] = "The parts, one table each: [components.ID].",
            ["type"] = "object",
            ["additionalProperties"] = Reference("component"),
        },
    };

    private static JsonObject Plugins() => new()
    {
        ["description"] = "Where further plugins are, and which builds of them.",
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject
        {
            ["directories"] = new JsonObject
            {
                ["description"] = "Folders with plugins; each of these needs a pin by SHA-256, or --allow-plugins.",
                ["type"] = "array",
                ["items"] = new JsonObject { ["type"] = "string" },
            },
            ["pin"] = new JsonObject
            {
                ["description"] = "By assembly: \"version 0.1.0\", or \"sha256:…\".",
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject { ["type"] = "string", ["pattern"] = "^(version .+|sha256:[0-9a-fA-F]{64})$" },
            },
        },
    };

    private static JsonObject Table(string description, OptionsModel model) => new()
    {
        ["description"] = description,
        ["type"] = "object",
        ["properties"] = OptionSchema.Properties(model),
        ["additionalProperties"] = false,
    };

    private static JsonObject Component(ComponentTypeEntry type)
    {
        JsonObject properties = OptionSchema.Properties(type.Options);
        properties.Insert(0, ManifestKeys.Type, new JsonObject
        {
            ["description"] = type.Description,
            ["type"] = "string",
            ["enum"] = new JsonArray(type.Name),
        });
        foreach (string key in type.ReservedKeys.Where(key => key != ManifestKeys.Type))
        {
            properties[key] = key == ManifestKeys.Bus
                ? new JsonObject { ["description"] = "The bus that the device sits on: a component's id.", ["type"] = "string" }
                : new JsonObject { ["description"] = "Its place on the bus.", ["type"] = new JsonArray("string", "integer") };
        }

        // Required options are not required here: an overlay inherits them from the manifest that it extends.
        return new JsonObject
        {
            ["description"] = type.Description,
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray(ManifestKeys.Type),
            ["additionalProperties"] = false,
        };
    }

    // In an overlay: the type is inherited, and with it what the keys may be.
    private static JsonObject WithoutType() => new()
    {
        ["type"] = "object",
        ["not"] = new JsonObject { ["required"] = new JsonArray(ManifestKeys.Type) },
    };

    private static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/definitions/{definition}" };
}
