using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Host;
using Xemu.Machine;

namespace Xemu.EndToEnd.Tests;

/// <summary>A machine of a shipped manifest, built in this process by the host's own code.</summary>
internal sealed class BuiltMachine : IDisposable
{
    private readonly ComposedMachine _composed;
    private readonly HostContext _context;
    private readonly DescriptorStore _descriptors = new();

    public BuiltMachine(string manifest, params string[] overrides)
        : this(LoadPlugins(), manifest, overrides)
    {
    }

    public BuiltMachine(ILoggerFactory? logs, string manifest, params string[] overrides)
        : this(LoadPlugins(), logs, manifest, overrides)
    {
    }

    public BuiltMachine(PluginSet plugins, string manifest, params string[] overrides)
        : this(plugins, null, manifest, overrides)
    {
    }

    public BuiltMachine(PluginSet plugins, ILoggerFactory? logs, string manifest, string[] overrides)
    {
        _context = new HostContext
        {
            Output = TextWriter.Null,
            Error = TextWriter.Null,
            IsOutputTerminal = false,
            Globals = new GlobalOptions([], IsDebug: false),
            Plugins = plugins,
        };
        var diagnostics = new Diagnostics();
        SourcedOverride[] sourced = [.. CpuUnderTest.Overrides(overrides).Select(static text => new SourcedOverride("test", text))];
        ManifestDocument? document = new ManifestLoader(Path.Combine(Platform.Root, "machines"), diagnostics).Load(Platform.Manifest(manifest), sourced, applyHeadless: true);
        BoundMachine? bound = document is null ? null : new ManifestBinder(_context.Plugins, diagnostics).Bind(document, DateTimeOffset.UnixEpoch.AddYears(31));
        if (bound is null)
        {
            using var text = new StringWriter();
            diagnostics.WriteTo(text);
            throw new InvalidOperationException(text.ToString());
        }

        _composed = MachineComposer.Build(bound, new MachineServices(logs ?? NullLoggerFactory.Instance, new PngWriter(), new TraceHub([], TextWriter.Null), plugins, _descriptors));
    }

    public VirtualMachine Machine => _composed.Machine;

    public ComposedMachine Composed => _composed;

    /// <summary>Loads the plugins that ship. Machines may share them.</summary>
    public static PluginSet LoadPlugins()
    {
        var plugins = new PluginSet();
        plugins.LoadDirectory(Path.Combine(Platform.Folder, "plugins"));
        return plugins;
    }

    public void Dispose()
    {
        _composed.Dispose();
        _context.Dispose();
        _descriptors.Dispose();
    }
}
