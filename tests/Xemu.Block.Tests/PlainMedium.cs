using Xemu.Abstractions.Media;
using Xemu.Abstractions.State;
using Xemu.Conformance;

namespace Xemu.Block.Tests;

/// <summary>A medium by somebody who knows nothing of preparing: it has only what the contract demands.</summary>
internal sealed class PlainMedium(ulong sizeBytes) : IBlockDevice, IMediumIdentity
{
    private readonly Guid _id = Guid.NewGuid();
    private readonly Dictionary<Guid, (ulong Generation, byte[] Content)> _sealed = [];
    private byte[] _content = new byte[sizeBytes];
    private Guid _layer = Guid.NewGuid();
    private ulong _generation = 1;

    public ulong SizeBytes => (ulong)_content.Length;

    public bool IsReadOnly => false;

    public MediumLayer Layer => new(_id, _layer, _generation);

    public void Read(ulong offset, Span<byte> destination) => Range(offset, destination.Length).CopyTo(destination);

    public void Write(ulong offset, ReadOnlySpan<byte> source) => source.CopyTo(Range(offset, source.Length));

    public void Flush()
    {
    }

    public MediumLayer Seal()
    {
        MediumLayer layer = Layer;
        _sealed.Add(_layer, (_generation, [.. _content]));
        Next();
        return layer;
    }

    public void RestoreTo(MediumLayer layer)
    {
        if (layer.MediumId != _id || !_sealed.TryGetValue(layer.LayerId, out (ulong Generation, byte[] Content) found) || found.Generation != layer.Generation)
        {
            throw new StateException("The layer is not known.");
        }

        _content = [.. found.Content];
        Next();
    }

    private void Next()
    {
        _layer = Guid.NewGuid();
        _generation++;
    }

    private Span<byte> Range(ulong offset, int length) => offset % 512 == 0 && length % 512 == 0 && offset <= SizeBytes && (ulong)length <= SizeBytes - offset
        ? _content.AsSpan((int)offset, length)
        : throw new IOException($"Request for {length} bytes at {offset} does not fit.");
}

public sealed class PlainMediumConformanceTests : MediumIdentityConformance
{
    protected override IBlockDevice Create(ulong sizeBytes) => new PlainMedium(sizeBytes);
}
