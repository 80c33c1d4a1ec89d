namespace Xemu.Abstractions.Media;

/// <summary>A drive that posts changes of its medium through the input queue itself, so that they are recorded and replayed; asked for by type. Any thread.</summary>
public interface IMediumChanger : IRemovableMedium
{
    /// <summary>Opens the tray and takes the medium out, at the next instruction.</summary>
    void PostEject();

    /// <summary>Puts a medium in and closes the tray, at the next instruction.</summary>
    /// <param name="medium">The medium, which the caller owns until it is taken out. A replay opens it again by its <see cref="IMediumSource"/>; without that it cannot be replayed.</param>
    void PostInsert(IBlockDevice medium);

    /// <summary>Closes the tray over what lies on it, at the next instruction.</summary>
    void PostClose();
}
