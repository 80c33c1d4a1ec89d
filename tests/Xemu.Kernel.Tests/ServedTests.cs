namespace Xemu.Kernel.Tests;

public sealed class ServedTests : IDisposable
{
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData("Rtl")]
    [InlineData("Xc")]
    [InlineData("Fsc")]
    public void Exports_OfALibrary_AreAllServed(string prefix) =>
        Assert.Empty(_kernel.Kernel.Exports.Rows.Where(r => r.Name.StartsWith(prefix, StringComparison.Ordinal) && !r.IsServed).Select(static r => r.Name));
}
