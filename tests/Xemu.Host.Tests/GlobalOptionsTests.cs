namespace Xemu.Host.Tests;

public sealed class GlobalOptionsTests
{
    [Theory]
    [InlineData("file --plugins dir --renderer x", "file --renderer x")]
    [InlineData("--plugins=dir file --debug", "file")]
    [InlineData("file -- --plugins dir --debug", "file -- --plugins dir --debug")]
    [InlineData("file --plugins", "file")]
    public void Without_TheHostsOptions_LeavesAVerbItsOwn(string arguments, string left) =>
        Assert.Equal(left.Split(' '), GlobalOptions.Without(arguments.Split(' ')));
}
