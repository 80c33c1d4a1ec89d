using Xemu.Abstractions;

[assembly: Plugin("boot-flash", typeof(Xemu.Boot.Flash.BootFlashPlugin))]

namespace Xemu.Boot.Flash;

/// <summary>Registers <c>boot.flash</c>.</summary>
public sealed class BootFlashPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<FlashOptions, Flash>(
            "boot.flash", "Flash ROM at the top of memory: an image file, or the open boot image", static (options, context) => new Flash(options, context))
        { CreateShadow = static (options, context) => new Flash(options, context) });
    }
}
