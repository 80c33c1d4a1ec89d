using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Dispatcher;

/// <summary>The time of day, and what is told of timers.</summary>
public sealed class TimeTests : IDisposable
{
    private const ulong NewYear2001 = 126_227_808_000_000_000;
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void SystemTime_Set_IsTheTimeFromThenOn()
    {
        uint place = _kernel.Allocate(16);
        _ = _kernel.Call("KeQuerySystemTime", place);
        ulong before = _kernel.Memory.Read64(place);
        ulong interrupt = _kernel.CallQuad("KeQueryInterruptTime");
        uint time = _kernel.Place(BitConverter.GetBytes(NewYear2001));

        Assert.Equal(NtStatus.Success, _kernel.Call("NtSetSystemTime", time, place + 8));
        _kernel.Tick(1_000_000_000);
        _ = _kernel.Call("KeQuerySystemTime", place);

        Assert.Equal(before, _kernel.Memory.Read64(place + 8));
        Assert.Equal(NewYear2001 + 10_000_000, _kernel.Memory.Read64(place));
        Assert.Equal(interrupt + 10_000_000, _kernel.CallQuad("KeQueryInterruptTime"));
    }

    [Fact]
    public void NtTimer_Queried_TellsWhatRemainsAndWhetherItIsSignaled()
    {
        uint place = _kernel.Allocate(64);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateTimer", place, 0, 0));
        uint handle = _kernel.Memory.Read32(place);
        uint due = _kernel.Place(BitConverter.GetBytes(-50_000_000L));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtSetTimerEx", handle, due, 0, 0, 0, 0, 0, 0));

        _kernel.Tick(2_000_000_000);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtQueryTimer", handle, place));
        Assert.Equal((30_000_000L, 0), ((long)_kernel.Memory.Read64(place), _kernel.Memory.Read8(place + 8)));

        _kernel.Tick(4_000_000_000);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtQueryTimer", handle, place));
        Assert.Equal((-10_000_000L, 1), ((long)_kernel.Memory.Read64(place), _kernel.Memory.Read8(place + 8)));
    }
}
