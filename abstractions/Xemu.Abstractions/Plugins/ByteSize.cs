namespace Xemu.Abstractions;

/// <summary>A number of bytes, written with its unit in manifests: <c>"64MiB"</c> (B, KiB, MiB, GiB, TiB).</summary>
/// <param name="Bytes">The number.</param>
public readonly record struct ByteSize(ulong Bytes)
{
    /// <summary>Mebibytes as a size.</summary>
    public static ByteSize FromMiB(ulong mebibytes) => new(mebibytes << 20);

    /// <summary>The size with the largest unit that divides it.</summary>
    public override string ToString() => Bytes switch
    {
        0 => "0B",
        _ when Bytes % (1UL << 40) == 0 => $"{Bytes >> 40}TiB",
        _ when Bytes % (1UL << 30) == 0 => $"{Bytes >> 30}GiB",
        _ when Bytes % (1UL << 20) == 0 => $"{Bytes >> 20}MiB",
        _ when Bytes % (1UL << 10) == 0 => $"{Bytes >> 10}KiB",
        _ => $"{Bytes}B",
    };
}
