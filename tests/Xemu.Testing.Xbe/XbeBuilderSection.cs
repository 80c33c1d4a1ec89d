namespace Xemu.Testing.Xbe;

/// <summary>A section that is to be packed.</summary>
internal sealed record XbeBuilderSection(string Name, uint Address, byte[] Bytes, uint Flags, uint VirtualBytes)
{
    private const int FileAlignment = 0x1000;

    /// <summary>The content as it lies in the file.</summary>
    public byte[] PaddedBytes { get; } = [.. Bytes, .. new byte[-Bytes.Length & (FileAlignment - 1)]];

    /// <summary>The address after the last.</summary>
    public uint End => Address + VirtualBytes;
}
