namespace Xemu.Kernel.Tests;

public sealed class ServedTests : IDisposable
{
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Exports_OfTheKernel_AreAllServed()
    {
        Assert.Equal(366, _kernel.Kernel.Exports.Rows.Count(static r => r.Ordinal <= 366));
        Assert.Empty(_kernel.Kernel.Exports.Routines.Where(static r => !r.IsServed).Select(static r => r.Name));
    }
}
