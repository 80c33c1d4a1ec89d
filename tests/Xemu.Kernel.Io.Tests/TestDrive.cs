using Xemu.Abstractions.Media;

namespace Xemu.Kernel.Io.Tests;

/// <summary>A disc drive.</summary>
internal sealed class TestDrive(IBlockDevice? medium) : IRemovableMedium
{
    public IBlockDevice? Medium { get; private set; } = medium;

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
}
