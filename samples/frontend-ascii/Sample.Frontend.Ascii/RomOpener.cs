using Xemu.Abstractions;

namespace Sample.Frontend.Ascii;

/// <summary>Lets <c>run FILE</c> open a raw 64 KiB PC ROM that ends with a far jump at its reset vector.</summary>
public sealed class RomOpener : IFileOpener
{
    private const int RomBytes = 0x1_0000;
    private const byte FarJump = 0xEA;

    public string Name => "64 KiB ROM";

    public bool Probe(string path, ReadOnlySpan<byte> start) => start.Length == RomBytes && start[0xFFF0] == FarJump;

    public string CreateManifest(string path) =>
        $$"""
        manifest = 1
        extends = "bare.toml"
        [components.rom]
        images = [{ file = '{{path}}', address = 0xF0000 }, { file = '{{path}}', address = 0xFFFF0000 }]
        """;
}
