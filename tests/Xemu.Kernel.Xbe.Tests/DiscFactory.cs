using Xemu.Abstractions;
using Xemu.Abstractions.Media;

namespace Xemu.Kernel.Xbe.Tests;

/// <summary>Component types of which each opens the same disc, or none at all; it notes what was asked for.</summary>
internal sealed class DiscFactory(byte[]? disc) : IComponentFactory, IComponent, IBlockDevice
{
    public List<(string Type, string File, string ReadOnly)> Asked { get; } = [];

    public bool IsDisposed { get; private set; }

    public IReadOnlyList<ComponentTypeInfo> Types => [];

    public ulong SizeBytes => (ulong)disc!.Length;

    public bool IsReadOnly => true;

    public IComponent Create(string id, string type, IReadOnlyDictionary<string, string> options)
    {
        Asked.Add((type, options["file"], options["read-only"]));
        return disc is null ? throw new ComponentException($"There is no component type '{type}'.") : this;
    }

    public void Read(ulong offset, Span<byte> destination) => disc.AsSpan((int)offset, destination.Length).CopyTo(destination);

    public void Write(ulong offset, ReadOnlySpan<byte> source) => throw new IOException("Read-only.");

    public void Flush()
    {
    }

    public void Dispose() => IsDisposed = true;
}
