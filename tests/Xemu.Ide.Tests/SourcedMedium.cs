using Xemu.Abstractions;
using Xemu.Abstractions.Media;

namespace Xemu.Ide.Tests;

/// <summary>A disc image as a component that says where it came from.</summary>
internal sealed class SourcedMedium(string file, byte[] content) : IComponent, IBlockDevice, IMediumSource
{
    public string SourceType => "block.test";

    public string SourceFile => file;

    public ulong SizeBytes => (ulong)content.Length;

    public bool IsReadOnly => true;

    public bool IsDisposed { get; private set; }

    public void Read(ulong offset, Span<byte> destination) => content.AsSpan((int)offset, destination.Length).CopyTo(destination);

    public void Write(ulong offset, ReadOnlySpan<byte> source) => throw new IOException("Read-only.");

    public void Flush()
    {
    }

    public void Dispose() => IsDisposed = true;
}

/// <summary>A component that is no disc.</summary>
internal sealed class NoDisc : IComponent
{
    public void Dispose()
    {
    }
}

/// <summary>Opens <see cref="SourcedMedium"/> by path, and remembers what it was asked for.</summary>
internal sealed class DiscShelf : IComponentFactory
{
    public Dictionary<string, byte[]> Files { get; } = [];

    public List<string> Asked { get; } = [];

    public List<SourcedMedium> Made { get; } = [];

    public IReadOnlyList<ComponentTypeInfo> Types { get; } =
        [new("block.test", "A disc.", typeof(SourcedMedium)), new("chardev.test", "No disc.", typeof(NoDisc))];

    public IComponent Create(string id, string type, IReadOnlyDictionary<string, string> options)
    {
        Asked.Add($"{id} {type} {string.Join(' ', options.OrderBy(static o => o.Key).Select(static o => $"{o.Key}={o.Value}"))}");
        if (!Files.TryGetValue(options["file"], out byte[]? content))
        {
            throw new ComponentException($"Image '{options["file"]}' does not exist; check the path.");
        }

        var made = new SourcedMedium(options["file"], content);
        Made.Add(made);
        return made;
    }
}
