using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Threads;

/// <summary>What lies at the top of a thread's stack.</summary>
public sealed class StackLayoutTests : IDisposable
{
    private const uint FloatingSaveArea = 0x210;
    private const uint TlsBytes = 0x44;
    private const uint ControlDefault = 0x27F;
    private const uint Routine = 0x0012_0000;

    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData(0U)]
    [InlineData(TlsBytes)]
    public void Create_Thread_HasItsSaveAreaAtTheTopAndItsStorageBelow(uint tlsBytes)
    {
        Assert.Equal(NtStatus.Success, _kernel.Kernel.ThreadMaker.Create(new ThreadRequest(0, 0x4000, tlsBytes, Routine, 0, Suspended: false, SystemRoutine: 0), out uint thread));

        uint area = _kernel.Memory.Read32(thread + Kthread.StackBase) - FloatingSaveArea;
        Assert.Equal(ControlDefault, _kernel.Memory.Read32(area));
        Assert.Equal(tlsBytes == 0 ? 0 : area - tlsBytes, _kernel.Memory.Read32(thread + Kthread.TlsData));
        Assert.InRange(_kernel.Memory.Read32(thread + Kthread.KernelStack), 1U, area - tlsBytes - 1);
    }

    [Fact]
    public void Pcr_StackBase_IsTheSaveAreaOfTheThreadThatRuns()
    {
        uint area = _kernel.Memory.Read32(_kernel.Thread + Kthread.StackBase) - FloatingSaveArea;

        Assert.Equal((area, area), (_kernel.Memory.Read32(Pcr.StackBase), _kernel.Memory.Read32(ResumeSlot.CurrentFloating)));
        Assert.Equal(_kernel.Memory.Read32(_kernel.Thread + Kthread.StackLimit), _kernel.Memory.Read32(Pcr.StackLimit));
    }
}
