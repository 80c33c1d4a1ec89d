namespace Xemu.Migration;

/// <summary>Drops everything: for a look through a file before anything of the machine is touched.</summary>
internal sealed class BlindSink : IPageSink
{
    public bool IsBlind => true;

    public nint Receive(RamRegion region, ulong page) => 0;

    public void Zero(RamRegion region, ulong page)
    {
    }

    public void Count(int normal, int zero, int bytes)
    {
    }
}
