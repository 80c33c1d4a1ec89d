namespace Xemu.Cpu.X86;

/// <summary>Keeps a region registered with <see cref="FaultCatcher"/>.</summary>
internal sealed unsafe class FaultRegistration(FaultRegion* region) : IDisposable
{
    private FaultRegion* _region = region;

    public void Dispose()
    {
        if (_region != null)
        {
            FaultCatcher.Release(_region);
            _region = null;
        }
    }
}
