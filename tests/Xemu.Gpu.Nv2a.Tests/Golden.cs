using System.IO.Compression;

namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>States that older versions wrote.</summary>
internal static class Golden
{
    /// <summary>Unpacks one.</summary>
    public static byte[] Read(string name)
    {
        using var file = new GZipStream(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "golden", name + ".gz")), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
