using Xemu.Abstractions;
using Xemu.Kernel.Hle;

[assembly: Plugin("kernel-hle", typeof(KernelHlePlugin))]

namespace Xemu.Kernel.Hle;

/// <summary>Registers <c>boot.xbe</c> and the tools for Xbox executables.</summary>
public sealed class KernelHlePlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<KernelOptions, KernelComponent>(
            "boot.xbe", "Starts Xbox programs with no firmware: the kernel's exports are served by the platform", static (options, context) => new KernelComponent(options, context)));
        registry.AddFileOpener(new ProgramOpener());
        var served = new Lazy<ExportTable>(MakeExports);
        registry.AddVerb(new XbeVerb(ordinal => served.Value.Find((uint)ordinal) is { } row ? (row.Name, row.IsServed) : null).Definition);
    }

    /// <summary>The exports as a kernel has them: those in guest code are known once it is assembled.</summary>
    private static ExportTable MakeExports()
    {
        var exports = new ExportTable();
        ExportModules.Register(exports);
        _ = new GuestCode(exports, 0);
        return exports;
    }
}
