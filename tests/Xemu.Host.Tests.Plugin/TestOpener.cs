using Xemu.Abstractions;

namespace Xemu.Host.Tests.Plugin;

public sealed class TestOpener : IFileOpener
{
    public string Name => "test program";

    public bool Probe(string path, ReadOnlySpan<byte> start) => start.StartsWith("TEST"u8);

    public string CreateManifest(string path) =>
        $$"""
        manifest = 1
        [components.cpu]
        type = "test.cpu"
        stop-at = 1000
        [components.all]
        type = "test.everything"
        name = "opened"
        file = '{{path}}'
        """;
}
