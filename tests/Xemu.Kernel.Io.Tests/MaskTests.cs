using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Io.Tests;

public sealed class MaskTests
{
    [Theory]
    [InlineData("abc", "a?c", true)]
    [InlineData("abc", "a?", false)]
    [InlineData("abc", "*b*", true)]
    [InlineData("abc", "*c*", true)]
    [InlineData("abc", "abc*", true)]
    [InlineData("abc", "abcd*", false)]
    [InlineData("a.b", "*.*", true)]
    [InlineData("ab", "a*.*", false)]
    [InlineData("aXbXc", "a*x*C", true)]
    [InlineData("", "?", false)]
    [InlineData("", "**", true)]
    public void Matches(string name, string mask, bool expected) => Assert.Equal(expected, FileMask.Matches(name, mask));
}
