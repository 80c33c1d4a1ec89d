using Xemu.Abstractions.Devices;

namespace Xemu.Boot.Tests;

/// <summary>The chip that hides a boot ROM.</summary>
internal sealed class FakeBootRomSwitch : IBootRomSwitch
{
    private Action? _changed;

    public bool IsBootRomVisible { get; private set; } = true;

    public void ConnectBootRom(Action visibilityChanged) => _changed = visibilityChanged;

    public void Set(bool visible)
    {
        SetSilently(visible);
        _changed?.Invoke();
    }

    /// <summary>As loading state does.</summary>
    public void SetSilently(bool visible) => IsBootRomVisible = visible;
}
