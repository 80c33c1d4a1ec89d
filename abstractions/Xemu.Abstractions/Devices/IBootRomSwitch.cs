namespace Xemu.Abstractions.Devices;

/// <summary>The part of a chipset that says whether its boot ROM covers the end of the flash; asked for by an option of whatever holds the ROM.</summary>
/// <remarks>Machine thread only.</remarks>
public interface IBootRomSwitch
{
    /// <summary>Whether the ROM is seen. Every reset brings it back; the guest can only hide it.</summary>
    bool IsBootRomVisible { get; }

    /// <summary>Connects the holder of the ROM; called once, while the machine is wired.</summary>
    /// <param name="visibilityChanged">Called when the guest or a reset has changed <see cref="IsBootRomVisible"/>; loading state does not call it.</param>
    void ConnectBootRom(Action visibilityChanged);
}
