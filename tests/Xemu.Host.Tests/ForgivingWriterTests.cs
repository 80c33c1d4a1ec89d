namespace Xemu.Host.Tests;

public sealed class ForgivingWriterTests
{
    [Fact]
    public void Write_BrokenStream_ThrowsNothing()
    {
        using var writer = new ForgivingWriter(new BrokenWriter());

        writer.Write('a');
        writer.Write("b");
        writer.WriteLine("c");
        writer.WriteLine();
        writer.WriteLine("{0}", 1);
        writer.Flush();
    }

    [Fact]
    public void Write_WholeStream_PassesEverythingOn()
    {
        var inner = new StringWriter();
        using var writer = new ForgivingWriter(inner);

        writer.Write('a');
        writer.Write("b");
        writer.WriteLine("c");

        Assert.Equal($"abc{Environment.NewLine}", inner.ToString());
    }
}
