using Xemu.Abstractions;

namespace Xemu.Boot.Tests;

/// <summary>A file for one test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly string _path = System.IO.Path.GetTempFileName();

    public TemporaryFile(ReadOnlySpan<byte> content) => Write(content);

    public FilePath Path => new(_path);

    public void Write(ReadOnlySpan<byte> content) => File.WriteAllBytes(_path, content);

    public void Dispose() => File.Delete(_path);
}
