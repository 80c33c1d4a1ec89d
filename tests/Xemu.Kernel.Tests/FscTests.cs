using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests;

public sealed class FscTests : IDisposable
{
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void CacheSize_AtTheStart_Is16Pages() => Assert.Equal(16U, _kernel.Call("FscGetCacheSize"));

    [Theory]
    [InlineData(0U)]
    [InlineData(2048U)]
    public void SetCacheSize_InRange_IsTold(uint pages)
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("FscSetCacheSize", pages));

        Assert.Equal(pages, _kernel.Call("FscGetCacheSize"));
    }

    [Fact]
    public void SetCacheSize_TooMuch_IsRefused()
    {
        Assert.Equal(NtStatus.InvalidParameter, _kernel.Call("FscSetCacheSize", 2049));

        Assert.Equal(16U, _kernel.Call("FscGetCacheSize"));
    }

    [Fact]
    public void InvalidateIdleBlocks_Call_Returns() => _ = _kernel.Call("FscInvalidateIdleBlocks");
}
