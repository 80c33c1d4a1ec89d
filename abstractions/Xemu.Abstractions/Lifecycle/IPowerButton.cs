namespace Xemu.Abstractions;

/// <summary>Has the machine's power button; asked for by type.</summary>
public interface IPowerButton
{
    /// <summary>Presses it: the guest is asked to power off. Machine thread, posted through the input queue by the implementation where the guest can tell the moment.</summary>
    void Press();
}
