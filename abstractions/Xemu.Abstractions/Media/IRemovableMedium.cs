namespace Xemu.Abstractions.Media;

/// <summary>A drive whose medium can be changed while the machine runs.</summary>
public interface IRemovableMedium
{
    /// <summary>The medium, or null while the drive is empty.</summary>
    IBlockDevice? Medium { get; }

    /// <summary>Whether the tray is open.</summary>
    bool IsTrayOpen { get; }

    /// <summary>Whether the guest has locked the tray: its button only asks then. <see cref="Eject"/> works all the same, as a paper clip does.</summary>
    bool IsTrayLocked => false;

    /// <summary>Opens the tray and takes the medium out. Machine thread; post it through the input queue.</summary>
    void Eject();

    /// <summary>Puts a medium in and closes the tray. Machine thread; post it through the input queue.</summary>
    /// <param name="medium">The medium.</param>
    void Insert(IBlockDevice medium);

    /// <summary>Opens the tray and leaves the medium on it. Machine thread; post it through the input queue.</summary>
    void OpenTray() => Eject();

    /// <summary>Closes the tray over what lies on it, or empty. Machine thread; post it through the input queue. A drive whose tray has no motor leaves it open.</summary>
    void CloseTray()
    {
    }
}
