using Xemu.Abstractions;

[assembly: Plugin("bare", typeof(Xemu.Bare.BarePlugin))]

namespace Xemu.Bare;

/// <summary>Registers the parts of a machine without a chipset.</summary>
public sealed class BarePlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<BareRomOptions, BareRom>(
            "bare.rom", "ROM images at given addresses", static (options, context) => new BareRom(options, context))
        { CreateShadow = static (options, context) => new BareRom(options, context) });
        registry.AddComponent(new ComponentType<TextPortOptions, TextPort>(
            "bare.text-port", "A port whose bytes are text: shown, or logged by lines", static (options, context) => new TextPort(options, context)));
        registry.AddComponent(new ComponentType<PostPortOptions, PostPort>(
            "bare.post-port", "Power-on self-test ports: every value is logged", static (options, context) => new PostPort(options, context)));
        registry.AddComponent(new ComponentType<ExitPortOptions, ExitPort>(
            "bare.exit-port", "A port that ends the run: the byte written is the exit code", static (options, context) => new ExitPort(options, context)));
    }
}
