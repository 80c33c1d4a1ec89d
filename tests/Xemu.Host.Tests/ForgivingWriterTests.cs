using System.Text;

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

    private sealed class BrokenWriter : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("No space left on device");

        public override void Flush() => throw new UnauthorizedAccessException("Access to the path is denied");
    }
}
