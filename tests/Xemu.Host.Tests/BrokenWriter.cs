using System.Text;

namespace Xemu.Host.Tests;

/// <summary>An output that takes nothing.</summary>
internal sealed class BrokenWriter : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => throw new IOException("No space left on device");

    public override void Flush() => throw new UnauthorizedAccessException("Access to the path is denied");
}
