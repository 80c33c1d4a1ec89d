using Xemu.Abstractions.Memory;

namespace Xemu.Benchmarks;

/// <summary>The cheapest device: what is measured with it is the way to it.</summary>
internal sealed class CountingDevice : IIoHandler
{
    public const uint Value = 3;

    public ulong Writes { get; private set; }

    public ulong Read(ulong offset, int width) => Value;

    public void Write(ulong offset, int width, ulong value) => Writes++;
}
