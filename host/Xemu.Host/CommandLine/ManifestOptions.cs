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

    // Machines that are made from one command line have one calendar.
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    private readonly List<(RunOptionDefinition Definition, Option Option)> _added = [];

    public void AddTo(Command command, HostContext context)
    {
        // The parser hands an unknown option to the optional argument.
        _manifest.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', _, ..] word }])
            {
                string meant = Suggestion.For(word, command.Options.Select(option => option.Name), $"; '{command.Name} --help' tells what there is.");
                result.AddError($"There is no option '{word}'{meant}");
            }
        });
        command.Add(_manifest);
        command.Add(_set);
        command.Add(_headless);
        command.Add(_allowPlugins);
        foreach (RunOptionDefinition definition in context.Plugins.RunOptions)
        {
            Option option = OptionOf(definition);
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
        ManifestDocument? document = Load(context, result, forceHeadless, diagnostics, []);
        if (document is null)
        {
            return null;
        }

        Display = document.Display;
        new ManifestPlugins(context.Plugins, result.GetValue(_allowPlugins), diagnostics).Apply(document.Root);
        return diagnostics.HasErrors ? null : new ManifestBinder(context.Plugins, diagnostics).Bind(document, _now);
    }

    /// <summary>Binds once more, for a further machine, after <see cref="Bind"/> has gone well; null after mistakes.</summary>
    /// <param name="context">The process.</param>
    /// <param name="result">The parsed command line.</param>
    /// <param name="diagnostics">Receives mistakes.</param>
    /// <param name="more">Overrides above all others.</param>
    public BoundMachine? BindAnother(HostContext context, ParseResult result, Diagnostics diagnostics, params IEnumerable<SourcedOverride> more)
    {
        ManifestDocument? document = Load(context, result, forceHeadless: false, diagnostics, more);
        return document is null ? null : new ManifestBinder(context.Plugins, diagnostics).Bind(document, _now);
    }

    /// <summary>The manifest as shown to the user, once bound.</summary>
    public string Display { get; private set; } = string.Empty;

    private static Option OptionOf(RunOptionDefinition definition)
    {
        int values = definition.ValueName?.Split(' ').Length ?? 0;
        return values switch
        {
            0 => new Option<bool>(definition.Name) { Description = definition.Description },
            1 => new Option<string>(definition.Name) { Description = definition.Description, HelpName = definition.ValueName },
            _ => new Option<string[]>(definition.Name)
            {
                Description = definition.Description,
                HelpName = definition.ValueName,
                Arity = new ArgumentArity(values, values),
                AllowMultipleArgumentsPerToken = true,
            },
        };
    }

    private ManifestDocument? Load(HostContext context, ParseResult result, bool forceHeadless, Diagnostics diagnostics, IEnumerable<SourcedOverride> more)
    {
        List<SourcedOverride> overrides = AddedOverrides(result, diagnostics);
        overrides.AddRange((result.GetValue(_set) ?? []).Select(text => new SourcedOverride("--set", text)));
        overrides.AddRange(more);
        var choice = new ManifestChoice(context, diagnostics);
        ManifestDocument? document = choice.Load(result.GetValue(_manifest), overrides, forceHeadless || result.GetValue(_headless));
        return diagnostics.HasErrors ? null : document;
    }

    private List<SourcedOverride> AddedOverrides(ParseResult result, Diagnostics diagnostics)
    {
        List<SourcedOverride> overrides = [];
        foreach ((RunOptionDefinition definition, Option option) in _added)
        {
            string? value = option switch
            {
                Option<bool> flag => result.GetValue(flag) ? "true" : null,
                Option<string[]> several => result.GetValue(several) is { Length: > 0 } values ? string.Join('\n', values) : null,
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
