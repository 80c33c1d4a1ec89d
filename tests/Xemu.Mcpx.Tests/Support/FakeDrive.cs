using Xemu.Abstractions.Media;

namespace Xemu.Mcpx.Tests;

/// <summary>A drive that is a tray.</summary>
internal sealed class FakeDrive : IRemovableMedium
{
    public IBlockDevice? Medium { get; private set; }

    public bool IsTrayOpen { get; private set; }

    public void Eject()
    {
        Medium = null;
        IsTrayOpen = true;
    }

    public void Insert(IBlockDevice medium)
    {
        Medium = medium;
        IsTrayOpen = false;
    }

    public void CloseTray() => IsTrayOpen = false;
}
