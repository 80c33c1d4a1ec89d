using System.CommandLine;
using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>The arguments that <c>run</c> and <c>validate</c> share.</summary>
internal sealed class ManifestOptions
{
    private readonly Argument<string?> _manifest = new("manifest")
    {
        Description = "A manifest, the name of one that ships, or a file that a plugin opens; machines/xbox.toml unless given.",
        HelpName = "MANIFEST|FILE",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Overrides a key of the manifest; may be repeated.",
        HelpName = "KEY=VALUE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<bool> _headless = new("--headless") { Description = "Apply the manifest's [headless] overrides: no window." };

    private readonly Option<bool> _allowPlugins = new("--allow-plugins") { Description = "Load plugins from directories that the manifest lists without a pin." };

    private readonly List<(RunOptionDefinition Definition, Option Option)> _added = [];

    public void AddTo(Command command, HostContext context)
    {
        command.Add(_manifest);
        command.Add(_set);
        command.Add(_headless);
        command.Add(_allowPlugins);
        foreach (RunOptionDefinition definition in context.Plugins.RunOptions)
        {
            Option option = definition.ValueName is null
                ? new Option<bool>(definition.Name) { Description = definition.Description }
                : new Option<string>(definition.Name) { Description = definition.Description, HelpName = definition.ValueName };
            _added.Add((definition, option));
            command.Add(option);
        }
    }

    /// <summary>Loads and checks what the arguments name; null after mistakes.</summary>
    /// <param name="context">The process.</param>
    /// <param name="result">The parsed command line.</param>
    /// <param name="forceHeadless">Headless without being asked.</param>
    /// <param name="diagnostics">Receives mistakes.</param>
    public BoundMachine? Bind(HostContext context, ParseResult result, bool forceHeadless, Diagnostics diagnostics)
    {
        List<SourcedOverride> overrides = AddedOverrides(result, diagnostics);
        overrides.AddRange((result.GetValue(_set) ?? []).Select(text => new SourcedOverride("--set", text)));
        var choice = new ManifestChoice(context, diagnostics);
        ManifestDocument? document = choice.Load(result.GetValue(_manifest), overrides, forceHeadless || result.GetValue(_headless));
        if (document is null || diagnostics.HasErrors)
        {
            return null;
        }

        Display = document.Display;
        new ManifestPlugins(context.Plugins, result.GetValue(_allowPlugins), diagnostics).Apply(document.Root);
        return diagnostics.HasErrors ? null : new ManifestBinder(context.Plugins, diagnostics).Bind(document, DateTimeOffset.UtcNow);
    }

    /// <summary>The manifest as shown to the user, once bound.</summary>
    public string Display { get; private set; } = string.Empty;

    private List<SourcedOverride> AddedOverrides(ParseResult result, Diagnostics diagnostics)
    {
        List<SourcedOverride> overrides = [];
        foreach ((RunOptionDefinition definition, Option option) in _added)
        {
            string? value = option switch
            {
                Option<bool> flag => result.GetValue(flag) ? "true" : null,
                _ => result.GetValue((Option<string>)option),
            };
            if (value is null)
            {
                continue;
            }

            try
            {
                overrides.AddRange(definition.Overrides(value).Select(text => new SourcedOverride(definition.Name, text)));
            }
            catch (Exception e) when (!e.IsFatal())
            {
                diagnostics.Add(SourcePlace.Of(definition.Name), $"The option does not take '{value}': {e.Message}");
            }
        }

        return overrides;
    }
}
