namespace Xemu.Abstractions;

/// <summary>A plugin's entry.</summary>
public interface IPlugin
{
    /// <summary>Registers what the plugin brings. Called once, right after loading; makes no component and touches nothing outside.</summary>
    /// <param name="registry">Where to register.</param>
    void Register(IPluginRegistry registry);
}
