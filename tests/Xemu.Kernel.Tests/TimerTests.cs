namespace Xemu.Kernel.Tests;

/// <summary>That the harness's clock moves the kernel's.</summary>
public sealed class TimerTests : IDisposable
{
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Tick_TimerThatIsDue_IsSignaled()
    {
        uint timer = _kernel.Allocate(64);
        _ = _kernel.Call("KeInitializeTimerEx", timer, 0);
        _ = _kernel.Call("KeSetTimer", timer, unchecked((uint)-50_000), uint.MaxValue, 0);

        _kernel.Tick(4_000_000);
        uint early = _kernel.Memory.Read32(timer + Hle.DispatcherHeader.SignalState);
        _kernel.Tick(3_000_000);

        Assert.Equal((0U, 1U), (early, _kernel.Memory.Read32(timer + Hle.DispatcherHeader.SignalState)));
    }
}
