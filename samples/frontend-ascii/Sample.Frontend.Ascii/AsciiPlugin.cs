using Sample.Frontend.Ascii;
using Xemu.Abstractions;

[assembly: Plugin("sample-frontend-ascii", typeof(AsciiPlugin))]

namespace Sample.Frontend.Ascii;

/// <summary>The plugin's entry: a frontend, a verb, a file opener and a monitor command.</summary>
public sealed class AsciiPlugin : IPlugin
{
    public void Register(IPluginRegistry registry)
    {
        registry.AddComponent(new ComponentType<AsciiOptions, AsciiFrontend>(
            "sample.frontend-ascii", "Writes the picture as letters into a text file.", static (options, context) => new AsciiFrontend(options, context)));
        registry.AddVerb(new VerbDefinition("ascii-ramp", "Shows the letters that stand for brightness.", string.Empty, ShowRamp));
        registry.AddFileOpener(new RomOpener());
        registry.AddMonitorCommand(new MonitorCommandDefinition("ascii-frames", "How many frames the ASCII frontend has written.", CountFrames));
    }

    private static int ShowRamp(IVerbContext context)
    {
        context.Output.WriteLine(AsciiPicture.Ramp);
        return 0;
    }

    private static string CountFrames(IMonitorContext context, IReadOnlyList<string> words) =>
        string.Join('\n', context.Components.Where(static c => c.Value is AsciiFrontend).Select(static c => $"{c.Key}: {((AsciiFrontend)c.Value).Frames}"));
}
