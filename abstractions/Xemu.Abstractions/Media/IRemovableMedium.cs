namespace Xemu.Abstractions.Media;

/// <summary>A drive whose medium can be changed while the machine runs.</summary>
public interface IRemovableMedium
{
    /// <summary>The medium, or null while the drive is empty.</summary>
    IBlockDevice? Medium { get; }

    /// <summary>Whether the tray is open.</summary>
    bool IsTrayOpen { get; }

    /// <summary>Opens the tray and takes the medium out. Machine thread; post it through the input queue.</summary>
    void Eject();

    /// <summary>Puts a medium in and closes the tray. Machine thread; post it through the input queue.</summary>
    /// <param name="medium">The medium.</param>
    void Insert(IBlockDevice medium);
}
