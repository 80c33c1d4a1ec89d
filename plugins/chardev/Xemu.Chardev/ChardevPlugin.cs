using Xemu.Abstractions;
using Xemu.Chardev;
using Xemu.Chardev.Streams;

[assembly: Plugin("chardev", typeof(ChardevPlugin))]

namespace Xemu.Chardev;

/// <summary>The plugin of the host's ends of serial lines.</summary>
public sealed class ChardevPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<StdioOptions, StdioChardev>(
            "chardev.stdio", "Serial line on standard input and output; ctrl-A x ends the machine", static (o, c) => new StdioChardev(o, c))
        { CreateShadow = static (_, c) => new ShadowLine(c) });
        registry.AddComponent(new ComponentType<FileOptions, FileChardev>(
            "chardev.file", "Serial line whose output goes into a file", static (o, c) => new FileChardev(o, c))
        { CreateShadow = static (_, c) => new ShadowLine(c) });
        registry.AddComponent(new ComponentType<UnixOptions, UnixChardev>(
            "chardev.unix", "Serial line on a unix socket, one client at a time", static (o, c) => new UnixChardev(o, c))
        { CreateShadow = static (_, c) => new ShadowLine(c) });
        registry.AddComponent(new ComponentType<NullOptions, NullChardev>(
            "chardev.null", "Serial line with nobody at the other end", static (_, _) => new NullChardev())
        { CreateShadow = static (_, _) => new NullChardev() });
    }
}
